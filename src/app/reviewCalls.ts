import { CodedError } from '../base/errors.ts';
import { asHunkId, type HunkId } from '../base/ids.ts';
import { textOf, textWith } from '../core/patch/fileReview.ts';
import type { SyntaxParser } from '../core/repair/syntaxParser.ts';
import { lastProof } from '../core/run/keptProof.ts';
import { foldReview } from '../core/run/reviewState.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { RunState } from '../core/run/runState.ts';
import type { ReviewView } from '../protocol/runView.ts';
import { whyNotUnasked } from './applyUnasked.ts';
import { choiceFiles, choicesView, choose, hunksOf, stateWith } from './choiceCalls.ts';
import { acceptEdited } from './editRun.ts';
import type { Loopwright, RunRef } from './loopwright.ts';
import { mergeOf, mergeTaskOf, resolveWith } from './mergeProposal.ts';
import { createPainter } from './paintFiles.ts';
import { patchOf, writePatchFile } from './patchFile.ts';
import { createProposalReader, loadProposalFiles, type ProposalFile, readBlob, toVersion } from './proposalFiles.ts';
import { acceptHunks } from './reviewRun.ts';
import { toReviewView } from './reviewView.ts';
import { takenBack } from './takenBack.ts';
import { firstBeforeLastAfter, undoAccepts, undoHunks } from './undoRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Finds a run's log. */
export type LogOf = (
  run: RunRef,
  signal: AbortSignal,
) => Promise<{ readonly session: WorkspaceSession; readonly log: RunLog }>;

type Found = Awaited<ReturnType<LogOf>>;

/** The part of Loopwright that `createReviewCalls` makes. */
export type ReviewCalls = Pick<
  Loopwright,
  | 'getReview'
  | 'getChoice'
  | 'choose'
  | 'getFile'
  | 'getPatch'
  | 'decide'
  | 'comment'
  | 'accept'
  | 'whyNotUnasked'
  | 'acceptInEditor'
  | 'acceptEdited'
  | 'getMergeTask'
  | 'getMerge'
  | 'acceptMerged'
  | 'undo'
  | 'undoHunks'
  | 'discard'
>;

