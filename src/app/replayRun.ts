import path from 'node:path';
import { createHostView } from '../adapters/host/hostView.ts';
import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { createOverlayStore } from '../adapters/store/overlayStore.ts';
import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import { CodedError, isAbort } from '../base/errors.ts';
import { createRunId } from '../base/ids.ts';
import { createTokenGauge } from '../core/agent/tokenGauge.ts';
import { compareFindings } from '../core/analysis/introduced.ts';
import { failureOf } from '../core/engine/failure.ts';
import { Ledger } from '../core/engine/ledger.ts';
import type { NodeContext } from '../core/engine/nodeRunner.ts';
import { replayPerson } from '../core/run/askPerson.ts';
import { budgetOver } from '../core/run/budget.ts';
import type { FixPorts, ProjectRules } from '../core/run/fixPorts.ts';
import { mayTakeOver, noModelLeft } from '../core/run/modelTakeover.ts';
import type { RunScope } from '../core/run/node/nodeScope.ts';
import { replayCommands } from '../core/run/recordedCommands.ts';
import { type ReplayedNode, type ReplayedOutcome, type ReplayReport, replaySteps } from '../core/run/replaySteps.ts';
import { definitionHash, definitionOf } from '../core/run/runBackend.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import { hookNodeOf, recordedHooks } from '../core/run/runHooks.ts';
import { openRunLog, type RunLog } from '../core/run/runLog.ts';
import type { RunMemory } from '../core/run/runMemory.ts';
import { createRunScope } from '../core/run/runScope.ts';
import { emptyRunState, foldRunState } from '../core/run/runState.ts';
import { createWorkflowRunner } from '../core/run/workflowRunner.ts';
import { workflowsOf } from './keptWorkflows.ts';
import { knownReplies } from './knownReplies.ts';
import type { RunRef } from './loopwright.ts';
import { agentPrompt } from './modelSetup.ts';
import { languageOf, type WorkflowLibrary } from './openLibrary.ts';
import { openParser } from './openParser.ts';
import { recordedModel } from './replayModel.ts';
import { createRunCopy } from './runCopy.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import { noWorkflowRun } from './startWorkflow.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/**
 * What is carried out anew: agents, and tools that only read and judge. What commands
 * and checkers came to, and the files they wrote, can only be taken from the record.
 */
function isCarriedOut({ node }: ReplayedNode): boolean {
  if (node.kind === 'agent') return node.agent !== 'static-analysis';
  return node.kind === 'tool' && carriedOut.has(node.tool);
}

const carriedOut: ReadonlySet<string> = new Set(['proposal.create', 'edit.apply', 'list_files', 'read_file', 'search']);

/**
 * Goes through a run again, offline and for free, from what is on record: see `replaySteps`. Its copy is made from the snapshot
 * that the run began with. Nothing is added to the run's log.
 */
export async function replayRecorded(
  session: WorkspaceSession,
  task: { readonly run: RunRef; readonly environment: RunEnvironment; readonly library: WorkflowLibrary },
  signal: AbortSignal,
): Promise<ReplayReport> {
  const { runId } = task.run;
  const log = await session.store.read(runId, 0, signal);
  const hash = definitionHash(log);
  if (hash === undefined) throw noWorkflowRun(runId);
  const definition = await definitionOf(session.store, hash, signal);
  const language = languageOf(await workflowsOf(session, log, signal));
  const copyId = createRunId(systemClock.nowMs(), systemRandom.bytes(5));
  const replay = await openReplay(session, { ...task, log, copyId }, signal);
  try {
    return await replaySteps({ runId, log, definition, language, ...replay }, signal);
  } finally {
    await session.workspace.forget(copyId, new AbortController().signal);
  }
}

interface ReplayTask {
  readonly run: RunRef;
  readonly environment: RunEnvironment;
  readonly library: WorkflowLibrary;
  readonly log: readonly RunEvent[];
  readonly copyId: string;
}

async function openReplay(session: WorkspaceSession, task: ReplayTask, signal: AbortSignal) {
  const { run, environment, log: recorded, copyId, library } = task;
  const store = createOverlayStore(session.store, systemClock.nowMs);
  const log = await openRunLog(run.runId, { store, redact: environment.redact }, signal);
  const { settings, policy, isolated, startedAtMs } = foldRunState(emptyRunState(run.runId), recorded);
  if (!settings) throw noWorkflowRun(run.runId);
  const copy = createRunCopy(session, { copyId, log, settings });
  const scope = createRunScope({ runId: run.runId, log, settings, copy, concurrency: 1 });
  const portsOf = replayPorts(session, task, log);
  return {
    async take(event: RunEvent, takeSignal: AbortSignal) {
      await take(log, event, takeSignal);
      if (event.type === 'copy.changed') await copy.alone((opened) => copy.restore(opened, takeSignal), takeSignal);
    },
    async rerun(node: ReplayedNode, nodeSignal: AbortSignal): Promise<ReplayedOutcome | undefined> {
      if (!isCarriedOut(node)) return undefined;
      const runner = createWorkflowRunner({
        run: Promise.resolve(scope),
        table: library.table,
        redact: environment.redact,
        checkInput: library.checkInput,
        // What a rule allowed then it allows now, and nothing is kept.
        policy: {
          policy,
          isolated,
          workspace: session.path,
          nowMs: () => startedAtMs,
          keepApproval: async () => undefined,
        },
        portsFor: async () => portsOf(node, scope),
      });
      return outcomeOf(runner, { node, log, context: contextOf(node, run) }, nodeSignal);
    },
  };
}

