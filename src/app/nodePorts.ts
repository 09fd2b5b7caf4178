import { createHash } from 'node:crypto';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createHostView } from '../adapters/host/hostView.ts';
import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { preloadClient } from '../adapters/model/preloadClient.ts';
import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import type { AgentModel } from '../core/agent/askModel.ts';
import { createTokenGauge } from '../core/agent/tokenGauge.ts';
import type { AskedFile } from '../core/context/map/languageServices.ts';
import { createSymbolCache } from '../core/context/map/symbolCache.ts';
import type { LeafDefinition, NodeContext } from '../core/engine/nodeRunner.ts';
import type { ModelProvider } from '../core/model/modelProvider.ts';
import type { PriceOverrides } from '../core/model/pricing.ts';
import { createAskPerson } from '../core/run/askPerson.ts';
import { type BudgetLimits, budgetOver } from '../core/run/budget.ts';
import { recordServices } from '../core/run/describedFiles.ts';
import type { FixPorts, ProjectRules } from '../core/run/fixPorts.ts';
import { createModelCaller } from '../core/run/modelCaller.ts';
import type { RunScope } from '../core/run/node/nodeScope.ts';
import { agentsWithoutModel, preloadMending } from '../core/run/node/nodeTable.ts';
import { recordOnce, recordTests } from '../core/run/recordedCommands.ts';
import { modelRetryPolicy } from '../core/run/retry.ts';
import { hookNodeOf, type RunHooks } from '../core/run/runHooks.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { RunMemory } from '../core/run/runMemory.ts';
import type { Sandbox } from '../core/sandbox/sandbox.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import { createAnalysisRunning } from './analysisRunning.ts';
import { createCommandRunning } from './commandRunning.ts';
import type { KnownReplies } from './knownReplies.ts';
import { type ChosenModel, type ModelChain, openChain } from './modelChain.ts';
import { agentModelOf, agentPrompt, priceOfProvider } from './modelSetup.ts';
import { openParser } from './openParser.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import { createTestRunning } from './testRunning.ts';
import type { createWarmRunning } from './warmRunning.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What all nodes of a run are carried out with. */
export interface NodePortParts {
  readonly session: WorkspaceSession;
  readonly environment: RunEnvironment;
  readonly limits: BudgetLimits;
  readonly prices: PriceOverrides;
  readonly sandbox: Sandbox;
  readonly isolated: boolean;
  readonly hooks: RunHooks;
  /** Somebody sees what an agent asks. */
  readonly canAsk: boolean;
  /** The models of a node, one to begin with and those that take over; undefined when the run is to go without one. */
  modelsOf(node: LeafDefinition, path: string): ModelChain | undefined;
  nextCall(): number;
  /** The replies that nodes got before their process died. */
  readonly recall: KnownReplies;
  /** What a node is told of earlier runs; absent where that is not wanted. */
  readonly memory?: ((log: RunLog, node: string) => RunMemory) | undefined;
}

/** Makes what a node of a run works with: its own log, budget and model, and what all share. */
export function createNodePorts(parts: NodePortParts) {
  const { session, environment, sandbox, limits } = parts;
  const finder = createTestFinder();
  const host = createHostView(environment.env.PATH ?? '');
  const services = servicesOf(parts);
  const cache = createSymbolCache({ hash: (text) => createHash('sha256').update(text).digest('base64') });
  return async (node: LeafDefinition, context: NodeContext, run: RunScope): Promise<FixPorts> => {
    const chain = node.kind === 'run' ? undefined : parts.modelsOf(node, context.path);
    const log = run.log.within(context.path);
    const budget = budgetOver(context.ledger, limits);
    const hooks = parts.hooks.within(hookNodeOf(node, context));
    const onOutput = ({ text }: { readonly text: string }) => environment.onOutput(run.runId, text);
    const running = { sandbox, hostEnv: environment.env, onOutput };
    const openWarm = warmOpener(running);
    const memory = parts.memory?.(log, context.path);
    const once = recordOnce(log, systemClock.monotonicMs);
    const asksModel = node.kind === 'agent' && !agentsWithoutModel.has(node.agent);
    const portsWith = async (chosen: ChosenModel | undefined): Promise<FixPorts> => {
      const provider = chosen?.provider;
      const gauge = createTokenGauge();
      const runTests = createTestRunning({
        ...running,
        onStarted: () => provider && preload(provider.ref, memory),
      });
      if (chosen && asksModel) await recordChoice(chosen, log);
      return {
        log,
        budget,
        hooks,
        finder,
        host,
        askPerson: createAskPerson({ store: session.store, log, node: context.path, canAsk: parts.canAsk }),
        promptOf: (name, signal) =>
          agentPrompt(session.path, { name, editFormat: provider?.capability.editFormat ?? 'search-replace' }, signal),
        runTests: takesMany(node) ? runTests : recordTests(runTests, log),
        openWarm,
        runCommand: createCommandRunning(running),
        workspace: session.workspace,
        clock: systemClock,
        model: provider && gauge.over(agentModel(provider, { parts, log, budget, hooks, path: context.path })),
        async takeOver(error) {
          const next = await chosen?.next?.(error, log);
          return next && portsWith(next);
        },
        secrets: environment.secrets,
        openFiles: (copy) => createHostCopyFiles(copy.hostPath, copy.included),
        cloneCopy,
        openParser: () => openParser(environment),
        mapping: { cache, count: gauge.count },
        once,
        ...(services ? { describeFiles: recordServices(services, once) } : {}),
        findCode: async (text, signal) => environment.findCode?.(session.path, text, signal),
        rulesFor: (paths, signal) => rulesOf(session.path, paths, signal),
        memory,
        analysis: createAnalysisRunning({ ...running, openParser: () => openParser(environment) }),
      };
    };
    return portsWith(chain && (await openChain(chain, log)));
  };
}

