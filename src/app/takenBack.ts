import type { HunkId } from '../base/ids.ts';
import type { RunEventKind } from '../core/run/runEvent.ts';
import type { RunState } from '../core/run/runState.ts';
import type { ProposalFile } from './proposalFiles.ts';
import { firstBeforeLastAfter } from './undoRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/**
 * What a person has taken back by other means than ours (the undo of their editor, their version control): files that are byte for byte
 * what they were before the first accept. As the event that says so; undefined when there is nothing of the kind.
 */
export async function takenBack(
  { workspace }: WorkspaceSession,
  { state, files }: { readonly state: RunState; readonly files: readonly ProposalFile[] },
  signal: AbortSignal,
): Promise<Extract<RunEventKind, { type: 'undo.finished' }> | undefined> {
  const paths: string[] = [];
  for (const { path, before, after } of firstBeforeLastAfter(state.appliedFiles)) {
    if (before.hash === after.hash && before.executable === after.executable) continue;
    const now = await workspace.readFile(path, signal);
    if (now?.state.hash === before.hash) paths.push(path);
  }
  const hunkIds: HunkId[] = files
    .filter(({ file }) => paths.includes(file.path))
    .flatMap((file) => file.hunkIds.filter((id) => state.applied.has(id)));
  return hunkIds.length === 0 ? undefined : { type: 'undo.finished', paths, hunkIds, files: [] };
}
