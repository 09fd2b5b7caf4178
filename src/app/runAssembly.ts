import { availableParallelism } from 'node:os';
import path from 'node:path';
import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { messageOf } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { createEngine, type Engine } from '../core/engine/engine.ts';
import type { HookDefinition } from '../core/hook/hook.ts';
import type { ModelProvider } from '../core/model/modelProvider.ts';
import type { PriceOverrides } from '../core/model/pricing.ts';
import type { Policy } from '../core/policy/policy.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import type { RunScope } from '../core/run/node/nodeScope.ts';
import { createRunBackend } from '../core/run/runBackend.ts';
import type { RunEventBody } from '../core/run/runEvent.ts';
import { openRunLog, type RunLog, redactStrings } from '../core/run/runLog.ts';
import { createRunScope } from '../core/run/runScope.ts';
import type { RunSettings } from '../core/run/runSettings.ts';
import type { RunState } from '../core/run/runState.ts';
import { createWorkflowRunner } from '../core/run/workflowRunner.ts';
import type { SandboxProbe } from '../core/sandbox/sandbox.ts';
import type { Language } from '../core/workflow/language.ts';
import { createHookedRun, type HookedRun } from './hookedRun.ts';
import { type KnownReplies, noReplies } from './knownReplies.ts';
import type { FixExtras } from './loopwright.ts';
import { modelChains } from './modelChain.ts';
import { setUpModel } from './modelSetup.ts';
import { createNodePorts } from './nodePorts.ts';
import type { WorkflowLibrary } from './openLibrary.ts';
import { readPrices } from './prices.ts';
import { createRunCopy } from './runCopy.ts';
import { type OpenSandbox, openSandbox, type RunEnvironment } from './runEnvironment.ts';
import { runMemories } from './runMemories.ts';
import { openPolicy, whyNoHosts } from './runPolicy.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** A run as it is to be carried out, whether it is new or goes on. */
export interface RunPlan {
  readonly runId: RunId;
  readonly settings: RunSettings;
  /** A reference as the person writes it. */
  readonly model: string;
  readonly limits: BudgetLimits;
  readonly extras: FixExtras;
  readonly library: WorkflowLibrary;
  readonly language: Language;
  /** Opened already. */
  readonly sandbox?: Promise<OpenSandbox> | undefined;
  readonly hooks: readonly HookDefinition[];
  /** What the run may do. */
  readonly policy: Policy;
  /** The workflow's name, and what it was given: for hooks. */
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the log begins with, made once it is known what the run works with; absent for a run that goes on. */
  prologue?(facts: RunFacts): Promise<readonly RunEventBody[]>;
  readonly replies?: KnownReplies;
  /** What a run that goes on records first, once no other process can go on with it. */
  opening?(log: RunLog, signal: AbortSignal): Promise<void>;
}

/** What a run works with, as far as its log says it. */
export interface RunFacts {
  readonly provider: ModelProvider | undefined;
  readonly prices: PriceOverrides;
  readonly probe: SandboxProbe;
}

/** A run whose engine has not begun yet. */
export interface AssembledRun {
  readonly engine: Engine;
  readonly log: RunLog;
  readonly facts: RunFacts;
  readonly hooked: HookedRun;
  /** Keeps what the run proved, for later runs. Never fails. */
  learn(state: RunState, signal: AbortSignal): Promise<void>;
  /** Lets the nodes begin: the run is on record. */
  ready(signal: AbortSignal): Promise<void>;
}