/** What a person does with a run and its proposal. */
export function createReviewCalls(logOf: LogOf, openParser: (workspace: string) => Promise<SyntaxParser>): ReviewCalls {
  const { alone, settled } = createTurns(logOf);
  let parser: Promise<SyntaxParser> | undefined;
  const readers = createReaders(logOf, (workspace) => {
    parser ??= openParser(workspace);
    parser.catch(() => {
      parser = undefined;
    });
    return parser;
  });
  return {
    ...readers,
    async getPatch(run, signal) {
      const { session, log } = await logOf(run, signal);
      return writePatchFile(session, log.state(), signal);
    },
    async decide(run, { hunkIds, decision, reason }, signal) {
      const decided = { type: 'hunk.decided', hunkIds: hunkIds.map(asHunkId), decision, reason } as const;
      const { log } = await logOf(run, signal);
      // What the person took back by themselves is on record before what they say of it now.
      if (log.state().appliedFiles.length > 0) await settled(run, (found) => found.log.append(decided, signal), signal);
      else await log.append(decided, signal);
    },
    choose: (run, number, signal) =>
      settled(run, ({ session, log }) => choose(session, { log, number }, signal), signal),
    async comment(run, { hunkId, side, line, text }, signal) {
      const { log } = await logOf(run, signal);
      await log.append({ type: 'hunk.commented', hunkId: asHunkId(hunkId), side, line, text }, signal);
    },
    async whyNotUnasked(run, signal) {
      const { log } = await logOf(run, signal);
      return whyNotUnasked(log, signal);
    },
    accept: (run, hunkIds, signal) =>
      settled(run, ({ session, log }) => acceptHunks(session, { log, hunkIds }, signal), signal),
    acceptInEditor: (run, { hunkIds, desk }, signal) =>
      settled(run, ({ session, log }) => acceptHunks(session, { log, hunkIds, desk }, signal), signal),
    acceptEdited: (run, { path, text, desk }, signal) =>
      settled(run, ({ session, log }) => acceptEdited(session, { log, path, text, desk }, signal), signal),
    async getMergeTask(run, hunkIds, signal) {
      const { session, log } = await logOf(run, signal);
      return mergeTaskOf(session, { log, hunkIds }, signal);
    },
    async getMerge(run, signal) {
      return mergeOf((await logOf(run, signal)).session, run, signal);
    },
    acceptMerged: (run, { hunkIds, mergeRun, desk }, signal) =>
      settled(
        run,
        async ({ session, log }) => {
          const resolve = await resolveWith(session, mergeRun, signal);
          return acceptHunks(session, { log, hunkIds, desk, resolve }, signal);
        },
        signal,
      ),
    undo: (run, signal) => alone(run, ({ session, log }) => undoAccepts(session, log, signal), signal),
    undoHunks: (run, hunkIds, signal) =>
      settled(run, ({ session, log }) => undoHunks(session, { log, hunkIds }, signal), signal),
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

function createTurns(logOf: LogOf) {
  // The log is read once the others have ended: two accepts whose events mix could not be undone.
  async function alone<T>(run: RunRef, action: (found: Found) => Promise<T>, signal: AbortSignal) {
    const { session } = await logOf(run, signal);
    return session.alone(async () => action(await logOf(run, signal)), signal);
  }
  /** The same, once the log knows what the person has taken back by themselves. */
  function settled<T>(run: RunRef, action: (found: Found) => Promise<T>, signal: AbortSignal) {
    const settle = async (found: Found) => {
      const { session, log } = found;
      const files = await loadProposalFiles(log.state(), session.store, signal);
      const event = await takenBack(session, { state: log.state(), files }, signal);
      if (event) await log.append(event, signal);
      return action(found);
    };
    return alone(run, settle, signal);
  }
  return { alone, settled };
}

function createReaders(
  logOf: LogOf,
  openParser: (workspace: string) => Promise<SyntaxParser>,
): Pick<ReviewCalls, 'getReview' | 'getChoice' | 'getFile'> {
  const painters = new Map<string, ReturnType<typeof createPainter>>();
  const readFiles = createProposalReader();
  const painterFor = (workspace: string) => {
    const painter = painters.get(workspace) ?? createPainter(() => openParser(workspace));
    painters.set(workspace, painter);
    return painter;
  };
  const viewOf = async (
    session: WorkspaceSession,
    { state, files }: { readonly state: RunState; readonly files: readonly ProposalFile[] },
    signal: AbortSignal,
  ): Promise<ReviewView> => {
    const earlier = new Map<number, readonly ProposalFile[]>();
    for (const { number, previous } of state.revisions)
      earlier.set(number, await loadProposalFiles({ proposal: previous }, session.store, signal));
    // Colours are worth nothing that would stop a review.
    const paints = await painterFor(session.path)(files, signal).catch(() => new Map());
    return toReviewView(state, files, { earlier, paints, choices: await choicesView(session, state, signal) });
  };
  return {
    async getReview(run, signal) {
      const { session, log } = await logOf(run, signal);
      return viewOf(session, await shownNow({ session, log, readFiles }, signal), signal);
    },
    async getChoice(run, number, signal) {
      const { session, log } = await logOf(run, signal);
      const now = await shownNow({ session, log, readFiles }, signal);
      const files = await choiceFiles(session, { state: now.state, number }, signal);
      const state = stateWith(now.state, { number, hunkIds: hunksOf(files), known: hunksOf(now.files) });
      return { review: await viewOf(session, { state, files }, signal), patch: patchOf(files) };
    },
    async getFile(run, file, side, signal) {
      const { session, log } = await logOf(run, signal);
      const { state, files } = await shownNow({ session, log, readFiles }, signal);
      const found = files.find((entry) => entry.file.path === file);
      if (!found) throw new CodedError('run.unknownFile', `${file} is not part of this proposal.`);
      if (side === 'before') return textBefore(session, state, file, signal);
      if (side === 'kept') return textWith(found.review, keptOf(state, found), found);
      const version = side === 'base' ? found.base : found.result;
      return version.kind === 'absent' ? undefined : textOf(version);
    },
  };
}

/** The file as the person had it before the first accept; undefined where there was none, or nothing was written. */
async function textBefore(session: WorkspaceSession, state: RunState, file: string, signal: AbortSignal) {
  const written = firstBeforeLastAfter(state.appliedFiles).find(({ path }) => path === file);
  if (written?.before.hash === undefined) return undefined;
  return textOf(toVersion(await readBlob(session.store, written.before.hash, signal), written.before));
}

/** Hunks that are not rejected. */
function keptOf({ decisions }: RunState, { hunkIds }: ProposalFile): ReadonlySet<HunkId> {
  return new Set(hunkIds.filter((id) => decisions.get(id)?.decision !== 'rejected'));
}

/** The run as a person sees it: with what is proved so far while nothing is proposed, and without what they have taken back. */
async function shownNow(
  { session, log, readFiles }: Found & { readonly readFiles: typeof loadProposalFiles },
  signal: AbortSignal,
): Promise<{ readonly state: RunState; readonly files: readonly ProposalFile[] }> {
  const state = log.state();
  const proposal = state.proposal ?? (await provedSoFar(log, signal));
  const files = await readFiles({ proposal }, session.store, signal);
  const event = await takenBack(session, { state, files }, signal);
  if (!event) return { state, files };
  const stamped = { ...event, seq: state.lastSeq, atMs: 0, v: 1 };
  return { state: { ...state, ...foldReview(state, stamped) }, files };
}

async function provedSoFar(log: RunLog, signal: AbortSignal) {
  const { outcome } = log.state();
  return outcome === undefined || outcome === 'paused' ? (await lastProof(log, signal))?.proposal : undefined;
}
