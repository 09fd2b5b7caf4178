import type { NodeFailure, RunEnd } from '../engine/engineEvent.ts';
import { sayRefusals } from './askGates.ts';
import type { Revision } from './reviewState.ts';
import type { RunEventKind } from './runEvent.ts';
import type { RunState } from './runState.ts';
import { seconds } from './seconds.ts';

/** The last event of a run, from how its workflow ended and what its log shows. "Fixed" is said of evidence only, never of what a workflow says. */
export function conclude(state: RunState, end: RunEnd): RunEventKind {
  const { revisions } = state;
  const revision = revisions.at(-1);
  // A new attempt that brought nothing takes nothing away from what was there before.
  if (revision?.ended?.proposed === false && end.kind !== 'paused') return asBefore(revision);
  switch (end.kind) {
    case 'cancelled':
      return { type: 'run.cancelled' };
    case 'paused':
      return { type: 'run.finished', outcome: 'paused', line: `paused: ${sayPause(state, end)}` };
    case 'failed': {
      const { code, message, hint } = end.failure;
      // What stops a repair is about the project, not about a step of ours; elsewhere the step is what its author looks for.
      const where = end.node === undefined || state.workflow === 'fix-test' ? '' : `${end.node}: `;
      return { type: 'run.failed', code: code === 'node.bug' ? 'internal' : code, message: where + message, hint };
    }
    case 'succeeded':
      return refusedOf(state) ?? { type: 'run.finished', ...outcomeOf(state, end.output) };
  }
}

function asBefore({ before: { outcome, line, failure } }: Revision): RunEventKind {
  if (outcome === 'failed' && failure) return { type: 'run.failed', ...failure };
  if (outcome === undefined || outcome === 'failed' || outcome === 'cancelled') return { type: 'run.cancelled' };
  return { type: 'run.finished', outcome, line };
}

/** Why a new attempt gave nothing new to review; empty when it did. */
export function whyNotRevised(state: RunState, end: RunEnd): string {
  if (end.kind === 'cancelled') return 'it was cancelled';
  if (end.kind === 'failed') return end.failure.message;
  if (state.gaveUp !== undefined) return state.gaveUp;
  return 'the tests were not green with it';
}

/** The end of a run whose result a gate refused. A fix that is refused is one that is not reached; anything else has failed. */
function refusedOf({ gates, proposal, reproduction, runId, ...state }: RunState): RunEventKind | undefined {
  const refusals = gates.filter(({ allow }) => !allow);
  if (refusals.length === 0) return undefined;
  const why = `refused by ${sayRefusals(refusals)}`;
  if (!proposal)
    return { type: 'run.failed', code: 'gate.refused', message: `What the run came to was ${why}.`, hint: undefined };
  if ((reproduction?.red ?? 0) > 0)
    return { type: 'run.finished', outcome: 'not-fixed', line: `${why} (${sizeOf(proposal, state)})` };
  const hint = `The proposal is kept. Look at it: loopwright review ${runId}`;
  return { type: 'run.failed', code: 'gate.refused', message: `The proposal was ${why}.`, hint };
}

/** A pause without a node is one of the clock. */
function sayPause({ limits }: RunState, { node }: { readonly node: string | undefined; readonly reason: NodeFailure }) {
  return node === undefined
    ? `the time of ${seconds(limits.wallMs)} is used up`
    : 'the budget does not allow the next call';
}

type Outcome = Pick<Extract<RunEventKind, { type: 'run.finished' }>, 'outcome' | 'line'>;

function outcomeOf(state: RunState, output: unknown): Outcome {
  const { proposal, reproduction, feature } = state;
  if (feature) return featureOutcome(state, feature);
  if (proposal) return proposed(state);
  if (reproduction?.nothing !== undefined && state.attempts === 0)
    return { outcome: 'nothing-to-fix', line: `nothing to fix: ${reproduction.nothing}` };
  if ((reproduction?.red ?? 0) > 0) return { outcome: 'not-fixed', line: `not fixed: ${sayWhyNot(state).join('; ')}` };
  return { outcome: 'done', line: sayDone(output) };
}

function featureOutcome(state: RunState, { accepted, why, about }: NonNullable<RunState['feature']>): Outcome {
  const tests = state.shown.newTests?.tests.length ?? 0;
  const change = state.proposal ? `: ${sizeOf(state.proposal, state)}` : '';
  const reasons = why.map((sentence) => sentence.replace(/\.$/, '')).join('; ');
  if (about === 'problem')
    return accepted
      ? { outcome: 'fixed', line: `fixed${change}, no longer reported` }
      : { outcome: 'not-fixed', line: `not fixed: ${reasons}` };
  if (accepted) return { outcome: 'added', line: `added${change}, ${tests} ${tests === 1 ? 'new test' : 'new tests'}` };
  return { outcome: 'not-added', line: `not added: ${reasons}` };
}

function proposed({ proposal, by, testsChanged, evidence, reproduction, lines }: RunState): Outcome {
  const change = sizeOf(proposal, { lines });
  const isFix = (reproduction?.red ?? 0) > 0;
  if (testsChanged.length > 0 && isFix)
    return { outcome: 'not-fixed', line: `green only with changed tests (${testsChanged.join(', ')}): ${change}` };
  if (evidence?.goalReached) return { outcome: 'fixed', line: `fixed by ${by}: ${change}` };
  return isFix
    ? { outcome: 'not-fixed', line: `not fixed: ${change}` }
    : { outcome: 'done', line: `done: ${change}; ${sayUnbroken(evidence)}` };
}

/** What the tests say of a change that was not to fix any. */
function sayUnbroken(evidence: RunState['evidence']): string {
  if (evidence?.byExitCodeOnly) return 'the test command still succeeds';
  const added = evidence?.addedIds.length ?? 0;
  const more = added === 0 ? '' : `, ${added} ${added === 1 ? 'test is' : 'tests are'} new`;
  return `what was green is still green${more}`;
}

function sizeOf(proposal: RunState['proposal'], { lines }: Pick<RunState, 'lines'>): string {
  const files = proposal?.files ?? [];
  const where = files.length === 1 ? files[0]?.path : `${files.length} files`;
  return `${lines} ${lines === 1 ? 'line' : 'lines'} in ${where}`;
}

function sayWhyNot({ repairWhy, model, gaveUp, attempts }: RunState): readonly string[] {
  const why = repairWhy === undefined ? [] : [repairWhy];
  if (model === undefined) return why.length > 0 ? why : ['the tests are still red'];
  if (gaveUp !== undefined) return [...why, gaveUp];
  return attempts > 0 ? [...why, `${attempts} attempts did not make the tests green`] : why;
}

function sayDone(output: unknown): string {
  const [first = ''] = typeof output === 'string' ? output.split('\n') : [];
  return first === '' ? 'done' : `done: ${first.slice(0, 120)}`;
}
