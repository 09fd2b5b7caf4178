import type { Fused } from './fusion.ts';
import type { SymbolLinks } from './symbolLinks.ts';

/** How a ranking is raised along links between chunks. */
export interface LinkBoost {
  readonly links: SymbolLinks;
  /** What a linked chunk's score counts, as a share of it. */
  readonly weight: number;
  /** The terms of chunks, in the order of the slots. */
  termsOf(slots: readonly number[]): Promise<readonly (readonly string[])[]>;
  /** The chunks that may be found. */
  allows(slot: number): boolean;
  readonly tie: (a: number, b: number) => number;
}

/** The best so many bring in what they are linked to, though neither ranking gave it. */
const leading = 5;

/**
 * Raises chunks that name what a found one defines, and those that define what it names: each gains a share of the best score among them, divided by
 * the root of how many links that one has here, so that what everything uses says little. What the best five are linked to is found as well.
 */
export async function raiseLinked(fused: readonly Fused[], boost: LinkBoost): Promise<readonly Fused[]> {
  const { weight, tie } = boost;
  const all = new Map(fused.map((one) => [one.slot, one]));
  for (const slot of await linkedTo(fused.slice(0, leading), boost)) if (!all.has(slot)) all.set(slot, unranked(slot));
  const linked = linksAmong(all, boost);
  const gainOf = (slot: number) => {
    const others = [...(linked.get(slot) ?? [])];
    const shares = others.map((other) => (all.get(other)?.fusedScore ?? 0) / Math.sqrt(linked.get(other)?.size ?? 1));
    return Math.max(0, ...shares);
  };
  return [...all.values()]
    .map((one) => ({ ...one, fusedScore: one.fusedScore + weight * gainOf(one.slot) }))
    .filter(({ fusedScore }) => fusedScore > 0)
    .sort((a, b) => b.fusedScore - a.fusedScore || tie(a.slot, b.slot));
}

async function linkedTo(best: readonly Fused[], { links, termsOf, allows }: LinkBoost): Promise<readonly number[]> {
  const slots = best.map(({ slot }) => slot);
  const terms = await termsOf(slots);
  return slots
    .flatMap((slot, at) => [...links.usersOf(slot), ...links.definersOf(terms[at] ?? [], slot)])
    .filter((slot) => allows(slot));
}

/** Every link has two ends. */
function linksAmong(
  all: ReadonlyMap<number, Fused>,
  { links }: Pick<LinkBoost, 'links'>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map([...all.keys()].map((slot) => [slot, new Set<number>()]));
  for (const [slot, own] of found) {
    for (const user of links.usersOf(slot)) {
      const back = found.get(user);
      if (!back) continue;
      own.add(user);
      back.add(slot);
    }
  }
  return found;
}

const unranked = (slot: number): Fused => ({
  slot,
  fusedScore: 0,
  denseScore: undefined,
  sparseScore: undefined,
  denseRank: undefined,
  sparseRank: undefined,
});