/** Puts together what carries a run out. Throws before anything is recorded when the run cannot begin. */
export async function assembleRun(
  session: WorkspaceSession,
  { plan, environment }: { readonly plan: RunPlan; readonly environment: RunEnvironment },
  signal: AbortSignal,
): Promise<AssembledRun> {
  const { runId, settings, extras } = plan;
  const { redact, limiter } = environment;
  const pasteFolder = path.join(session.folders.root, 'paste', runId);
  const modelOf = (ref: string) =>
    setUpModel({ model: ref, baseUrl: settings.baseUrl }, { extras, environment, pasteFolder }, signal);
  const [provider, { sandbox, probe }, prices] = await Promise.all([
    modelOf(plan.model),
    sandboxOf(session, { plan, environment }, signal),
    readPrices(environment.dataFolder),
  ]);
  const facts: RunFacts = { provider, prices, probe };
  const log = await openRunLog(runId, { store: session.store, redact }, signal);
  let begin: (run: RunScope) => void = () => undefined;
  const run = new Promise<RunScope>((resolve) => {
    begin = resolve;
  });
  const scope = scopeOf(session, { plan, log });
  const { workflow, hooks: definitions } = plan;
  const { isolated } = probe;
  const called = { session, environment, definitions, workflow, log, copy: scope.copy, sandbox, isolated };
  const hooked = createHookedRun(called);
  let calls = log.state().spent.calls;
  const portsFor = createNodePorts({
    session,
    environment,
    limits: plan.limits,
    prices,
    sandbox,
    isolated,
    hooks: hooked.hooks,
    canAsk: extras.canAsk === true,
    modelsOf: modelChains(modelOf, provider, {
      library: plan.library,
      modelFor: settings.modelFor ?? {},
      fallbackModels: settings.fallbackModels ?? [],
    }),
    nextCall: () => ++calls,
    recall: plan.replies ?? noReplies,
    memory: goesWithoutMemory(plan) ? undefined : runMemories(session, { runId, environment }),
  });
  const { checkInput } = plan.library;
  const policy = openPolicy(session, { policy: plan.policy, isolated });
  const runner = createWorkflowRunner({ run, table: plan.library.table, redact, checkInput, policy, portsFor });
  const backend = createRunBackend({
    store: session.store,
    cache: session.outputs,
    redact: (event) => redactStrings(event, redact) as typeof event,
    prologue: (await plan.prologue?.(facts)) ?? [],
    async onHeld(heldSignal) {
      await log.refresh(heldSignal);
      await plan.opening?.(log, heldSignal);
      await hooked.begin(plan.inputs, heldSignal);
    },
  });
  const ports = { backend, runner, language: plan.language, limiter, clock: systemClock, random: systemRandom };
  return {
    engine: createEngine(ports),
    log,
    facts,
    hooked,
    learn: (state, learnSignal) => learn(session, { state, environment }, learnSignal),
    async ready(readySignal) {
      await log.refresh(readySignal);
      begin(scope);
    },
  };
}

/** The sandbox of a run. Says so where it cannot give what the person's own file lets commands have. */
async function sandboxOf(
  session: WorkspaceSession,
  { plan, environment }: { readonly plan: RunPlan; readonly environment: RunEnvironment },
  signal: AbortSignal,
): Promise<OpenSandbox> {
  const { policy, settings } = plan;
  const { reach, notice, dataFolder } = environment;
  const opened = await (plan.sandbox ??
    openSandbox(session, { notIsolated: settings.notIsolated, policy, dataFolder, reach }, signal));
  const missing = whyNoHosts(policy, opened.probe);
  if (missing !== undefined) notice(missing);
  return opened;
}

/** Recorded replies are found by what was asked: a run that is to be had again the same is told nothing that changes from day to day. */
function goesWithoutMemory({ settings, model, extras }: RunPlan): boolean {
  const isRecorded = extras.recordDir !== undefined || extras.recordedDir !== undefined || model === 'recorded';
  return settings.memory === false || isRecorded;
}

/** The run has ended and is on record: nothing that goes wrong here may make it fail. */
async function learn(
  session: WorkspaceSession,
  learning: { readonly state: RunState; readonly environment: RunEnvironment },
  signal: AbortSignal,
): Promise<void> {
  try {
    const { learnFromRun } = await import('./learnFromRun.ts');
    await learnFromRun(session, learning, signal);
  } catch (error) {
    learning.environment.notice(`Nothing could be learnt from the run: ${messageOf(error)}`);
  }
}

function scopeOf(session: WorkspaceSession, { plan, log }: { readonly plan: RunPlan; readonly log: RunLog }): RunScope {
  const { runId, settings } = plan;
  const copy = createRunCopy(session, { copyId: runId, log, settings });
  const concurrency = Math.max(1, Math.min(4, availableParallelism()));
  return createRunScope({ runId, log, settings, copy, concurrency });
}
