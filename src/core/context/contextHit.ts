import type { ContextHit, LocatedChunks } from './contextIndex.ts';
import type { Fused } from './fusion.ts';

/** What a search found, with its place; scores and ranks that nobody gave have no key. */
export function hitOf({ slot, fusedScore, ...parts }: Fused, chunks: Pick<LocatedChunks, 'place'>): ContextHit {
  const said = Object.entries(parts).filter(([, value]) => value !== undefined);
  return { ...chunks.place(slot), fusedScore, ...Object.fromEntries(said) };
}
