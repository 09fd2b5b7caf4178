import type { TermWeights } from './chunkTerms.ts';

/** What is turned into a vector. */
export interface EmbeddingInput {
  /** For models that read text. */
  readonly text: string;
  /** For those that count terms; weights are above 0. */
  readonly terms: TermWeights;
}

/**
 * Port: turns texts into vectors of one length, so that texts of like meaning lie near each other.
 *
 * Contract: gives `inputs.length * dims` numbers, one vector after the other, each of length 1 or all zero. The same input gives
 * the same vector as long as `id` is the same. `purpose` says which side of a search the texts are on. Failures of a server are
 * CodedErrors `model.*`; the signal is honoured at once.
 */
export interface Embedder {
  /** Names the way of embedding, with its version: vectors of another id cannot be compared with these. */
  readonly id: string;
  readonly dims: number;
  /** True when texts leave the machine or cost time: vectors are then kept by the hash of their text. */
  readonly remote: boolean;
  embed(inputs: readonly EmbeddingInput[], purpose: 'document' | 'query', signal: AbortSignal): Promise<Float32Array>;
}

/** Scales a vector in place to length 1; one that is all zero stays. */
export function normalise(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return vector;
  const factor = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * factor;
  return vector;
}
