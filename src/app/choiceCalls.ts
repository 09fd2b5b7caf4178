import { CodedError } from '../base/errors.ts';
import type { HunkId } from '../base/ids.ts';
import { foldChoices } from '../core/run/choices.ts';
import { openRevision } from '../core/run/reviewState.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { RunState } from '../core/run/runState.ts';
import type { Proposal } from '../core/workspace/workspace.ts';
import type { ChoicesView, ChoiceView } from '../protocol/runView.ts';
import { toRows } from './hunkRows.ts';
import { loadProposalFiles, type ProposalFile } from './proposalFiles.ts';
import { statusOf } from './runViews.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** So many rows of a choice are shown beside the others; the whole of it is shown once it is chosen. */
const mostRows = 40;

/** A run as it is with another choice; nothing is recorded. */
export function stateWith(
  state: RunState,
  choice: { readonly number: number; readonly hunkIds: readonly HunkId[]; readonly known: readonly HunkId[] },
): RunState {
  const event = { type: 'alternative.chosen', ...choice, seq: state.lastSeq, atMs: 0, v: 1 } as const;
  return { ...state, ...foldChoices(state, event) };
}

/** The files of a choice. Throws `usage.unknownChoice`. */
export async function choiceFiles(
  { store }: WorkspaceSession,
  { state, number }: { readonly state: RunState; readonly number: number },
  signal: AbortSignal,
): Promise<readonly ProposalFile[]> {
  const proposal = proposalOf(state, number);
  if (proposal) return loadProposalFiles({ proposal }, store, signal);
  const count = state.choices ? state.choices.others.length + 1 : 0;
  throw new CodedError('usage.unknownChoice', `Run ${state.runId} has no choice ${number}.`, {
    hint:
      count === 0
        ? 'It proposes one edit only, or none.'
        : `It has ${count}, counted from 1: loopwright show ${state.runId}`,
  });
}

/**
 * Makes another choice the proposal. Nothing is decided or written by it: hunks that both have keep what was said of them. Throws
 * `usage.unknownChoice`, `choice.running` and `choice.applied`.
 */
export async function choose(
  session: WorkspaceSession,
  { log, number }: { readonly log: RunLog; readonly number: number },
  signal: AbortSignal,
): Promise<void> {
  const state = log.state();
  const files = await choiceFiles(session, { state, number }, signal);
  if (number === state.choices?.chosen) return;
  if (state.outcome === undefined || openRevision(state) || (await statusOf(state)) === 'running')
    throw new CodedError('choice.running', `Run ${state.runId} goes on: what it proposes may still change.`, {
      hint: 'Wait for its end, then choose.',
    });
  if (state.applied.size > 0 || state.applying)
    throw new CodedError('choice.applied', 'Changes of the choice so far are in your files already.', {
      hint: `Undo them first: loopwright undo ${state.runId}`,
    });
  const known = hunksOf(await loadProposalFiles(state, session.store, signal));
  await log.append({ type: 'alternative.chosen', number, hunkIds: hunksOf(files), known }, signal);
}

/** All hunks of files. */
export const hunksOf = (files: readonly ProposalFile[]): readonly HunkId[] => files.flatMap(({ hunkIds }) => hunkIds);

/** The choices of a run for a person; undefined when there is nothing to choose. */
export async function choicesView(
  session: WorkspaceSession,
  state: RunState,
  signal: AbortSignal,
): Promise<ChoicesView | undefined> {
  const { choices } = state;
  if (!choices || state.proposal === undefined || state.outcome === undefined) return undefined;
  const shown: ChoiceView[] = [];
  for (const number of [1, ...choices.others.map((other) => other.number)]) {
    const files = await choiceFiles(session, { state, number }, signal);
    const other = choices.others.find((one) => one.number === number);
    const evidence = other?.evidence ?? choices.stands.get(1)?.evidence ?? state.evidence;
    shown.push({
      number,
      what: other?.what ?? choices.what,
      checked: other?.checked ?? 'clean',
      isProposed: number === choices.chosen,
      fixed: evidence?.fixed.length ?? 0,
      passed: evidence?.after.passed ?? 0,
      byExitCodeOnly: evidence?.byExitCodeOnly ?? false,
      changes: changesOf(files),
    });
  }
  const { inputs, found } = choices;
  return { choices: shown, found, inputs, canChoose: state.applied.size === 0 && !openRevision(state) };
}

function proposalOf(state: RunState, number: number): Proposal | undefined {
  const { choices } = state;
  if (!choices) return undefined;
  if (number === choices.chosen) return state.proposal;
  return choices.stands.get(number)?.proposal ?? choices.others.find((one) => one.number === number)?.proposal;
}

/** What goes and what comes, without the lines around it. */
function changesOf(files: readonly ProposalFile[]): ChoiceView['changes'] {
  let left = mostRows;
  return files.map(({ file, review }) => {
    const all = review.kind === 'same' ? [] : review.hunks.flatMap((hunk) => toRows(hunk));
    const rows = all.filter(({ kind }) => kind !== 'context').slice(0, left);
    left -= rows.length;
    return { path: file.path, rows };
  });
}