/** Facts of the run that later nodes rest on. What concerns the copy on the disk happens here anew. */
async function take(log: RunLog, event: RunEvent, signal: AbortSignal): Promise<void> {
  if (event.type === 'copy.disposed' || event.type === 'signal.sent') return;
  const { seq: _seq, atMs: _atMs, v: _v, ...body } = event;
  await log.append(body, signal);
}

async function outcomeOf(
  runner: ReturnType<typeof createWorkflowRunner>,
  { node, log, context }: { readonly node: ReplayedNode; readonly log: RunLog; readonly context: NodeContext },
  signal: AbortSignal,
): Promise<ReplayedOutcome> {
  const facts: RunEvent[] = [];
  const listening = log.onDidAppend((event) => event.node === node.path && facts.push(event));
  try {
    const output = await runner.run(node.node, node.input, context, signal);
    return { kind: 'output', output: JSON.parse(JSON.stringify(output ?? null)), facts };
  } catch (error) {
    if (isAbort(error) && signal.aborted) throw error;
    // What is not on record is no failure of the node: it is where the two part.
    if (error instanceof CodedError && error.code === 'replay.notRecorded')
      return { kind: 'failure', failure: failureOf(error), facts: [] };
    return { kind: 'failure', failure: failureOf(error), facts };
  } finally {
    listening.dispose();
  }
}

/** A replay spends nothing, so nothing limits it. */
function contextOf({ path: nodePath, attempt, subject }: ReplayedNode, { runId }: RunRef): NodeContext {
  const ledger = new Ledger({ scope: 'run', limits: undefined, parent: undefined }, systemClock);
  return { runId, path: nodePath, attempt, subject, ledger, idempotencyKey: `${runId}/${nodePath}` };
}

/** The rules as they were when the run went on: those of the workspace may be others by now. */
async function recordedRules(recorded: readonly RunEvent[], log: RunLog, signal: AbortSignal): Promise<ProjectRules> {
  const given = recorded.find((event) => event.type === 'rules.given');
  if (given?.type !== 'rules.given') return { text: '', from: [], cut: [] };
  return { text: await log.readText(given.text, signal), from: given.from, cut: given.cut };
}

/** What memory gave when the run went on: it knows other things by now. */
function recordedMemory(recorded: readonly RunEvent[], log: RunLog): RunMemory {
  return {
    all: async () => [],
    keeps: async () => false,
    async recall(_question, signal) {
      const given = recorded.find((event) => event.type === 'memory.recalled' && event.text !== undefined);
      if (given?.type !== 'memory.recalled' || given.text === undefined) return undefined;
      return { facts: given.facts, files: given.files ?? [], text: await log.readText(given.text, signal) };
    },
    drop: async () => undefined,
  };
}

const noChecker = () => Promise.reject(new Error('a replay runs no checker'));
/** What the checkers found is taken from the record. */
const recordedAnalysis: FixPorts['analysis'] = {
  detect: noChecker,
  run: noChecker,
  fix: noChecker,
  introduced: compareFindings,
};

function replayPorts(session: WorkspaceSession, { environment, log: recorded }: ReplayTask, log: RunLog) {
  const replies = knownReplies(recorded);
  return (node: ReplayedNode, run: RunScope): FixPorts => {
    const nodeLog = log.within(node.path);
    const budget = budgetOver(contextOf(node, { workspace: session.path, runId: run.runId }).ledger, {
      wallMs: 3_600_000,
    });
    const hooks = recordedHooks(hookNodeOf(node.node, node), node.recorded);
    const ran = node.recorded.flatMap((event) => (event.type === 'command.ran' ? [event] : []));
    const commands = replayCommands(ran, nodeLog);
    const askPerson = replayPerson(node.recorded, nodeLog);
    const failed = node.recorded.filter((event) => event.type === 'model.replaced');
    const chosen = node.recorded.filter((event) => event.type === 'model.chosen').length;
    const portsWith = (at: number): FixPorts => {
      const recorded = recordedModel({ at, node, log: nodeLog, budget, hooks, replies, environment });
      const gauge = createTokenGauge();
      const model = recorded && gauge.over(recorded);
      return {
        ...commands,
        log: nodeLog,
        budget,
        hooks,
        model,
        askPerson,
        takeOver: async (error) => {
          if (!mayTakeOver(error)) return undefined;
          if (at + 1 < chosen) return portsWith(at + 1);
          if (failed.length > 0) throw noModelLeft(failed);
          return undefined;
        },
        promptOf: (name, signal) =>
          agentPrompt(session.path, { name, editFormat: model?.editFormat ?? 'search-replace' }, signal),
        finder: createTestFinder(),
        host: createHostView(environment.env.PATH ?? ''),
        workspace: session.workspace,
        clock: systemClock,
        secrets: environment.secrets,
        openFiles: (opened) => createHostCopyFiles(opened.hostPath, opened.included),
        cloneCopy: () => Promise.reject(new Error(`a replay clones no copy: ${path.basename(node.path)}`)),
        openParser: () => openParser(environment),
        mapping: { count: gauge.count },
        rulesFor: (_paths, signal) => recordedRules(node.recorded, nodeLog, signal),
        memory: recordedMemory(node.recorded, nodeLog),
        analysis: recordedAnalysis,
      };
    };
    if (failed.length > 0 && chosen === 0) throw noModelLeft(failed);
    return portsWith(0);
  };
}
