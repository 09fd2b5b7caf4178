import type { BlobHash, RunId } from '../base/ids.ts';
import { isUnreadable } from '../core/context/chunkFile.ts';
import { CodeTokens } from '../core/context/codeTokens.ts';
import type { IndexedFile } from '../core/context/contextIndex.ts';
import type { Embedder } from '../core/context/embedder.ts';
import { pathsOfRun } from '../core/run/runPaths.ts';
import type { RunState } from '../core/run/runState.ts';
import { findAssets } from './assets.ts';
import { chunkText, textOfBytes } from './contextBuild.ts';
import { mayBeIndexed } from './contextFiles.ts';
import { readContextLimits } from './contextSettings.ts';
import { openOutliner } from './openParser.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The files that a run's agents read, and those that they changed, as they are in its copy: cut in pieces, as the index has them. */
export async function indexedRunFiles(
  runId: RunId,
  { session, embedder }: { readonly session: WorkspaceSession; readonly embedder: Embedder },
  signal: AbortSignal,
): Promise<{ readonly read: readonly IndexedFile[]; readonly changed: readonly IndexedFile[] }> {
  const { store, states, workspace } = session;
  const blob = (hash: BlobHash) => store.getBlob(hash, signal);
  const state = await states.get(runId, signal);
  const events = await store.read(runId, 0, signal);
  const paths = await pathsOfRun(events, async (hash) => {
    const bytes = await blob(hash);
    return bytes && new TextDecoder().decode(bytes);
  });
  const limits = await readContextLimits(session.path, signal);
  const wanted = (path: string) => mayBeIndexed(path, limits);
  const base =
    state.baseTree === undefined
      ? new Map<string, Uint8Array>()
      : await workspace.readBase(state.baseTree, [...paths.read].filter(wanted), signal);
  const parts = { outliner: await openOutliner(findAssets()), tokens: new CodeTokens(), embedder };
  const rows = async (files: Iterable<readonly [string, Uint8Array | undefined]>) => {
    const found: IndexedFile[] = [];
    for (const [path, bytes] of files) {
      const text = bytes === undefined || bytes.length > limits.maxFileBytes ? undefined : textOfBytes(bytes);
      if (text === undefined || isUnreadable(text)) continue;
      const stamp = { hash: '', bytes: bytes?.length ?? 0, modifiedMs: 0 };
      found.push({ path, stamp, ...(await chunkText(path, { text, parts }, signal)) });
    }
    return found;
  };
  const changed: [string, Uint8Array | undefined][] = [];
  for (const path of [...paths.changed].filter(wanted).sort()) {
    const hash = resultOf(state, path);
    changed.push([path, hash && (await blob(hash))]);
  }
  return { read: await rows([...base].sort(([a], [b]) => (a < b ? -1 : 1))), changed: await rows(changed) };
}

/** The text of a changed file in the run's copy; undefined where it is deleted. */
function resultOf({ proposal, changes }: RunState, path: string): BlobHash | undefined {
  const proposed = proposal?.files.find((file) => file.path === path);
  return proposed ? proposed.result.hash : (changes[path] ?? undefined);
}
