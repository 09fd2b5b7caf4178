import { isAlive } from '../adapters/workspace/processOwner.ts';
import type { RunState } from '../core/run/runState.ts';
import type { RunRow, RunStatus } from '../protocol/runView.ts';

/** Where a run stands: what its log says, or that its process has died in the middle. */
export async function statusOf(state: RunState): Promise<RunStatus> {
  if (state.outcome !== undefined) return state.outcome;
  if (state.owner && !(await isAlive(state.owner))) return 'interrupted';
  return 'running';
}

/** A run as a line of the Runs view. */
export async function toRunRow(state: RunState): Promise<RunRow> {
  const status = await statusOf(state);
  const { proposal } = state;
  return {
    runId: state.runId,
    title: titleOf(state),
    status,
    line: status === 'interrupted' ? 'interrupted. Your files are as you left them.' : state.line,
    startedAtMs: state.startedAtMs,
    endedAtMs: state.endedAtMs,
    costUsd: state.spent.usd,
    ...(state.costEstimated ? { costEstimated: true as const } : {}),
    by: state.by,
    isolated: state.isolated,
    ...troubleOf(state),
    ...pausedOf(state),
    workflow: state.workflow,
    limits: limitsOf(state),
    used: { tokens: state.spent.tokensIn + state.spent.tokensOut, calls: state.spent.calls },
    proposal: proposal && {
      files: proposal.files.length,
      hunks: state.hunks,
      decided: new Set([...state.decisions.keys(), ...state.applied]).size,
      applied: state.applied.size > 0,
    },
  };
}

/** Workflows of ours by what they are for. */
const titles: Readonly<Record<string, string>> = {
  'add-feature': 'Add a feature',
  'fix-problem': 'Fix a problem',
  'write-tests': 'Write tests',
};

/** What a run is called. */
export function titleOf({ workflow, named }: RunState): string {
  if (named.length > 0) return `Fix ${named.join(', ')}`;
  const known = titles[workflow];
  if (known !== undefined) return known;
  return workflow === '' || workflow === 'fix-test' ? 'Fix failing test' : workflow;
}

/** What bounds a run. A limit in USD does not when the price of its model is not known. */
function limitsOf({ limits, priceKnown }: RunState): RunRow['limits'] {
  const { usd, tokens, calls, wallMs } = limits;
  return {
    ...(usd === undefined || !priceKnown ? {} : { usd }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(calls === undefined ? {} : { calls }),
    ...(wallMs > 0 ? { minutes: wallMs / 60_000 } : {}),
  };
}

/** What a paused run ran out of. Minutes are shown, because nobody sets milliseconds. */
function pausedOf({ outcome, pausedBy, limits }: RunState): Pick<RunRow, 'paused'> {
  if (outcome !== 'paused' || pausedBy === undefined) return {};
  if (pausedBy === 'wallMs') return { paused: { limit: 'minutes', at: limits.wallMs / 60_000 } };
  const at = limits[pausedBy];
  return at === undefined ? {} : { paused: { limit: pausedBy, at } };
}

/** What stopped a run, so that the person can be offered what helps. */
function troubleOf(state: RunState): Pick<RunRow, 'trouble'> {
  if (state.failure) return { trouble: state.failure };
  if (state.outcome !== 'paused') return {};
  return { trouble: { code: 'budget.exhausted', message: state.line, hint: undefined } };
}
