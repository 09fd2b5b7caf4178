import { cp, mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createHostCopyFiles } from '../adapters/files/hostCopyFiles.ts';
import { createHostView } from '../adapters/host/hostView.ts';
import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { createSandbox } from '../adapters/sandbox/createSandbox.ts';
import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import { currentOwner } from '../adapters/workspace/processOwner.ts';
import { CodedError } from '../base/errors.ts';
import { createRunId, createTraceId, type RunId } from '../base/ids.ts';
import type { AgentModel } from '../core/agent/askModel.ts';
import type { ModelProvider } from '../core/model/modelProvider.ts';
import type { PriceOverrides } from '../core/model/pricing.ts';
import type { PreparedPrompt } from '../core/prompt/renderPrompt.ts';
import { type Budget, type BudgetLimits, createBudget } from '../core/run/budget.ts';
import type { FixOptions, FixPorts } from '../core/run/fixPorts.ts';
import { fixRun } from '../core/run/fixRun.ts';
import { createModelCaller } from '../core/run/modelCaller.ts';
import { openRunLog, type Redact, type RunLog } from '../core/run/runLog.ts';
import type { RunState } from '../core/run/runState.ts';
import type { Sandbox, SandboxProbe } from '../core/sandbox/sandbox.ts';
import type { Secret } from '../core/trace/redaction.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import type { FixRequest } from '../protocol/engine.ts';
import type { FixExtras } from './loopwright.ts';
import { debugPrompt, maxReplyTokens, priceOfProvider, setUpModel } from './modelSetup.ts';
import { readPrices } from './prices.ts';
import { createTestRunning } from './testRunning.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What starting runs needs from the process. */
export interface RunEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lookup: (name: string) => string | undefined;
  readonly secrets: () => readonly Secret[];
  readonly redact: Redact;
  readonly grammarFolder: string;
  /** The tree-sitter runtime's WASM file; undefined when the library finds it in its own package. */
  readonly grammarRuntime: string | undefined;
  readonly dataFolder: string;
  readonly onOutput: (runId: RunId, text: string) => void;
}

const defaultMaxCalls = 40;
const defaultMaxTokens = 2_000_000;

/** A run that is recorded and goes on by itself. */
export interface LaunchedRun {
  readonly log: RunLog;
  /** Resolves once the run has ended; rejects only when the log cannot be written. */
  readonly ended: Promise<RunState>;
}

/** Sets a fix run up, records its start, and lets it go on. Throws before anything is recorded when it cannot start. */
export async function launchFix(
  session: WorkspaceSession,
  task: { readonly request: FixRequest; readonly extras: FixExtras; readonly environment: RunEnvironment },
  signal: AbortSignal,
): Promise<LaunchedRun> {
  const { request, extras, environment } = task;
  const runId = createRunId(systemClock.nowMs(), systemRandom.bytes(5));
  const pasteFolder = path.join(session.folders.root, 'paste', runId);
  const provider = await setUpModel(request, extras, { lookup: environment.lookup, pasteFolder });
  const { sandbox, probe } = await openSandbox(session, request.notIsolated, signal);
  const prices = await readPrices(environment.dataFolder);
  const prompt = provider && (await debugPrompt(session.path, provider, signal));
  const log = await openRunLog(runId, { store: session.store, redact: environment.redact }, signal);
  const budget = createBudget(limitsOf(request), systemClock);
  await recordStart(log, { session, request, provider, prices, probe, budget }, signal);
  const model = provider && agentModel(provider, { log, budget, prices, redact: environment.redact });
  const ports = buildPorts({ session, environment, log, budget, model, sandbox, isolated: probe.isolated, prompt });
  const options: FixOptions = {
    named: request.tests,
    testCommand: request.testCommand,
    include: request.include ?? [],
    commandKey: request.commandKey,
    maxAttempts: request.maxAttempts,
    repairMs: request.repairSeconds === undefined ? undefined : request.repairSeconds * 1_000,
    concurrency: Math.max(1, Math.min(4, availableParallelism())),
  };
  return { log, ended: finish(session, { ports, runId, options }, signal) };
}

/** The sandbox, once it is known to work; otherwise `sandbox.unavailable` says what to install. */
export async function openSandbox(
  session: WorkspaceSession,
  notIsolated: boolean,
  signal: AbortSignal,
): Promise<{ readonly sandbox: Sandbox; readonly probe: SandboxProbe }> {
  const scratchRoot = path.join(session.folders.root, 'sandbox');
  const sandbox = await createSandbox({ allowNotIsolated: notIsolated, scratchRoot }, signal);
  const probe = await sandbox.probe(signal);
  if (probe.works) return { sandbox, probe };
  throw new CodedError(
    'sandbox.unavailable',
    `Loopwright runs project code only in a sandbox, and none works here: ${(probe.problem ?? 'unknown reason').replace(/\.$/, '')}.`,
    {
      hint: `${probe.remedy ?? ''}\nTo run the tests not isolated, with all that your account may do: --no-sandbox`.trim(),
    },
  );
}

