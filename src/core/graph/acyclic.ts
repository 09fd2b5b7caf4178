/** An edge between two boxes, by their positions in the list of boxes. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

/** A link that runs from an earlier layer to a later one once it is laid out; `back`: it was turned round for that. */
export interface ForwardLink extends Link {
  readonly back: boolean;
  /** Position of the link in the list that was given. */
  readonly index: number;
}

/**
 * The links without cycles: one that leads back to a box from which it was reached is turned round. Links of a box to itself
 * are left out, because no layer can hold them.
 */
export function forwardLinks(count: number, links: readonly Link[]): readonly ForwardLink[] {
  const outgoing = outgoingOf(count, links);
  const forward: ForwardLink[] = [];
  // 0: not seen, 1: on the way that leads here, 2: done.
  const seen = new Uint8Array(count);
  for (let root = 0; root < count; root++) {
    if (seen[root] !== 0) continue;
    const way = [{ at: root, next: 0 }];
    seen[root] = 1;
    for (let step = way.at(-1); step; step = way.at(-1)) {
      const index = outgoing[step.at]?.[step.next++];
      if (index === undefined) {
        seen[step.at] = 2;
        way.pop();
        continue;
      }
      const { from, to } = links[index] as Link;
      if (from === to) continue;
      const back = seen[to] === 1;
      forward.push(back ? { from: to, to: from, back, index } : { from, to, back, index });
      if (seen[to] !== 0) continue;
      seen[to] = 1;
      way.push({ at: to, next: 0 });
    }
  }
  return forward.sort((a, b) => a.index - b.index);
}

function outgoingOf(count: number, links: readonly Link[]): readonly (readonly number[])[] {
  const outgoing: number[][] = Array.from({ length: count }, () => []);
  for (const [index, { from }] of links.entries()) outgoing[from]?.push(index);
  return outgoing;
}

/** The layer of every box: the length of the longest way to it (Healy and Nikolov, "Hierarchical drawing algorithms", 2013). */
export function longestPathLayers(count: number, links: readonly Link[]): Int32Array {
  const outgoing = outgoingOf(count, links);
  const waits = new Int32Array(count);
  for (const { to } of links) waits[to] = (waits[to] ?? 0) + 1;
  const layers = new Int32Array(count);
  const ready = Array.from({ length: count }, (_, index) => index).filter((index) => waits[index] === 0);
  for (const at of ready) {
    for (const index of outgoing[at] ?? []) {
      const { to } = links[index] as Link;
      layers[to] = Math.max(layers[to] ?? 0, (layers[at] ?? 0) + 1);
      waits[to] = (waits[to] ?? 0) - 1;
      if (waits[to] === 0) ready.push(to);
    }
  }
  return layers;
}
