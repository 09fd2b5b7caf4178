/** What stands in the layers: boxes, and the places where long edges pass through. Slots are numbered from 0. */
export interface Layered {
  /** Slots of each layer; `orderLayers` puts each list in order. */
  readonly layers: number[][];
  /** Slots of the layer before that a slot hangs together with, and of the layer behind. */
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

/** How often the layers are gone through: more no longer pays (Jünger and Mutzel, "2-layer straightline crossing minimization", 1997). */
const sweeps = 8;

/** Puts the slots of every layer in an order with few crossings: barycentres, to and fro, the best of all sweeps. */
export function orderLayers({ layers, before, after }: Layered): void {
  const position = new Int32Array(before.length);
  for (const layer of layers) note(layer, position);
  let best = layers.map((layer) => [...layer]);
  let fewest = crossingsOf(layers, after, position);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const forward = sweep % 2 === 0;
    const neighbours = forward ? before : after;
    for (const layer of forward ? layers : layers.toReversed()) {
      sortByBarycentre(layer, neighbours, position);
      note(layer, position);
    }
    const crossings = crossingsOf(layers, after, position);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = layers.map((layer) => [...layer]);
  }
  for (const [index, layer] of best.entries()) layers[index] = layer;
}

function note(layer: readonly number[], position: Int32Array): void {
  for (const [place, slot] of layer.entries()) position[slot] = place;
}

/** A slot without neighbours keeps its place. */
function sortByBarycentre(layer: number[], neighbours: Layered['before'], position: Int32Array): void {
  const weight = new Map(
    layer.map((slot, place) => {
      const others = neighbours[slot] ?? [];
      const sum = others.reduce((total, other) => total + (position[other] ?? 0), 0);
      return [slot, others.length === 0 ? place : sum / others.length] as const;
    }),
  );
  layer.sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0));
}

/** How many edges between neighbouring layers cross (Barth, Jünger and Mutzel, "Simple and efficient bilayer cross counting", 2002). */
export function crossingsOf(layers: Layered['layers'], after: Layered['after'], position: Int32Array): number {
  let crossings = 0;
  for (const [index, layer] of layers.entries()) {
    const width = layers[index + 1]?.length ?? 0;
    if (width === 0) continue;
    // A Fenwick tree that counts the ends seen so far, by their place in the layer behind.
    const tree = new Int32Array(width + 1);
    let ends = 0;
    for (const slot of layer) {
      const places = (after[slot] ?? []).map((other) => position[other] ?? 0).sort((a, b) => a - b);
      for (const place of places) {
        let above = 0;
        for (let at = place + 1; at > 0; at -= at & -at) above += tree[at] ?? 0;
        crossings += ends - above;
      }
      for (const place of places) {
        for (let at = place + 1; at <= width; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
        ends++;
      }
    }
  }
  return crossings;
}
