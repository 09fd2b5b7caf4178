import { ChunkUnion } from './chunkUnion.ts';
import { hitOf } from './contextHit.ts';
import type { ContextHit, LocatedChunks } from './contextIndex.ts';
import type { FullQuery } from './contextQuery.ts';
import type { Plan } from './planner.ts';
import { type SearchTools, searchChunks } from './searchChunks.ts';

/** Chunks that a search looks through, and what is said of each hit among them: where it comes from. */
export interface ChunkSource<S> {
  readonly source: S;
  readonly chunks: LocatedChunks;
}

/** Searches several collections as one; see `ChunkUnion` for what its scores are. */
export async function searchTogether<S>(
  query: FullQuery,
  { sources, tools }: { readonly sources: readonly ChunkSource<S>[]; readonly tools: SearchTools },
  signal: AbortSignal,
): Promise<{ readonly hits: readonly (ContextHit & { readonly source: S })[]; readonly plan: Plan }> {
  const chunks = new ChunkUnion(sources.map((one) => one.chunks));
  const { found, plan } = await searchChunks(query, { chunks, tools }, signal);
  const hits = found.flatMap((one) => {
    const from = sources[chunks.collectionOf(one.slot)];
    return from ? [{ ...hitOf(one, chunks), source: from.source }] : [];
  });
  return { hits, plan };
}
