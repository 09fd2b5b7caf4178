import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { currentOwner } from '../adapters/workspace/processOwner.ts';
import { isAbort } from '../base/errors.ts';
import { createRunId, createTraceId, type RunId } from '../base/ids.ts';
import type { RunHandle } from '../core/engine/engine.ts';
import type { RunEnd } from '../core/engine/engineEvent.ts';
import type { HookDefinition } from '../core/hook/hook.ts';
import { isStandard, type Policy, type PolicyLayer } from '../core/policy/policy.ts';
import { askGates } from '../core/run/askGates.ts';
import { type BudgetLimits, ledgerLimits } from '../core/run/budget.ts';
import { conclude, whyNotRevised } from '../core/run/conclude.ts';
import { openRevision } from '../core/run/reviewState.ts';
import type { RunEventBody, RunEventKind } from '../core/run/runEvent.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { RunSettings } from '../core/run/runSettings.ts';
import type { RunState } from '../core/run/runState.ts';
import { usedWorkflows } from '../core/run/usedWorkflows.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { keepWorkflows } from './keptWorkflows.ts';
import type { FixExtras } from './loopwright.ts';
import { requireKnownNames } from './modelChoice.ts';
import { priceOfProvider } from './modelSetup.ts';
import { languageOf, type WorkflowLibrary } from './openLibrary.ts';
import { type AssembledRun, assembleRun, type RunFacts } from './runAssembly.ts';
import type { OpenSandbox, RunEnvironment } from './runEnvironment.ts';
import { limitsWithin, policyOf } from './runPolicy.ts';
import { awaitTurn } from './runQueue.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** A run to begin. */
export interface LaunchRequest {
  readonly definition: WorkflowDefinition;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Tests that the person named, for the run's title. */
  readonly named: readonly string[];
  /** A reference as the person writes it: `auto`, `none`, `anthropic/…`. */
  readonly model: string;
  readonly limits: BudgetLimits;
  readonly settings: RunSettings;
  readonly priority?: number | undefined;
  /** The run's id; absent: a new one. A run that has it already is not begun again. */
  readonly runId?: RunId;
}

/** A run that is recorded and goes on by itself. */
export interface LaunchedRun {
  readonly log: RunLog;
  /** Resolves once the run has ended; rejects only when the log cannot be written. */
  readonly ended: Promise<RunState>;
  /** The number of the last event before it went on; absent for a run that is new. */
  readonly goesOnAfter?: number;
}

/** What a run is started with, beside what is asked for. */
export interface LaunchParts {
  readonly extras: FixExtras;
  readonly environment: RunEnvironment;
  readonly library: WorkflowLibrary;
  /** Read before the run's copy is made: what an agent writes there decides nothing about its own gates. */
  readonly hooks: readonly HookDefinition[];
  /** What the security files say, read then too. */
  readonly layers: readonly PolicyLayer[];
  /** Opened already; absent: once the run has its turn. */
  readonly sandbox?: Promise<OpenSandbox>;
}

