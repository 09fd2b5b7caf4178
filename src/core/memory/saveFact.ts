import { isCoded } from '../../base/errors.ts';
import type { MemoryFile, MemoryStore } from './memoryStore.ts';

/** A three-way merge of a text by lines: one text, or the places where both sides say something else. */
export type MergeTexts = (
  base: string,
  ours: string,
  theirs: string,
) =>
  | { readonly kind: 'merged'; readonly text: string }
  | { readonly kind: 'conflict'; readonly regions: readonly MergeConflict[] };

/** Lines that both sides changed differently. */
export interface MergeConflict {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * What became of a save. `conflict`: somebody changed the same lines; their text stands in the file, ours in one of its own, whose
 * name is `beside`.
 */
export type Saved =
  | { readonly kind: 'written' | 'merged' | 'unchanged'; readonly version: string }
  | { readonly kind: 'conflict'; readonly beside: string; readonly regions: readonly MergeConflict[] };

const mostTries = 8;

/**
 * Writes a file of memory that was made from `base` (undefined: it is new). When somebody else has written meanwhile, both changes
 * are merged; where they contradict each other, nothing of either is lost. What somebody removed meanwhile is written anew.
 */
export async function saveFact(
  { store, merge }: { readonly store: MemoryStore; readonly merge: MergeTexts },
  { id, text, base }: { readonly id: string; readonly text: string; readonly base: MemoryFile | undefined },
  signal: AbortSignal,
): Promise<Saved> {
  let current = base;
  let merged = text;
  for (let attempt = 1; ; attempt++) {
    if (current?.text === merged) return { kind: current === base ? 'unchanged' : 'merged', version: current.version };
    try {
      const version = await store.write({ id, text: merged }, current?.version, signal);
      return { kind: merged === text ? 'written' : 'merged', version };
    } catch (error) {
      if (!isCoded(error, 'memory.changed') || attempt === mostTries) throw error;
    }
    current = (await store.list(signal)).files.find((file) => file.id === id);
    if (!current) {
      merged = text;
      continue;
    }
    const outcome = merge(base?.text ?? '', current.text, text);
    if (outcome.kind === 'conflict') return writeBeside(store, { id, text, regions: outcome.regions }, signal);
    merged = outcome.text;
  }
}

/** Puts a text that cannot be merged into a file of its own. */
async function writeBeside(
  store: MemoryStore,
  { id, text, regions }: { readonly id: string; readonly text: string; readonly regions: readonly MergeConflict[] },
  signal: AbortSignal,
): Promise<Saved> {
  for (let number = 2; ; number++) {
    const beside = `${id.slice(0, 70)}-${number}`;
    const there = (await store.list(signal)).files.find((file) => file.id === beside);
    if (there?.text === text) return { kind: 'conflict', beside, regions };
    if (there) continue;
    try {
      await store.write({ id: beside, text }, undefined, signal);
      return { kind: 'conflict', beside, regions };
    } catch (error) {
      if (!isCoded(error, 'memory.changed')) throw error;
    }
  }
}
