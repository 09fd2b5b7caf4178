import type { BlobHash, HunkId } from '../base/ids.ts';
import { diffHunks, type Hunk } from '../core/patch/hunks.ts';
import type { RunState } from '../core/run/runState.ts';
import type { RunStore } from '../core/run/runStore.ts';
import type { ProposedFile } from '../core/workspace/workspace.ts';

/** A proposed file with its bytes and hunks. A binary file is one decision, whose id is the file's own. */
export interface ProposalFile {
  readonly file: ProposedFile;
  readonly base: Uint8Array | undefined;
  readonly result: Uint8Array | undefined;
  readonly baseText: string;
  readonly resultText: string;
  readonly hunks: readonly Hunk[];
  /** The ids a person decides on, in order. */
  readonly hunkIds: readonly HunkId[];
}

/** The files of a run's proposal, read from the store. */
export async function loadProposalFiles(
  state: RunState,
  store: RunStore,
  signal: AbortSignal,
): Promise<readonly ProposalFile[]> {
  const files: ProposalFile[] = [];
  for (const file of state.proposal?.files ?? []) {
    const base = await readBlob(store, file.base.hash, signal);
    const result = await readBlob(store, file.result.hash, signal);
    const [baseText, resultText] = [decode(base), decode(result)];
    const hunks = file.binary ? [] : diffHunks(baseText, resultText, { path: file.path });
    const whole = `file:${file.path}` as HunkId;
    // An empty file that appears or goes, or a changed executable bit, has no lines to decide on.
    const hunkIds = hunks.length > 0 ? hunks.map(({ id }) => id) : [whole];
    files.push({ file, base, result, baseText, resultText, hunks, hunkIds });
  }
  return files;
}

async function readBlob(store: RunStore, hash: BlobHash | undefined, signal: AbortSignal) {
  if (hash === undefined) return undefined;
  const bytes = await store.getBlob(hash, signal);
  if (!bytes) throw new Error(`the store has lost the blob ${hash}`);
  return bytes;
}

const decode = (bytes: Uint8Array | undefined) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