/** Sets a run up, records its start, and lets it go on. Throws before anything is recorded when it cannot start. */
export async function launchRun(
  session: WorkspaceSession,
  { request, parts }: { readonly request: LaunchRequest; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<LaunchedRun> {
  const { definition, inputs, settings, model } = request;
  const { library, environment, extras, hooks } = parts;
  const policy = policyOf(settings, parts.layers);
  const limits = limitsWithin(policy, request.limits);
  const runId = request.runId ?? createRunId(systemClock.nowMs(), systemRandom.bytes(5));
  const used = usedWorkflows(definition, (name) => library.find(name).definition);
  requireKnownNames(settings.modelFor ?? {}, [definition, ...used.values()]);
  const plan = {
    runId,
    settings,
    model,
    limits,
    extras,
    library,
    hooks,
    policy,
    workflow: definition.name,
    inputs,
    sandbox: parts.sandbox,
    language: languageOf(used),
    prologue: async (facts: RunFacts) => [
      await startedEvent(session, { request: { ...request, limits }, facts, policy }),
      ...(await keepWorkflows(session, used, signal)),
    ],
  };
  await awaitTurn(session, extras.onWait ?? (() => undefined), signal);
  const run = await assembleRun(session, { plan, environment }, signal);
  const budget = ledgerLimits(limits);
  const priority = request.priority === undefined ? {} : { priority: request.priority };
  const options = { budget, ...priority, ...modelOf(run) };
  const begin = () => run.engine.start({ runId, definition, inputs, ...options }, signal);
  return followRun(session, { run, begin }, signal);
}

/** The run's model, whose provider's limits hold for its agents. */
export function modelOf({ facts }: AssembledRun): { readonly model?: string } {
  return facts.provider ? { model: facts.provider.ref } : {};
}

/** Begins a run, lets its nodes begin, and sees to its end. */
export async function followRun(
  session: WorkspaceSession,
  { run, begin }: { readonly run: AssembledRun; readonly begin: () => Promise<RunHandle> },
  signal: AbortSignal,
): Promise<LaunchedRun> {
  const unstoppable = new AbortController().signal;
  const handle = await begin().catch(async (error: unknown) => {
    await run.hooked.close();
    throw error;
  });
  await run.ready(unstoppable);
  const ended = handle.finished
    .then((end) => finish(session, { run, end, cancelled: signal }, unstoppable))
    .then(async (state) => {
      await run.learn(state, unstoppable);
      return state;
    })
    .finally(() => run.hooked.close());
  // Whoever awaits it is told; until then a rejection is nobody's.
  ended.catch(() => undefined);
  return { log: run.log, ended };
}

/** Writes how the run ended, and removes its copy. */
async function finish(
  session: WorkspaceSession,
  { run, end, cancelled }: { readonly run: AssembledRun; readonly end: RunEnd; readonly cancelled: AbortSignal },
  signal: AbortSignal,
): Promise<RunState> {
  const { log } = run;
  await log.refresh(signal);
  if (end.kind === 'paused' && end.node === undefined) {
    const { wallMs } = log.state().limits;
    await log.append({ type: 'budget.exhausted', limit: 'wallMs', needed: 1, left: 0, total: wallMs }, signal);
  }
  await endRevision(log, end, signal);
  await log.append(await conclusionOf(session, { run, end }, cancelled), signal);
  // All that is needed is in the log; a copy that cannot be removed now stays listed and can be discarded.
  const gone = await session.workspace.dispose(log.runId, signal).then(
    () => true,
    () => false,
  );
  if (gone) await log.append({ type: 'copy.disposed' }, signal);
  await run.hooked.end(end);
  return log.state();
}

/** A new attempt has ended unless it waits for more budget. */
async function endRevision(log: RunLog, end: RunEnd, signal: AbortSignal): Promise<void> {
  const revision = openRevision(log.state());
  if (!revision || end.kind === 'paused') return;
  const proposed = revision.proposed && end.kind === 'succeeded';
  const why = proposed ? '' : whyNotRevised(log.state(), end);
  await log.append({ type: 'revision.ended', proposed, why }, signal);
}

/** The last event of the run. What it came to counts once the gates have been asked, if they were not asked of a proposal. */
async function conclusionOf(
  { store }: WorkspaceSession,
  { run, end }: { readonly run: AssembledRun; readonly end: RunEnd },
  signal: AbortSignal,
): Promise<RunEventKind> {
  const { log, hooked } = run;
  const { hooks } = hooked;
  const conclusion = conclude(log.state(), end);
  const isResult = conclusion.type === 'run.finished' && conclusion.outcome === 'done' && !log.state().proposal;
  if (end.kind !== 'succeeded' || !isResult || !hooks.listens('gate')) return conclusion;
  // The engine has let go of the run. Without an end on record somebody could go on with it meanwhile.
  const hold = await store.hold(log.runId, new AbortController().signal);
  try {
    await askGates({ hooks, log }, async () => ({ output: end.output }), signal);
    return conclude(log.state(), end);
  } catch (error) {
    if (isAbort(error)) return { type: 'run.cancelled' };
    throw error;
  } finally {
    hold.release();
  }
}

async function startedEvent(
  session: WorkspaceSession,
  { request, facts, policy }: { readonly request: LaunchRequest; readonly facts: RunFacts; readonly policy: Policy },
): Promise<RunEventBody> {
  const { definition, named, limits, settings } = request;
  const { provider, prices, probe } = facts;
  return {
    type: 'run.started',
    workflow: definition.name,
    traceId: createTraceId(systemRandom.bytes(16)),
    workspace: session.path,
    named,
    model: provider?.ref,
    limits,
    ...(provider ? { priceKnown: priceOfProvider(provider, prices) !== undefined } : {}),
    isolated: probe.isolated,
    sandbox: { name: probe.name, version: probe.version, gaps: probe.gaps.map(({ text }) => text) },
    owner: await currentOwner(),
    settings,
    ...policyFact(policy),
  };
}

/** What a run may do, as its log says it where something is taken away. */
export function policyFact(policy: Policy): { readonly policy?: Policy } {
  return isStandard(policy) ? {} : { policy };
}
