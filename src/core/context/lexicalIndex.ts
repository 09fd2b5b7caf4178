import type { Bitmap } from './bitmap.ts';
import type { TermWeights } from './chunkTerms.ts';

/** A chunk by its slot, and how well it fits: more is better. */
export interface Scored {
  readonly slot: number;
  readonly score: number;
}

/** What scores depend on besides a chunk itself: all chunks that are searched together. */
export interface LexicalStatistics {
  /** How many chunks there are. */
  readonly size: number;
  /** The lengths of all chunks together: the sum of the weights of their terms. */
  readonly totalLength: number;
  /** In how many chunks the term is. */
  frequency(term: string): number;
}

/** How a search is bounded. */
export interface SearchBounds {
  /** The most that is given. */
  readonly k: number;
  /** The slots that may be given; all that are there when absent. */
  readonly allowed?: Bitmap | undefined;
  /** Decides between equal scores: below 0 when the first comes first. It must not depend on slots, which differ after a rebuild. */
  readonly tie: (a: number, b: number) => number;
  /** Of more chunks than the index has: several are searched as one. Lexical only; its own when absent. */
  readonly statistics?: LexicalStatistics | undefined;
}

/**
 * Port: finds chunks by their terms (BM25, Robertson and Zaragoza 2009).
 *
 * Contract: `search` gives the best first, with scores above 0 only, ties decided by `tie`. What it gives depends on what is in
 * the index, not on how it came there. `idf` is 0 for a term that no chunk has. Slots are whole numbers from 0; one that is taken
 * must be removed before it is added again. The signal is honoured before work begins: one search is short.
 */
export interface LexicalIndex extends LexicalStatistics {
  add(slot: number, terms: TermWeights): void;
  remove(slot: number): void;
  idf(term: string): number;
  search(terms: TermWeights, bounds: SearchBounds, signal: AbortSignal): readonly Scored[];
}

/** Inverse document frequency of BM25 as Lucene computes it: never below 0. */
export function inverseFrequency(chunks: number, having: number): number {
  return having === 0 ? 0 : Math.log(1 + (chunks - having + 0.5) / (having + 0.5));
}
