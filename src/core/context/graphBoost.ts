import type { Fused } from './fusion.ts';

/** How a ranking is raised along a graph of files. */
export interface GraphBoost {
  pathOf(slot: number): string;
  /** Files that a file is linked to, by its imports or otherwise; a link counts in both directions. */
  neighbours(path: string): readonly string[];
  /** What a neighbour's score counts, as a share of it. */
  readonly weight: number;
  readonly tie: (a: number, b: number) => number;
}

/**
 * Raises chunks whose file is linked to other files that were found: a chunk gains a share of the best score among those, each
 * divided by the root of how many links it has here: a file that everything imports says little.
 */
export function raiseNeighbours(fused: readonly Fused[], boost: GraphBoost): readonly Fused[] {
  const { pathOf, weight, tie } = boost;
  const bestOf = new Map<string, number>();
  for (const { slot, fusedScore } of fused) {
    const path = pathOf(slot);
    bestOf.set(path, Math.max(bestOf.get(path) ?? 0, fusedScore));
  }
  const links = linksAmong([...bestOf.keys()], boost);
  const gainOf = (path: string) => {
    const scores = [...(links.get(path) ?? [])].map(
      (other) => (bestOf.get(other) ?? 0) / Math.sqrt(links.get(other)?.size ?? 1),
    );
    return Math.max(0, ...scores);
  };
  const gained = new Map([...bestOf.keys()].map((path) => [path, gainOf(path)]));
  return fused
    .map((one) => ({ ...one, fusedScore: one.fusedScore + weight * (gained.get(pathOf(one.slot)) ?? 0) }))
    .sort((a, b) => b.fusedScore - a.fusedScore || tie(a.slot, b.slot));
}

function linksAmong(paths: readonly string[], { neighbours }: GraphBoost): ReadonlyMap<string, ReadonlySet<string>> {
  const links = new Map(paths.map((path) => [path, new Set<string>()]));
  for (const path of paths) {
    for (const other of neighbours(path)) {
      const back = links.get(other);
      if (other === path || !back) continue;
      back.add(path);
      links.get(path)?.add(other);
    }
  }
  return links;
}
