import { CodedError } from '../base/errors.ts';
import { asHunkId } from '../base/ids.ts';
import { textOf } from '../core/patch/fileReview.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { Loopwright, RunRef } from './loopwright.ts';
import { writePatchFile } from './patchFile.ts';
import { loadProposalFiles } from './proposalFiles.ts';
import { acceptHunks, undoAccepts } from './reviewRun.ts';
import { toReviewView } from './runViews.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Finds a run's log. */
export type LogOf = (
  run: RunRef,
  signal: AbortSignal,
) => Promise<{ readonly session: WorkspaceSession; readonly log: RunLog }>;

/** The part of Loopwright that `createReviewCalls` makes. */
export type ReviewCalls = Pick<
  Loopwright,
  'getReview' | 'getFile' | 'getPatch' | 'decide' | 'accept' | 'undo' | 'discard'
>;

/** What a person does with a run and its proposal. */
export function createReviewCalls(logOf: LogOf): ReviewCalls {
  // The log is read once the others have ended: two accepts whose events mix could not be undone.
  async function alone<T>(run: RunRef, action: (found: Awaited<ReturnType<LogOf>>) => Promise<T>, signal: AbortSignal) {
    const { session } = await logOf(run, signal);
    return session.alone(async () => action(await logOf(run, signal)), signal);
  }
  return {
    async getReview(run, signal) {
      const { session, log } = await logOf(run, signal);
      return toReviewView(log.state(), await loadProposalFiles(log.state(), session.store, signal));
    },
    async getFile(run, file, side, signal) {
      const { session, log } = await logOf(run, signal);
      const found = (await loadProposalFiles(log.state(), session.store, signal)).find(
        (entry) => entry.file.path === file,
      );
      if (!found) throw new CodedError('run.unknownFile', `${file} is not part of this proposal.`);
      const version = side === 'base' ? found.base : found.result;
      return version.kind === 'absent' ? undefined : textOf(version);
    },
    async getPatch(run, signal) {
      const { session, log } = await logOf(run, signal);
      return writePatchFile(session, log.state(), signal);
    },
    async decide(run, { hunkIds, decision, reason }, signal) {
      const { log } = await logOf(run, signal);
      await log.append({ type: 'hunk.decided', hunkIds: hunkIds.map(asHunkId), decision, reason }, signal);
    },
    accept: (run, hunkIds, signal) =>
      alone(run, ({ session, log }) => acceptHunks(session, { log, hunkIds }, signal), signal),
    undo: (run, signal) => alone(run, ({ session, log }) => undoAccepts(session, log, signal), signal),
    async discard(run, signal) {
      const { session, log } = await logOf(run, signal);
      const left = (await session.workspace.leftovers(signal)).find(({ runId }) => runId === run.runId);
      if (left?.ownerPid !== undefined) {
        throw new CodedError('run.running', `Run ${run.runId} is still going on (process ${left.ownerPid}).`, {
          hint: `Cancel it first: Ctrl+C where it runs (in VS Code: Cancel Run). From elsewhere, for a run of the command line: kill -INT ${left.ownerPid}`,
        });
      }
      await session.workspace.forget(run.runId, signal);
      if (!log.state().disposed) await log.append({ type: 'copy.disposed' }, signal);
      return { bytes: left?.bytes ?? 0 };
    },
  };
}
