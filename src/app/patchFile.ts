import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unifiedPatch } from '../core/patch/unifiedPatch.ts';
import type { RunState } from '../core/run/runState.ts';
import type { PatchFile } from './loopwright.ts';
import { loadProposalFiles, type ProposalFile } from './proposalFiles.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Writes a run's proposal as a patch into the data folder. Undefined when the run has no proposal. */
export async function writePatchFile(
  session: WorkspaceSession,
  state: RunState,
  signal: AbortSignal,
): Promise<PatchFile | undefined> {
  const files = await loadProposalFiles(state, session.store, signal);
  if (files.length === 0) return undefined;
  const text = patchOf(files);
  const folder = path.join(session.folders.root, 'patches');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${state.runId}.patch`);
  await writeFile(file, text, { mode: 0o600 });
  const hunks = files.flatMap(({ review }) => (review.kind === 'same' ? [] : review.hunks));
  return {
    text,
    path: file,
    files: files.length,
    hunks: files.reduce((sum, { hunkIds }) => sum + hunkIds.length, 0),
    added: hunks.reduce((sum, hunk) => sum + hunk.added, 0),
    removed: hunks.reduce((sum, hunk) => sum + hunk.removed, 0),
  };
}

/** Proposed files as a patch that `git apply` takes. */
export const patchOf = (files: readonly ProposalFile[]): string => unifiedPatch(files.map(toPatch));

function toPatch({ file, base, result }: ProposalFile) {
  return {
    path: file.path,
    before: base.kind === 'text' ? base.text : base.kind === 'absent' ? undefined : '\0',
    after: result.kind === 'text' ? result.text : result.kind === 'absent' ? undefined : '\0\0',
    executable: { before: file.base.executable, after: file.result.executable },
  };
}
