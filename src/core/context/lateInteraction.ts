import type { TermWeights } from './chunkTerms.ts';
import { hashedDims, type TermVectors } from './hashedEmbedder.ts';

interface Asked {
  readonly weight: number;
  /** Of length 1. */
  readonly vector: Float32Array;
}

/**
 * How well the words of a question fit those of a chunk one by one: for each word of the question its best cosine among the
 * chunk's words, weighted, as a share of the most there could be: 0 to 1 (MaxSim, Khattab and Zaharia 2020, on hashed vectors of terms).
 */
export function createInteraction(question: TermWeights, vectors: TermVectors): (terms: Iterable<string>) => number {
  const asked = [...question].map(([term, weight]): Asked => ({ weight, vector: denseOf(term, vectors) }));
  const total = asked.reduce((sum, { weight }) => sum + weight, 0);
  // The same terms come in most candidates.
  const known = new Map<string, Float32Array>();
  const fits = (term: string): Float32Array => {
    const before = known.get(term);
    if (before) return before;
    const made = Float32Array.from(asked, ({ vector }) => cosine(vector, term, vectors));
    known.set(term, made);
    return made;
  };
  return (terms) => {
    const best = new Float32Array(asked.length);
    for (const term of terms) {
      const one = fits(term);
      for (let i = 0; i < best.length; i++) best[i] = Math.max(best[i] ?? 0, one[i] ?? 0);
    }
    return total === 0 ? 0 : asked.reduce((sum, { weight }, i) => sum + weight * (best[i] ?? 0), 0) / total;
  };
}

function denseOf(term: string, vectors: TermVectors): Float32Array {
  const { places, values } = vectors.of(term);
  const length = lengthOf(values);
  const dense = new Float32Array(hashedDims);
  for (let i = 0; i < places.length; i++) dense[places[i] ?? 0] = (values[i] ?? 0) / length;
  return dense;
}

function cosine(vector: Float32Array, term: string, vectors: TermVectors): number {
  const { places, values } = vectors.of(term);
  let dot = 0;
  for (let i = 0; i < places.length; i++) dot += (vector[places[i] ?? 0] ?? 0) * (values[i] ?? 0);
  return dot / lengthOf(values);
}

function lengthOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum) || 1;
}
