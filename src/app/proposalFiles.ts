import { CodedError } from '../base/errors.ts';
import type { BlobHash, HunkId } from '../base/ids.ts';
import { decisionIds, type FileReview, type FileVersion, reviewFile } from '../core/patch/fileReview.ts';
import type { RunState } from '../core/run/runState.ts';
import type { RunStore } from '../core/run/runStore.ts';
import type { FileState, ProposedFile } from '../core/workspace/workspace.ts';

/** A proposed file with both versions, and what there is to decide in it. */
export interface ProposalFile {
  readonly file: ProposedFile;
  readonly base: FileVersion;
  readonly result: FileVersion;
  /** Bytes of the result; undefined when the file is deleted. */
  readonly resultBytes: Uint8Array | undefined;
  readonly review: FileReview;
  /** The ids a person decides on, in order. */
  readonly hunkIds: readonly HunkId[];
}

/** The files of a run's proposal, read from the store. */
export async function loadProposalFiles(
  state: Pick<RunState, 'proposal'>,
  store: RunStore,
  signal: AbortSignal,
): Promise<readonly ProposalFile[]> {
  const files: ProposalFile[] = [];
  for (const file of state.proposal?.files ?? []) files.push(await loadProposalFile(file, store, signal));
  return files;
}

async function loadProposalFile(file: ProposedFile, store: RunStore, signal: AbortSignal): Promise<ProposalFile> {
  const baseBytes = await readBlob(store, file.base.hash, signal);
  const resultBytes = await readBlob(store, file.result.hash, signal);
  const base = toVersion(baseBytes, file.base);
  const result = toVersion(resultBytes, file.result);
  const review = reviewFile({ path: file.path, base, result });
  return { file, base, result, resultBytes, review, hunkIds: decisionIds(review) };
}

/**
 * Reads files as `loadProposalFiles` does, and keeps those of the last two proposals that were asked for: a review is read again
 * after each decision, and comparing hundreds of hunks anew takes longer than anything else in it. Files are known by their hashes.
 */
export function createProposalReader(): typeof loadProposalFiles {
  let kept: readonly ReadonlyMap<string, ProposalFile>[] = [];
  return async ({ proposal }, store, signal) => {
    const files = new Map<string, ProposalFile>();
    for (const file of proposal?.files ?? []) {
      const key = JSON.stringify(file);
      const found = kept.map((one) => one.get(key)).find((one) => one !== undefined);
      files.set(key, found ?? (await loadProposalFile(file, store, signal)));
    }
    kept = [files, ...kept.slice(0, 1)];
    return [...files.values()];
  };
}

/** A file's bytes as text where they are UTF-8 without NUL, and otherwise as binary, known by its hash. */
export function toVersion(bytes: Uint8Array | undefined, { hash, executable }: FileState): FileVersion {
  if (bytes === undefined || hash === undefined) return { kind: 'absent' };
  const text = decodeText(bytes);
  return text === undefined ? { kind: 'binary', key: hash, executable } : { kind: 'text', text, executable };
}

function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: the bytes are kept as they are and decided as a whole.
    return undefined;
  }
}

/** The bytes of a blob, undefined for none. Throws when the store has lost it: what is not there must not pass for a deleted file. */
export async function readBlob(
  store: RunStore,
  hash: BlobHash | undefined,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (hash === undefined) return undefined;
  const bytes = await store.getBlob(hash, signal);
  if (!bytes) throw new CodedError('store.blobLost', `The run log has lost the blob ${hash}. Nothing was written.`);
  return bytes;
}
