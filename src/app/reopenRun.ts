import path from 'node:path';
import { currentOwner } from '../adapters/workspace/processOwner.ts';
import { CodedError } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import type { NodeSpent } from '../core/engine/engineEvent.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import { ledgerLimits } from '../core/run/budget.ts';
import { engineEventsOf } from '../core/run/runBackend.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import type { RunSettings } from '../core/run/runSettings.ts';
import { emptyRunState, foldRunState, type RunState } from '../core/run/runState.ts';
import { workflowsOf } from './keptWorkflows.ts';
import { knownReplies } from './knownReplies.ts';
import type { ReopenRequest } from './loopwright.ts';
import { setUpModel } from './modelSetup.ts';
import { languageOf } from './openLibrary.ts';
import { assembleRun } from './runAssembly.ts';
import { limitsWithin, policyOf } from './runPolicy.ts';
import { followRun, type LaunchedRun, type LaunchParts, modelOf, policyFact } from './startRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/**
 * Goes on with a run that was paused, or whose process died. What is on record is not done again; a node that was in flight
 * runs again, and what its model has answered already is taken from the log. Throws `run.held` while the run goes on,
 * `run.ended` when it has ended, and `run.notResumable` for a run of an older version.
 */
export async function reopenRun(
  session: WorkspaceSession,
  task: { readonly runId: RunId; readonly request: ReopenRequest; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<LaunchedRun> {
  const { runId, request, parts } = task;
  const log = await session.store.read(runId, 0, signal);
  const state = foldRunState(emptyRunState(runId), log);
  const settings = requireOpen(state);
  const policy = policyOf(settings, parts.layers, state.policy);
  const limits: BudgetLimits = limitsWithin(policy, { ...state.limits, ...definedOnly(request.limits) });
  const { environment, extras, library, hooks } = parts;
  const plan = {
    runId,
    settings,
    model: modelOnRecord(state, request.model),
    limits,
    extras,
    library,
    hooks,
    policy,
    workflow: state.workflow,
    inputs: inputsOf(log),
    language: languageOf(await workflowsOf(session, log, signal)),
    replies: knownReplies(log),
  };
  const run = await assembleRun(session, { plan, environment }, signal);
  const options = { budget: ledgerLimits(limits), spentBefore: unrecorded(state, log), ...modelOf(run) };
  const begin = async () => {
    const handle = await run.engine.resume(runId, options, signal);
    const owner = await currentOwner();
    const body = { type: 'run.reopened', owner, limits, ...policyFact(policy) } as const;
    await run.log.append(body, new AbortController().signal);
    return handle;
  };
  return { ...(await followRun(session, { run, begin }, signal)), goesOnAfter: state.lastSeq };
}

/** What the run was given when it began. */
export function inputsOf(log: readonly RunEvent[]): Readonly<Record<string, unknown>> {
  const started = engineEventsOf(log).find((event) => event.type === 'run.started');
  return started?.type === 'run.started' ? started.inputs : {};
}

/** Throws what setting up the own model of a run would throw: before a run is recorded that cannot go on. */
export async function requireModel(
  session: WorkspaceSession,
  task: { readonly runId: RunId; readonly request: ReopenRequest; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<void> {
  const { runId, request, parts } = task;
  const state = foldRunState(emptyRunState(runId), await session.store.read(runId, 0, signal));
  const asked = { model: modelOnRecord(state, request.model), baseUrl: state.settings?.baseUrl };
  // Whoever sets it up afterwards says what there is to say.
  const environment = { ...parts.environment, notice: () => undefined };
  const pasteFolder = path.join(session.folders.root, 'paste', runId);
  await setUpModel(asked, { extras: parts.extras, environment, pasteFolder }, signal);
}

/** The model that a run goes on with: the one that is asked for now, else the one that it began with. */
export function modelOnRecord({ model }: RunState, asked: string | undefined): string {
  return asked ?? model ?? 'none';
}

function requireOpen(state: RunState): RunSettings {
  const { runId, outcome, line, lastSeq } = state;
  if (lastSeq === 0) throw new CodedError('run.unknown', `There is no run ${runId}.`);
  if (outcome !== undefined && outcome !== 'paused')
    throw new CodedError('run.ended', `The run ${runId} has ended: ${line}`, {
      hint: `To go another way from one of its steps: loopwright fork ${runId} --at NODE`,
    });
  return settingsOnRecord(state);
}

/** How a run was started. Throws `run.notResumable` for one of an older version. */
export function settingsOnRecord({ runId, settings }: RunState): RunSettings {
  if (settings) return settings;
  throw new CodedError('run.notResumable', `The run ${runId} was made by a version that could not resume runs.`, {
    hint: 'Begin a new run.',
  });
}

/** What calls cost whose node has not come to an end on record: the node runs again, and the engine's log does not know of them. */
export function unrecorded({ spent }: RunState, log: readonly RunEvent[]): NodeSpent {
  let [usd, tokensIn, tokensOut, calls]: [number | null, number, number, number] = [
    spent.usd ?? null,
    spent.tokensIn,
    spent.tokensOut,
    spent.calls,
  ];
  for (const event of engineEventsOf(log)) {
    if (!('spent' in event) || !event.spent) continue;
    usd = usd === null || event.spent.usd === null ? null : Math.max(0, usd - event.spent.usd);
    tokensIn = Math.max(0, tokensIn - event.spent.tokensIn);
    tokensOut = Math.max(0, tokensOut - event.spent.tokensOut);
    calls = Math.max(0, calls - event.spent.calls);
  }
  return { usd, tokensIn, tokensOut, calls };
}

/** The limits that were said. */
export function definedOnly(limits: Partial<BudgetLimits>): Partial<BudgetLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}
