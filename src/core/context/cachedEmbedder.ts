import type { Embedder, EmbeddingInput } from './embedder.ts';
import { hash64 } from './hash64.ts';

/**
 * Port: where vectors are kept that took time or money.
 *
 * Contract: `get` gives those that are there; a cache that cannot be read is empty. `put` replaces.
 */
export interface VectorCache {
  get(hashes: readonly string[]): ReadonlyMap<string, Float32Array>;
  put(vectors: ReadonlyMap<string, Float32Array>): void;
}

/** The same embedder, which asks for each text of a chunk once: vectors are kept by the hash of embedder and text. Questions are not kept. */
export function withVectorCache(embedder: Embedder, cache: VectorCache): Embedder {
  const { id, dims } = embedder;
  const hashOf = ({ text }: EmbeddingInput) => hash64(`${id}\0${text}`);
  return {
    ...embedder,
    async embed(inputs, purpose, signal) {
      if (purpose === 'query') return embedder.embed(inputs, purpose, signal);
      const hashes = inputs.map(hashOf);
      const known = new Map(cache.get(hashes));
      const missing = inputs.filter((_, at) => known.get(hashes[at] ?? '')?.length !== dims);
      if (missing.length > 0) {
        const made = await embedder.embed(missing, purpose, signal);
        const fresh = new Map(
          missing.map((input, at) => [hashOf(input), made.slice(at * dims, (at + 1) * dims)] as const),
        );
        cache.put(fresh);
        for (const [hash, vector] of fresh) known.set(hash, vector);
      }
      const all = new Float32Array(inputs.length * dims);
      for (const [at, hash] of hashes.entries()) all.set(known.get(hash) ?? [], at * dims);
      return all;
    },
  };
}
