/** Nodes by name, with weighted edges to others. Edges to unknown nodes and weights that are not above 0 are left out. */
export interface WeightedGraph {
  readonly nodes: readonly string[];
  edgesOf(node: string): readonly { readonly to: string; readonly weight: number }[];
}

/** How the walk goes. */
export interface RankOptions {
  /** Where the walk begins, by weight; empty or unknown nodes only: everywhere alike. */
  readonly start: ReadonlyMap<string, number>;
  /** Share of steps that follow an edge; the others begin anew. */
  readonly damping?: number;
}

const usualDamping = 0.85;
const mostRounds = 100;
const closeEnough = 1e-9;

/**
 * Personalised PageRank: how much of an endless walk is spent at each node, where each step follows an edge by its weight or begins
 * anew at the start (Page, Brin, Motwani, Winograd: The PageRank Citation Ranking, 1999; Haveliwala: Topic-Sensitive PageRank, 2002).
 * What leads nowhere leads back to the start. The ranks add up to 1; the same graph gives the same ranks whatever the order of its nodes.
 */
export function pageRank(
  graph: WeightedGraph,
  { start, damping = usualDamping }: RankOptions,
): ReadonlyMap<string, number> {
  const nodes = [...new Set(graph.nodes)].sort();
  const index = new Map(nodes.map((node, at) => [node, at]));
  if (nodes.length === 0) return new Map();
  const begin = startOf(nodes, start);
  const links = nodes.map((node) => linksOf(graph.edgesOf(node), index));
  let rank = begin;
  for (let round = 0; round < mostRounds; round++) {
    const next = step({ rank, begin, links, damping });
    const moved = next.reduce((sum, value, at) => sum + Math.abs(value - (rank[at] ?? 0)), 0);
    rank = next;
    if (moved < closeEnough) break;
  }
  return new Map(nodes.map((node, at) => [node, rank[at] ?? 0]));
}

interface Link {
  readonly to: number;
  /** Of all that leads away from the node. */
  readonly share: number;
}

function step(walk: {
  readonly rank: readonly number[];
  readonly begin: readonly number[];
  readonly links: readonly (readonly Link[])[];
  readonly damping: number;
}): number[] {
  const { rank, begin, links, damping } = walk;
  const next = new Array<number>(rank.length).fill(0);
  let lost = 0;
  for (const [at, own] of links.entries()) {
    const here = rank[at] ?? 0;
    if (own.length === 0) lost += here;
    for (const { to, share } of own) next[to] = (next[to] ?? 0) + damping * here * share;
  }
  const anew = 1 - damping + damping * lost;
  for (let at = 0; at < next.length; at++) next[at] = (next[at] ?? 0) + anew * (begin[at] ?? 0);
  // Rounding adds up over many rounds; the ranks are shares of 1.
  const sum = next.reduce((total, value) => total + value, 0);
  return next.map((value) => value / sum);
}

function startOf(nodes: readonly string[], start: ReadonlyMap<string, number>): number[] {
  const weights = nodes.map((node) => positive(start.get(node) ?? 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 && Number.isFinite(sum) ? weights.map((weight) => weight / sum) : nodes.map(() => 1 / nodes.length);
}

function linksOf(
  edges: readonly { readonly to: string; readonly weight: number }[],
  index: ReadonlyMap<string, number>,
): Link[] {
  const weights = new Map<number, number>();
  for (const { to, weight } of edges) {
    const at = index.get(to);
    if (at !== undefined && positive(weight) > 0) weights.set(at, (weights.get(at) ?? 0) + weight);
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  return [...weights].sort(([a], [b]) => a - b).map(([to, weight]) => ({ to, share: weight / sum }));
}

const positive = (weight: number) => (Number.isFinite(weight) && weight > 0 ? weight : 0);