/** What the editor knows of files of this workspace; undefined on the command line. */
function servicesOf({ session, environment: { languageServices } }: NodePortParts) {
  return (
    languageServices &&
    ((files: readonly AskedFile[], signal: AbortSignal) => languageServices.definitions(session.path, files, signal))
  );
}

/** Loaded when repair first asks for it. */
function warmOpener(running: Parameters<typeof createWarmRunning>[0]): NonNullable<FixPorts['openWarm']> {
  let opening: ReturnType<typeof createWarmRunning> | undefined;
  return async (wanted, signal) => {
    opening ??= (await import('./warmRunning.ts')).createWarmRunning(running);
    return opening(wanted, signal);
  };
}

/** On record whatever becomes of the node: a replay rests on it. */
async function recordChoice({ provider, why }: ChosenModel, log: RunLog): Promise<void> {
  const { ref: model, capability } = provider;
  await log.append({ type: 'model.chosen', model, capability, why }, new AbortController().signal);
}

async function rulesOf(workspace: string, paths: readonly string[], signal: AbortSignal): Promise<ProjectRules> {
  const { loadRules } = await import('./loadRules.ts');
  const { text, rules, cut } = await loadRules(workspace, { paths }, signal);
  return { text, from: rules.map((rule) => rule.path), cut };
}

/** Loads what asking a model takes, and reads the memory, while tests run: together as long as a small test run. */
function preload(model: string, memory: RunMemory | undefined): void {
  preloadClient(model);
  preloadMending();
  // What is wrong with them is said where they are used.
  Promise.all([
    import('./promptLibrary.ts'),
    import('./loadRules.ts'),
    memory?.all(new AbortController().signal),
  ]).catch(() => undefined);
}

/** Whether a node runs the tests too often for each run to be kept, or keeps what it saw in a form of its own. */
function takesMany(node: LeafDefinition): boolean {
  return node.kind === 'tool' && manyRuns.has(node.tool);
}

const manyRuns: ReadonlySet<string> = new Set([
  'repair.search',
  'tests.reproduce',
  'tests.check',
  'feature.propose',
  'problem.propose',
]);

function agentModel(
  provider: ModelProvider,
  {
    parts,
    log,
    budget,
    hooks,
    path: node,
  }: { readonly parts: NodePortParts; readonly path: string } & Pick<FixPorts, 'log' | 'budget' | 'hooks'>,
): AgentModel {
  const { limiter, redact } = parts.environment;
  const ask = createModelCaller({
    provider,
    price: priceOfProvider(provider, parts.prices),
    log,
    budget,
    hooks,
    redact,
    clock: systemClock,
    random: systemRandom,
    nextCall: parts.nextCall,
    recall: (request) => parts.recall(node, { request, model: provider.ref }),
    policy: modelRetryPolicy,
    pauses: {
      heldForMs: (name) => limiter.heldForMs(`provider:${name}`),
      hold: (name, forMs) => limiter.hold(`provider:${name}`, forMs),
    },
  });
  return agentModelOf(provider.capability, ask);
}

/** A lane lies in the run's scratch folder, so it goes with the run. Dependencies are mounted again, not copied. */
async function cloneCopy(copy: WorkspaceCopy, lane: number, signal: AbortSignal): Promise<WorkspaceCopy> {
  signal.throwIfAborted();
  const root = path.join(path.dirname(copy.hostPath), `lane-${lane}`);
  const [hostPath, scratchPath] = [path.join(root, 'copy'), path.join(root, 'scratch')];
  // A lane of an earlier search holds what its last candidate left.
  await rm(root, { recursive: true, force: true });
  await mkdir(scratchPath, { recursive: true });
  await cp(copy.hostPath, hostPath, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return { ...copy, hostPath, scratchPath };
}
