import type { Scored, SearchBounds } from './lexicalIndex.ts';

/**
 * Port: finds the vectors that are nearest to one, by cosine.
 *
 * Contract: `set` takes `dims` numbers, of any length above 0, and replaces what the slot had; an all-zero vector is kept and
 * fits nothing. `search` gives the best first, scores are cosines within 0.02, ties decided by `tie`. An index may look at part of its vectors only, but of the ten
 * nearest of a thousand it finds nine on average. `scores` gives the cosine of each slot asked for, 0 where there is none.
 * Dimensions that differ are a plain Error. The signal is honoured before work begins.
 */
export interface VectorIndex {
  readonly dims: number;
  readonly size: number;
  set(slot: number, vector: Float32Array): void;
  remove(slot: number): void;
  search(vector: Float32Array, bounds: SearchBounds, signal: AbortSignal): Promise<readonly Scored[]>;
  scores(vector: Float32Array, slots: readonly number[], signal: AbortSignal): Promise<Float32Array>;
}
