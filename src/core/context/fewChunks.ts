import { Bitmap } from './bitmap.ts';
import { Bm25Index } from './bm25Index.ts';
import type { TermWeights } from './chunkTerms.ts';
import type { SearchableChunks } from './searchChunks.ts';
import { TopScores } from './topScores.ts';

/** A few chunks: the terms of each, their vectors one after the other, and the name by which equal ones are told apart. */
export interface FewChunks {
  readonly terms: readonly TermWeights[];
  readonly vectors: Float32Array;
  nameOf(at: number): string;
}

/** So few chunks that an index is too much for them: each is compared with every question. They have no attributes that a filter could ask for. */
export function fewChunks({ terms, vectors, nameOf }: FewChunks): SearchableChunks {
  const lexical = new Bm25Index();
  const live = new Bitmap(terms.length);
  for (const [slot, own] of terms.entries()) {
    lexical.add(slot, own);
    live.add(slot);
  }
  const dims = vectors.length / Math.max(1, terms.length);
  const cosine = (question: Float32Array, slot: number) => {
    let sum = 0;
    for (let at = 0; at < dims; at++) sum += (question[at] ?? 0) * (vectors[slot * dims + at] ?? 0);
    return sum;
  };
  const tie = (a: number, b: number) => (nameOf(a) < nameOf(b) ? -1 : 1);
  return {
    lexical,
    vectors: {
      async search(question, bounds) {
        const top = new TopScores(bounds.k, tie);
        for (const slot of bounds.allowed ?? live) top.offer(slot, cosine(question, slot));
        return top.sorted();
      },
      scores: async (question, slots) => Float32Array.from(slots, (slot) => cosine(question, slot)),
    },
    attributes: { live, column: () => ({ values: [''], codes: new Uint32Array(terms.length) }) },
    tie,
    pathOf: nameOf,
    termsOf: async (slots) => slots.map((slot) => [...(terms[slot]?.keys() ?? [])]),
  };
}
