import { availableParallelism } from 'node:os';
import path from 'node:path';
import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import type { RunId } from '../base/ids.ts';
import { createEngine, type Engine } from '../core/engine/engine.ts';
import type { HookDefinition } from '../core/hook/hook.ts';
import type { ModelProvider } from '../core/model/modelProvider.ts';
import type { PriceOverrides } from '../core/model/pricing.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import type { RunScope } from '../core/run/node/nodeScope.ts';
import { createRunBackend } from '../core/run/runBackend.ts';
import type { RunEventBody, RunSettings } from '../core/run/runEvent.ts';
import { openRunLog, type RunLog, redactStrings } from '../core/run/runLog.ts';
import { createRunScope } from '../core/run/runScope.ts';
import { createWorkflowRunner } from '../core/run/workflowRunner.ts';
import type { SandboxProbe } from '../core/sandbox/sandbox.ts';
import type { Language } from '../core/workflow/language.ts';
import { createHookedRun, type HookedRun } from './hookedRun.ts';
import { type KnownReplies, noReplies } from './knownReplies.ts';
import type { FixExtras } from './loopwright.ts';
import { type ModelChoiceParts, modelChoice, runsOwn } from './modelChoice.ts';
import { setUpModel } from './modelSetup.ts';
import { createNodePorts, type NodePortParts } from './nodePorts.ts';
import type { WorkflowLibrary } from './openLibrary.ts';
import { readPrices } from './prices.ts';
import { createRunCopy } from './runCopy.ts';
import { type OpenSandbox, openSandbox, type RunEnvironment } from './runEnvironment.ts';
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
  /** The workflow's name, and what it was given: for hooks. */
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the log begins with, made once it is known what the run works with; absent for a run that goes on. */
  prologue?(facts: RunFacts): Promise<readonly RunEventBody[]>;
  readonly replies?: KnownReplies;
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
    plan.sandbox ?? openSandbox(session, settings.notIsolated, signal),
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
    providerOf: rememberedModels(modelOf, provider, { library: plan.library, modelFor: settings.modelFor ?? {} }),
    nextCall: () => ++calls,
    recall: plan.replies ?? noReplies,
  });
  const { checkInput } = plan.library;
  const runner = createWorkflowRunner({ run, table: plan.library.table, redact, checkInput, portsFor });
  const backend = createRunBackend({
    store: session.store,
    cache: session.outputs,
    redact: (event) => redactStrings(event, redact) as typeof event,
    prologue: (await plan.prologue?.(facts)) ?? [],
    async onHeld(heldSignal) {
      await log.refresh(heldSignal);
      await hooked.begin(plan.inputs, heldSignal);
    },
  });
  const ports = { backend, runner, language: plan.language, limiter, clock: systemClock, random: systemRandom };
  return {
    engine: createEngine(ports),
    log,
    facts,
    hooked,
    async ready(readySignal) {
      await log.refresh(readySignal);
      begin(scope);
    },
  };
}

function scopeOf(session: WorkspaceSession, { plan, log }: { readonly plan: RunPlan; readonly log: RunLog }): RunScope {
  const { runId, settings } = plan;
  const copy = createRunCopy(session, { copyId: runId, log, settings });
  const concurrency = Math.max(1, Math.min(4, availableParallelism()));
  return createRunScope({ runId, log, settings, copy, concurrency });
}

/** The run's own model, and those that nodes or the person name, each set up once. */
function rememberedModels(
  modelOf: (ref: string) => Promise<ModelProvider | undefined>,
  own: ModelProvider | undefined,
  choice: ModelChoiceParts,
): NodePortParts['providerOf'] {
  const known = new Map<string, Promise<ModelProvider | undefined>>();
  return async (node, nodePath) => {
    const { ref, why } = modelChoice(node, nodePath, choice);
    // Who goes without a model, or offline, goes so with those that a workflow names, too.
    if (ref === undefined || own === undefined || own.ref === 'recorded') return own && { provider: own, why: runsOwn };
    const found = known.get(ref) ?? modelOf(ref);
    known.set(ref, found);
    // A node that is tried again may find a key or an agreement that was not there before.
    found.catch(() => known.delete(ref));
    const provider = await found;
    return provider && { provider, why };
  };
}
