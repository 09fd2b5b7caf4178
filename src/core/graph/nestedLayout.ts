import { type LayoutEdge, layoutGraph, type PlacedBox, type PlacedEdge } from './layout.ts';

/** A box that may hold graphs, one below the other. */
export interface NestedBox {
  readonly id: string;
  /** Ignored for a box that holds graphs: it is as large as they are. */
  readonly width: number;
  readonly height: number;
  readonly inside: readonly NestedGraph[];
}

/** A graph of boxes that may hold graphs themselves. `label` is written above a graph that is inside a box. */
export interface NestedGraph {
  readonly label?: string;
  readonly boxes: readonly NestedBox[];
  readonly edges: readonly LayoutEdge[];
}

/** The words above a graph that is inside a box, and where they begin. */
export interface NestedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Everything with its place in the whole picture; a box comes before those inside it. */
export interface NestedLayout {
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
  readonly labels: readonly NestedLabel[];
  readonly width: number;
  readonly height: number;
}

/** Room inside a box that is open, in px. */
export const nestedRoom = { top: 66, side: 18, bottom: 18, between: 14, label: 20, least: 188 } as const;

/** Places a graph and everything inside its boxes. */
export function layoutNested({ boxes, edges }: NestedGraph): NestedLayout {
  const opened = boxes.map(openBox);
  const whole = layoutGraph(
    opened.map(({ id, width, height }) => ({ id, width, height })),
    edges,
  );
  const all = { boxes: [] as PlacedBox[], edges: [...whole.edges], labels: [] as NestedLabel[] };
  for (const [index, box] of whole.boxes.entries()) {
    all.boxes.push(box);
    const inside = opened[index]?.inside;
    if (inside) addMoved(all, inside, box);
  }
  return { ...all, width: whole.width, height: whole.height };
}

type Parts = Pick<NestedLayout, 'boxes' | 'edges' | 'labels'>;

interface OpenedBox extends Omit<NestedBox, 'inside'> {
  readonly inside: Parts | undefined;
}

/** A box as large as what is inside, with that placed from its own corner. */
function openBox({ id, width, height, inside: graphs }: NestedBox): OpenedBox {
  if (graphs.length === 0) return { id, width, height, inside: undefined };
  const inside = { boxes: [] as PlacedBox[], edges: [] as PlacedEdge[], labels: [] as NestedLabel[] };
  const { side, bottom, between, label: labelHeight, least } = nestedRoom;
  let top: number = nestedRoom.top;
  let widest = least - 2 * side;
  for (const [index, graph] of graphs.entries()) {
    if (index > 0) top += between;
    if (graph.label !== undefined) {
      inside.labels.push({ text: graph.label, x: side, y: top + labelHeight - 7 });
      top += labelHeight;
    }
    const layout = layoutNested(graph);
    addMoved(inside, layout, { x: side, y: top });
    widest = Math.max(widest, layout.width);
    top += layout.height;
  }
  return { id, width: widest + 2 * side, height: top + bottom, inside };
}

function addMoved(
  to: { readonly boxes: PlacedBox[]; readonly edges: PlacedEdge[]; readonly labels: NestedLabel[] },
  { boxes, edges, labels }: Parts,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  for (const box of boxes) to.boxes.push({ ...box, x: box.x + x, y: box.y + y });
  for (const edge of edges)
    to.edges.push({ ...edge, points: edge.points.map(([atX, atY]) => [atX + x, atY + y] as const) });
  for (const label of labels) to.labels.push({ ...label, x: label.x + x, y: label.y + y });
}
