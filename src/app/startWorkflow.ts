import { CodedError, isCoded } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { readInputs } from '../core/engine/readInputs.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import { runIdOfKey } from '../core/run/runBackend.ts';
import { emptyRunState, foldRunState } from '../core/run/runState.ts';
import type { BudgetDefinition, WorkflowDefinition } from '../core/workflow/definition.ts';
import type { WorkflowRequest } from '../protocol/engine.ts';
import { reopenRun } from './reopenRun.ts';
import { limitsOf, settingsOf } from './startFix.ts';
import { type LaunchedRun, type LaunchParts, launchRun } from './startRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What a run may cost when nobody says: in USD, and in minutes. A workflow of a workspace may ask for less, never for more. */
const usual = { usd: 1, minutes: 15 };

/** What came of the wish to start a run. A run that was begun before with the same key is not begun again. */
export type WorkflowStart =
  | ({ readonly kind: 'started' } & LaunchedRun)
  | { readonly kind: 'known'; readonly runId: RunId };

/** Starts a workflow by its name. Throws `workflow.unknown`, `workflow.invalid` and `input.invalid` before anything is recorded. */
export async function startWorkflow(
  session: WorkspaceSession,
  { request, parts }: { readonly request: WorkflowRequest; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<WorkflowStart> {
  const { definition, from } = parts.library.find(request.workflow);
  const limits = limitsFor(request, definition.run.budget, from);
  return startDefinition(session, { request, definition, limits, parts }, signal);
}

/** Starts a workflow that need not stand in a file. */
export async function startDefinition(
  session: WorkspaceSession,
  task: {
    readonly request: Omit<WorkflowRequest, 'workflow'>;
    readonly definition: WorkflowDefinition;
    readonly limits: BudgetLimits;
    readonly parts: LaunchParts;
  },
  signal: AbortSignal,
): Promise<WorkflowStart> {
  const { request, definition, limits, parts } = task;
  const { inputs, idempotencyKey, model } = request;
  readInputs(definition, inputs);
  const named = Array.isArray(inputs.tests) ? inputs.tests.filter((test) => typeof test === 'string') : [];
  const launch = {
    definition,
    inputs,
    named,
    model,
    limits,
    settings: settingsOf({ ...request, commandKey: undefined }),
  };
  if (idempotencyKey === undefined)
    return { kind: 'started', ...(await launchRun(session, { request: launch, parts }, signal)) };
  const runId = await runIdOfKey(session.store, idempotencyKey, signal);
  const known = await knownRun(session, { runId, parts }, signal);
  if (known) return known;
  try {
    return { kind: 'started', ...(await launchRun(session, { request: { ...launch, runId }, parts }, signal)) };
  } catch (error) {
    // Another process begins it at this very moment.
    if (isCoded(error, 'run.held') || isCoded(error, 'run.exists')) return { kind: 'known', runId };
    throw error;
  }
}

/** The run that was begun with a key before: as it ended, as it goes on elsewhere, or, when its process died, going on here. */
async function knownRun(
  session: WorkspaceSession,
  { runId, parts }: { readonly runId: RunId; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<WorkflowStart | undefined> {
  const events = await session.store.read(runId, 0, signal);
  if (events.length === 0) return undefined;
  const { outcome } = foldRunState(emptyRunState(runId), events);
  if (outcome !== undefined || (await session.store.isHeld(runId, signal))) return { kind: 'known', runId };
  const request = { limits: {}, model: undefined };
  return { kind: 'started', ...(await reopenRun(session, { runId, request, parts }, signal)) };
}

/** The limits of a run: what the person says, else what the workflow says, but a file of the workspace cannot raise what is usual. */
export function limitsFor(
  request: Pick<WorkflowRequest, 'budgetUsd' | 'maxTokens' | 'maxCalls' | 'maxMinutes'>,
  asked: BudgetDefinition | undefined,
  from: 'workspace' | 'built-in',
): BudgetLimits {
  const most = (said: number | undefined, wanted: number | undefined, normal: number) =>
    said ?? (from === 'built-in' ? (wanted ?? normal) : Math.min(wanted ?? normal, normal));
  const limits = limitsOf({
    budgetUsd: most(request.budgetUsd, asked?.usd, usual.usd),
    maxMinutes: most(request.maxMinutes, asked?.minutes, usual.minutes),
    maxTokens: request.maxTokens,
    maxCalls: request.maxCalls,
  });
  const least = (limit: number | undefined, wanted: number | undefined) =>
    wanted === undefined ? limit : Math.min(limit ?? wanted, wanted);
  return {
    ...limits,
    tokens: request.maxTokens ?? least(limits.tokens, asked?.tokens),
    calls: request.maxCalls ?? least(limits.calls, asked?.calls),
  };
}

/** Thrown where a run is asked for that is none of a workflow. */
export function noWorkflowRun(runId: string): CodedError {
  return new CodedError('run.noWorkflow', `The run ${runId} was made by an older version, without a workflow.`);
}