function limitsOf(request: FixRequest): BudgetLimits {
  return {
    usd: request.budgetUsd,
    tokens: request.maxTokens ?? defaultMaxTokens,
    calls: request.maxCalls ?? defaultMaxCalls,
    wallMs: request.maxMinutes * 60_000,
  };
}

async function recordStart(
  log: RunLog,
  start: {
    readonly session: WorkspaceSession;
    readonly request: FixRequest;
    readonly provider: ModelProvider | undefined;
    readonly prices: PriceOverrides;
    readonly probe: SandboxProbe;
    readonly budget: Budget;
  },
  signal: AbortSignal,
): Promise<void> {
  const { session, request, provider, prices, probe, budget } = start;
  await log.append(
    {
      type: 'run.started',
      workflow: 'fix-test',
      traceId: createTraceId(systemRandom.bytes(16)),
      workspace: session.path,
      named: request.tests,
      model: provider?.ref,
      limits: budget.limits,
      ...(provider ? { priceKnown: priceOfProvider(provider, prices) !== undefined } : {}),
      isolated: probe.isolated,
      sandbox: { name: probe.name, version: probe.version, gaps: probe.gaps },
      owner: await currentOwner(),
    },
    signal,
  );
}

function buildPorts(parts: {
  readonly session: WorkspaceSession;
  readonly environment: RunEnvironment;
  readonly log: RunLog;
  readonly budget: Budget;
  readonly model: AgentModel | undefined;
  readonly sandbox: Sandbox;
  readonly isolated: boolean;
  readonly prompt: PreparedPrompt | undefined;
}): FixPorts {
  const { session, environment, log, budget, model, sandbox, isolated, prompt } = parts;
  const runTests = createTestRunning({
    sandbox,
    isolated,
    hostEnv: environment.env,
    onOutput: ({ text }) => environment.onOutput(log.runId, text),
  });
  return {
    log,
    budget,
    prompt,
    runTests,
    workspace: session.workspace,
    finder: createTestFinder(),
    host: createHostView(environment.env.PATH ?? ''),
    clock: systemClock,
    model,
    secrets: environment.secrets,
    openFiles: (copy) => createHostCopyFiles(copy.hostPath, copy.included),
    cloneCopy,
    async openParser() {
      const { createTreeSitterParser } = await import('../adapters/syntax/treeSitterParser.ts');
      const { grammarFolder, grammarRuntime } = environment;
      return createTreeSitterParser({
        grammarFolder,
        ...(grammarRuntime === undefined ? {} : { runtimePath: grammarRuntime }),
      });
    },
  };
}

function agentModel(
  provider: ModelProvider,
  run: { readonly log: RunLog; readonly budget: Budget; readonly prices: PriceOverrides; readonly redact: Redact },
): AgentModel {
  const { log, budget, prices, redact } = run;
  const ask = createModelCaller({
    provider,
    price: priceOfProvider(provider, prices),
    log,
    budget,
    redact,
    clock: systemClock,
    random: systemRandom,
  });
  const { editFormat, maxOutputTokens, responseSchema = false } = provider.capability;
  return { ask, editFormat, maxOutputTokens: Math.min(maxReplyTokens, maxOutputTokens), responseSchema };
}

/** A lane lies in the run's scratch folder, so it goes with the run. Dependencies are mounted again, not copied. */
async function cloneCopy(copy: WorkspaceCopy, lane: number, signal: AbortSignal): Promise<WorkspaceCopy> {
  signal.throwIfAborted();
  const root = path.join(path.dirname(copy.hostPath), `lane-${lane}`);
  const [hostPath, scratchPath] = [path.join(root, 'copy'), path.join(root, 'scratch')];
  await mkdir(scratchPath, { recursive: true });
  await cp(copy.hostPath, hostPath, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return { ...copy, hostPath, scratchPath };
}

async function finish(
  session: WorkspaceSession,
  run: { readonly ports: FixPorts; readonly runId: RunId; readonly options: FixOptions },
  signal: AbortSignal,
): Promise<RunState> {
  const { ports, runId, options } = run;
  await fixRun(ports, { runId, options }, signal);
  const after = new AbortController().signal;
  // All that is needed is in the log; a copy that cannot be removed now stays listed and can be discarded.
  const gone = await session.workspace.dispose(runId, after).then(
    () => true,
    () => false,
  );
  if (gone) await ports.log.append({ type: 'copy.disposed' }, after);
  return ports.log.state();
}
