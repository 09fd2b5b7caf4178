import type { Scored } from './lexicalIndex.ts';

/** How two rankings become one. */
export type Fusion = 'rrf' | 'weighted' | 'max' | 'late-interaction';

export interface FusionOptions {
  readonly fusion: Fusion;
  /** The constant of reciprocal rank fusion: the larger, the less the first places stand out. */
  readonly rrfK: number;
  readonly denseWeight: number;
  readonly sparseWeight: number;
  /** How well the words of the question and of a chunk fit one by one; asked only by late interaction. */
  readonly interaction: (slot: number) => number;
  /** Decides between equal scores, independent of slots. */
  readonly tie: (a: number, b: number) => number;
}

/** A chunk with what each ranking said of it; ranks begin at 1. */
export interface Fused {
  readonly slot: number;
  readonly fusedScore: number;
  readonly denseScore: number | undefined;
  readonly sparseScore: number | undefined;
  readonly denseRank: number | undefined;
  readonly sparseRank: number | undefined;
}

/** What one ranking says of a chunk. */
interface Place {
  readonly rank: number;
  readonly score: number;
  /** The score as a share of the ranking's best, 0 to 1. */
  readonly share: number;
}

/**
 * Two rankings as one, best first; every chunk of either is in it once. `rrf` is reciprocal rank fusion (Cormack et al. 2009),
 * weighted; `weighted` is the weighted sum, and `max` the larger, of scores as shares of each ranking's best; both take what is in one ranking only as 0 in the
 * other. `late-interaction` orders by how well single words fit (MaxSim, Khattab and Zaharia 2020).
 */
export function fuse(dense: readonly Scored[], sparse: readonly Scored[], options: FusionOptions): readonly Fused[] {
  const densePlaces = placesOf(dense);
  const sparsePlaces = placesOf(sparse);
  const slots = new Set([...densePlaces.keys(), ...sparsePlaces.keys()]);
  const fused = [...slots].map((slot): Fused => {
    const inDense = densePlaces.get(slot);
    const inSparse = sparsePlaces.get(slot);
    return {
      slot,
      fusedScore: scoreOf(slot, { inDense, inSparse }, options),
      denseScore: inDense?.score,
      sparseScore: inSparse?.score,
      denseRank: inDense?.rank,
      sparseRank: inSparse?.rank,
    };
  });
  return fused.sort((a, b) => b.fusedScore - a.fusedScore || options.tie(a.slot, b.slot));
}

function placesOf(ranking: readonly Scored[]): ReadonlyMap<number, Place> {
  const best = ranking[0]?.score ?? 0;
  return new Map(
    ranking.map(({ slot, score }, index) => [
      slot,
      { rank: index + 1, score, share: best > 0 ? Math.max(0, score) / best : 0 },
    ]),
  );
}

function scoreOf(
  slot: number,
  { inDense, inSparse }: { readonly inDense: Place | undefined; readonly inSparse: Place | undefined },
  { fusion, rrfK, denseWeight, sparseWeight, interaction }: FusionOptions,
): number {
  switch (fusion) {
    case 'rrf': {
      const ofRank = (place: Place | undefined) => (place ? 1 / (rrfK + place.rank) : 0);
      return denseWeight * ofRank(inDense) + sparseWeight * ofRank(inSparse);
    }
    case 'weighted':
      return denseWeight * (inDense?.share ?? 0) + sparseWeight * (inSparse?.share ?? 0);
    case 'max':
      return Math.max(denseWeight * (inDense?.share ?? 0), sparseWeight * (inSparse?.share ?? 0));
    case 'late-interaction':
      return interaction(slot);
  }
}
