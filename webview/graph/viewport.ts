/** Where the graph stands on the page: `scale` times as large, moved by x and y px. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of the graph, in its own px. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const margin = 24;
const smallest = 0.02;
const largest = 2.5;

/** From this scale on the words in the boxes can be read; below they are not drawn. */
export const readableScale = 0.45;

const comfortableScale = 0.7;
/** A graph of more nodes is a map first, and read later. */
const mostBegun = 80;

/** The whole graph in the middle of the page, no larger than it is. */
export function fitWhole(graph: Size, page: Size): Placement {
  const room = (length: number) => Math.max(1, length - 2 * margin);
  const scale = clamp(
    Math.min(room(page.width) / Math.max(1, graph.width), room(page.height) / Math.max(1, graph.height), 1),
  );
  return {
    x: Math.round((page.width - graph.width * scale) / 2),
    y: Math.round((page.height - graph.height * scale) / 2),
    scale,
  };
}

/** Where a graph is shown first: whole, or of one that is too wide for its words to be read then, the beginning. */
export function beginning(graph: Size & { readonly nodes: number }, page: Size): Placement {
  const whole = fitWhole(graph, page);
  if (whole.scale >= comfortableScale || graph.nodes > mostBegun) return whole;
  const tall = graph.height * comfortableScale;
  const y = tall > page.height - 2 * margin ? margin : Math.round((page.height - tall) / 2);
  return { x: margin, y, scale: comfortableScale };
}

/** Larger or smaller, with a point of the page staying where it is. */
export function zoom(placement: Placement, factor: number, at: { readonly x: number; readonly y: number }): Placement {
  const scale = clamp(placement.scale * factor);
  const by = scale / placement.scale;
  return { x: at.x - (at.x - placement.x) * by, y: at.y - (at.y - placement.y) * by, scale };
}

/** The same scale, moved as little as it takes for a part of the graph to be in sight. */
export function bring(placement: Placement, area: Area, page: Size): Placement {
  const { scale } = placement;
  const along = (offset: number, from: number, to: number, length: number) => {
    if ((to - from) * scale > length - 2 * margin || from * scale + offset < margin) return margin - from * scale;
    return to * scale + offset > length - margin ? length - margin - to * scale : offset;
  };
  return {
    x: along(placement.x, area.left, area.right, page.width),
    y: along(placement.y, area.top, area.bottom, page.height),
    scale,
  };
}

/** The part of the graph that the page shows, with some more on each side: `more` times the page. */
export function visibleArea({ x, y, scale }: Placement, page: Size, more: number): Area {
  return {
    left: (-x - more * page.width) / scale,
    top: (-y - more * page.height) / scale,
    right: (page.width - x + more * page.width) / scale,
    bottom: (page.height - y + more * page.height) / scale,
  };
}

/** Whether all of a graph is in sight. */
export function showsAll(placement: Placement, page: Size, { width, height }: Size): boolean {
  return holds(visibleArea(placement, page, 0), { left: 0, top: 0, right: width, bottom: height });
}

/** Whether two areas have something in common. */
export function touches(a: Area, b: Area): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

/** Whether the second area lies within the first. */
export function holds(outer: Area, inner: Area): boolean {
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  );
}

function clamp(scale: number): number {
  return Math.min(largest, Math.max(smallest, scale));
}
