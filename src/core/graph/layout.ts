import { type ForwardLink, forwardLinks, type Link, longestPathLayers } from './acyclic.ts';
import { type Layered, orderLayers } from './layerOrder.ts';
import { slotMiddles } from './slotHeights.ts';

/** A box to be placed. Sizes in px. */
export interface LayoutBox {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** An edge between two boxes of the same graph, by their ids. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

/** A box with its upper left corner. */
export interface PlacedBox extends LayoutBox {
  readonly x: number;
  readonly y: number;
}

/** x and y in px, from the upper left corner of the graph. */
export type Point = readonly [number, number];

/** An edge with its way. */
export interface PlacedEdge extends LayoutEdge {
  /** Straight through a layer from the first to the second, from there across the room to the next layer, and so on. */
  readonly points: readonly Point[];
  /** It closes a cycle: the only kind that does not lead to the right. Its points are in reverse, and so begin with a crossing. */
  readonly back: boolean;
}

/** A graph with a place for everything; nothing lies left of or above 0. */
export interface GraphLayout {
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/** Room between layers, and between boxes of a layer, in px. */
export const layoutGaps = { across: 64, down: 20 } as const;

/** How tall the way of an edge through a layer is. */
const wayHeight = 6;
/** Edges are led around boxes as long as that many slots do; longer ones of huge graphs go straight. */
const mostWaySlots = 20_000;

/**
 * Places boxes in layers from left to right (Sugiyama, Tagawa and Toda, 1981): longest-path layers, barycentre sweeps, and
 * heights by least squares. The same input gives the same layout. Edges to unknown boxes, and second ones between the same
 * boxes, are left out.
 */
export function layoutGraph(boxes: readonly LayoutBox[], edges: readonly LayoutEdge[]): GraphLayout {
  const links = linksOf(boxes, edges);
  const forward = forwardLinks(boxes.length, links);
  const slots = slotsOf(boxes, forward);
  orderLayers(slots);
  const middle = slotMiddles(slots, { height: slots.height, weight: slots.weight, gap: layoutGaps.down });
  return place(boxes, forward, { slots, middle });
}

function linksOf(boxes: readonly LayoutBox[], edges: readonly LayoutEdge[]): readonly Link[] {
  const indices = new Map(boxes.map(({ id }, index) => [id, index]));
  const known = new Set<string>();
  return edges.flatMap((edge) => {
    const from = indices.get(edge.from);
    const to = indices.get(edge.to);
    const key = `${from} ${to}`;
    if (from === undefined || to === undefined || known.has(key)) return [];
    known.add(key);
    return [{ from, to }];
  });
}

interface Slots extends Layered {
  readonly layerOf: readonly number[];
  readonly height: readonly number[];
  readonly weight: readonly number[];
  /** For every forward link the slots that it passes through, both ends included. */
  readonly ways: readonly (readonly number[])[];
}

/** The boxes are the first slots, in their order; behind them come those of edges that pass through a layer. */
function slotsOf(boxes: readonly LayoutBox[], links: readonly ForwardLink[]): Slots {
  const layerOf = [...longestPathLayers(boxes.length, links)];
  const spans = links.reduce((sum, { from, to }) => sum + (layerOf[to] ?? 0) - (layerOf[from] ?? 0) - 1, 0);
  const height = boxes.map((box) => box.height);
  const weight = boxes.map(() => 1);
  const before: number[][] = boxes.map(() => []);
  const after: number[][] = boxes.map(() => []);
  const ways = links.map(({ from, to }) => {
    const way = [from];
    const last = layerOf[to] ?? 0;
    if (spans <= mostWaySlots)
      for (let layer = (layerOf[from] ?? 0) + 1; layer < last; layer++) {
        way.push(layerOf.length);
        layerOf.push(layer);
        height.push(wayHeight);
        // A long edge that is straight is easier to follow than a box that is in the middle.
        weight.push(2);
        before.push([]);
        after.push([]);
      }
    way.push(to);
    for (const [index, slot] of way.slice(1).entries()) {
      const previous = way[index] as number;
      if ((layerOf[slot] ?? 0) - (layerOf[previous] ?? 0) !== 1) continue;
      before[slot]?.push(previous);
      after[previous]?.push(slot);
    }
    return way;
  });
  const layers: number[][] = Array.from(
    { length: layerOf.reduce((most, layer) => Math.max(most, layer + 1), 0) },
    () => [],
  );
  for (const [slot, layer] of layerOf.entries()) layers[layer]?.push(slot);
  return { layers, before, after, layerOf, height, weight, ways };
}

function place(
  boxes: readonly LayoutBox[],
  links: readonly ForwardLink[],
  { slots, middle }: { readonly slots: Slots; readonly middle: Float64Array },
): GraphLayout {
  const { layers, layerOf, height, ways } = slots;
  const columns = columnsOf(layers, boxes);
  let top = 0;
  let bottom = 0;
  if (boxes.length > 0) {
    top = Number.POSITIVE_INFINITY;
    bottom = Number.NEGATIVE_INFINITY;
  }
  for (const [slot, tall] of height.entries()) {
    top = Math.min(top, (middle[slot] ?? 0) - tall / 2);
    bottom = Math.max(bottom, (middle[slot] ?? 0) + tall / 2);
  }
  const columnOf = (slot: number) => columns[layerOf[slot] ?? 0] ?? { x: 0, width: 0 };
  const yOf = (slot: number) => Math.round((middle[slot] ?? 0) - top);
  const placed = boxes.map((box, index) => ({
    ...box,
    x: columnOf(index).x,
    y: Math.round(yOf(index) - box.height / 2),
  }));
  const edges = links.map(({ back }, index): PlacedEdge => {
    const way = ways[index] ?? [];
    const points = way.flatMap((slot, step): Point[] => {
      const { x, width } = columnOf(slot);
      const left: Point = [x, yOf(slot)];
      const right: Point = [x + width, yOf(slot)];
      const own = boxes[slot]?.width ?? width;
      if (step === 0) return [[x + own, yOf(slot)], right];
      return step === way.length - 1 ? [left] : [left, right];
    });
    const ends = { from: boxes[way[0] ?? 0]?.id ?? '', to: boxes[way.at(-1) ?? 0]?.id ?? '' };
    return back ? { from: ends.to, to: ends.from, points: points.toReversed(), back } : { ...ends, points, back };
  });
  const last = columns.at(-1);
  return { boxes: placed, edges, width: last ? last.x + last.width : 0, height: Math.ceil(bottom - top) };
}

function columnsOf(
  layers: Layered['layers'],
  boxes: readonly LayoutBox[],
): readonly { readonly x: number; readonly width: number }[] {
  let x = 0;
  return layers.map((layer) => {
    const width = layer.reduce((most, slot) => Math.max(most, boxes[slot]?.width ?? 0), 0);
    const column = { x, width };
    x += width + layoutGaps.across;
    return column;
  });
}
