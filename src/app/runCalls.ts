import { asHunkId, type RunId } from '../base/ids.ts';
import { cancelSignal } from '../core/engine/durableBackend.ts';
import { openQuestions } from '../core/run/personQuestions.ts';
import type { Redact } from '../core/run/runLog.ts';
import type { RunSettings } from '../core/run/runSettings.ts';
import type { RunState } from '../core/run/runState.ts';
import { agentsOf } from './agentLoad.ts';
import { cancelNode, notRunning } from './cancelNode.ts';
import { requireHooks } from './hookSettings.ts';
import type { FixExtras, Loopwright, RevisionRequest, RunRef } from './loopwright.ts';
import { openSandbox, type RunEnvironment } from './runEnvironment.ts';
import { policyOf } from './runPolicy.ts';
import { changeQueue, queueOf } from './runQueue.ts';
import { requireSecurity } from './securitySettings.ts';
import type { LaunchedRun } from './startRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What the calls need of the process. */
export interface RunCallParts {
  open(workspace: string): Promise<WorkspaceSession>;
  environmentFor(workspace: string): RunEnvironment;
  stateOf(run: RunRef, signal: AbortSignal): Promise<RunState>;
}

/** The part of Loopwright that starts runs and lets them go on. */
export type StartCalls = Pick<
  Loopwright,
  | 'findTests'
  | 'reproduce'
  | 'listTests'
  | 'runTests'
  | 'startFix'
  | 'startWorkflow'
  | 'startTask'
  | 'resumeRun'
  | 'restartRun'
  | 'forkRun'
  | 'reviseRun'
>;
/** The part of Loopwright that reads, answers and ends runs that go on. */
export type RunCalls = Pick<
  Loopwright,
  | 'getWorkflowRun'
  | 'approve'
  | 'answer'
  | 'getQuestions'
  | 'cancelRun'
  | 'cancelNode'
  | 'replayRun'
  | 'listAgents'
  | 'getQueue'
  | 'changeQueue'
>;

/** How tests are found, and how runs are started and go on. */
export function createStartCalls({ open, environmentFor, stateOf }: RunCallParts): StartCalls {
  const { partsFor, partsForNew } = launchPartsOf(environmentFor);
  return {
    ...createTestCalls({ open, environmentFor }),
    async startFix(request, extras, signal) {
      const session = await open(request.workspace);
      const parts = await partsForNew(session, { extras, settings: request }, signal);
      const { launchFix } = await import('./startFix.ts');
      return startedRun(await launchFix(session, { request, parts }, signal));
    },
    async startWorkflow(request, extras, signal) {
      const session = await open(request.workspace);
      const parts = await partsForNew(session, { extras, settings: request }, signal);
      const { startWorkflow } = await import('./startWorkflow.ts');
      const start = await startWorkflow(session, { request, parts }, signal);
      if (start.kind === 'started') return { ...startedRun(start), existed: false };
      const { runId } = start;
      return { runId, existed: true, ended: stateOf({ workspace: request.workspace, runId }, signal) };
    },
    async resumeRun({ workspace, runId }, request, extras, signal) {
      const session = await open(workspace);
      const parts = await partsFor(session, extras, signal);
      const { reopenRun } = await import('./reopenRun.ts');
      return startedRun(await reopenRun(session, { runId, request, parts }, signal));
    },
    async restartRun({ workspace, runId }, request, extras, signal) {
      const session = await open(workspace);
      const parts = await partsFor(session, extras, signal);
      const { restartRun } = await import('./restartRun.ts');
      return startedRun(await restartRun(session, { runId, request, parts }, signal));
    },
    async forkRun({ workspace, runId: from }, { at, changes, ...request }, extras, signal) {
      const session = await open(workspace);
      const parts = await partsFor(session, extras, signal);
      const { forkWorkflowRun } = await import('./forkRun.ts');
      const { reopenRun, requireModel } = await import('./reopenRun.ts');
      await requireModel(session, { runId: from, request, parts }, signal);
      const runId = await forkWorkflowRun(session, { from, at, changes }, signal);
      return startedRun(await reopenRun(session, { runId, request, parts }, signal));
    },
    async reviseRun({ workspace, runId }, request, extras, signal) {
      const session = await open(workspace);
      const { reviseRun } = await import('./reviseRun.ts');
      await rejectHunks(session, { runId, request, redact: environmentFor(workspace).redact }, signal);
      const parts = await partsFor(session, extras, signal);
      return startedRun(await reviseRun(session, { runId, request, parts }, signal));
    },
    async startTask({ workspace, ...request }, extras, signal) {
      const { startTask } = await import('./taskRuns.ts');
      const session = await open(workspace);
      const parts = await partsFor(session, extras, signal);
      const start = await startTask(session, { request, parts }, signal);
      const { agent } = start;
      if (start.kind === 'started') return { ...startedRun(start), existed: false, agent };
      const { runId } = start;
      return { runId, existed: true, agent, ended: stateOf({ workspace, runId }, signal) };
    },
  };
}

/** What the security files say. Read anew for each run: what held for an earlier one need not hold now. */
function layersFor({ path: workspace }: WorkspaceSession, { dataFolder }: RunEnvironment, signal: AbortSignal) {
  return requireSecurity({ dataFolder, workspace }, signal);
}

/** How tests are found, listed and run without being fixed. */
function createTestCalls({
  open,
  environmentFor,
}: Pick<RunCallParts, 'open' | 'environmentFor'>): Pick<
  Loopwright,
  'findTests' | 'reproduce' | 'listTests' | 'runTests'
> {
  const testEnvironment = async (session: WorkspaceSession, signal: AbortSignal) => {
    const environment = environmentFor(session.path);
    return { ...environment, layers: await layersFor(session, environment, signal) };
  };
  return {
    async findTests(workspace, hint, signal) {
      const { createTestFinder } = await import('../adapters/testRunner/testFinder.ts');
      const { toCommandView } = await import('./commandView.ts');
      const session = await open(workspace);
      const found = await createTestFinder().find(session.path, hint, signal);
      return found.map(toCommandView);
    },
    async reproduce(request, signal) {
      const { reproduceOnce } = await import('./reproduceOnce.ts');
      const session = await open(request.workspace);
      return reproduceOnce(session, { request, environment: await testEnvironment(session, signal) }, signal);
    },
    async listTests(workspace, testCommand, signal) {
      const { listKnownTests } = await import('./testViews.ts');
      return listKnownTests(await open(workspace), testCommand, signal);
    },
    async runTests(request, signal) {
      const { runTestsForView } = await import('./testViews.ts');
      const session = await open(request.workspace);
      return runTestsForView(session, { request, environment: await testEnvironment(session, signal) }, signal);
    },
  };
}

/** The reason is kept, whatever comes of a new attempt. */
async function rejectHunks(
  { store }: WorkspaceSession,
  task: { readonly runId: RunId; readonly request: RevisionRequest; readonly redact: Redact },
  signal: AbortSignal,
): Promise<void> {
  const { runId, request, redact } = task;
  const { openRunLog } = await import('../core/run/runLog.ts');
  const log = await openRunLog(runId, { store, redact }, signal);
  const hunkIds = request.hunkIds.map(asHunkId);
  await log.append({ type: 'hunk.decided', hunkIds, decision: 'rejected', reason: request.reason }, signal);
}

/** What runs are started with: anew, and where they go on. */
function launchPartsOf(environmentFor: RunCallParts['environmentFor']) {
  const partsFor = async (session: WorkspaceSession, extras: FixExtras, signal: AbortSignal) => {
    const { openLibrary } = await import('./openLibrary.ts');
    const environment = environmentFor(session.path);
    const layers = await layersFor(session, environment, signal);
    const library = await openLibrary(session.path, signal);
    const hooks = await requireHooks({ dataFolder: environment.dataFolder, workspace: session.path }, signal);
    return { extras, environment, library, layers, hooks };
  };
  /** The same for a new run: its sandbox is tried while the rest is loaded. */
  const partsForNew = (
    session: WorkspaceSession,
    { extras, settings }: { readonly extras: FixExtras; readonly settings: Pick<RunSettings, 'mode' | 'notIsolated'> },
    signal: AbortSignal,
  ) => {
    const { notIsolated } = settings;
    const environment = environmentFor(session.path);
    const { dataFolder, reach } = environment;
    const sandbox = layersFor(session, environment, signal).then((layers) =>
      openSandbox(session, { notIsolated, policy: policyOf(settings, layers), dataFolder, reach }, signal),
    );
    // Told where it is awaited; a run that cannot begin for another reason awaits it nowhere.
    sandbox.catch(() => undefined);
    return partsFor(session, extras, signal).then((parts) => ({ ...parts, sandbox }));
  };
  return { partsFor, partsForNew };
}

/** How runs and what they work with are read, answered and told to end. */
export function createRunCalls({ open, environmentFor }: Omit<RunCallParts, 'stateOf'>): RunCalls {
  return {
    async getWorkflowRun(run, signal) {
      const { workflowRunOf } = await import('./workflowRuns.ts');
      return workflowRunOf(await open(run.workspace), run, signal);
    },
    async approve(answer, signal) {
      const { answerApproval } = await import('./workflowRuns.ts');
      return answerApproval(await open(answer.run.workspace), answer, signal);
    },
    async answer(answer, signal) {
      const { answerQuestion } = await import('./runQuestions.ts');
      const { redact } = environmentFor(answer.run.workspace);
      return answerQuestion(await open(answer.run.workspace), { ...answer, redact }, signal);
    },
    async getQuestions({ workspace, runId }, signal) {
      const { store } = await open(workspace);
      return openQuestions(await store.read(runId, 0, signal));
    },
    async cancelRun({ workspace, runId }, reason, signal) {
      const { store } = await open(workspace);
      if (!(await store.isHeld(runId, signal))) throw notRunning(runId);
      await store.append(runId, [{ type: 'signal.sent', name: cancelSignal, value: reason }], signal);
    },
    async cancelNode({ workspace, runId }, cancel, signal) {
      const { store } = await open(workspace);
      await cancelNode(store, { runId, ...cancel }, signal);
    },
    async replayRun(run, signal) {
      const session = await open(run.workspace);
      const { openLibrary } = await import('./openLibrary.ts');
      const { replayRecorded } = await import('./replayRun.ts');
      const library = await openLibrary(session.path, signal);
      return replayRecorded(session, { run, environment: environmentFor(session.path), library }, signal);
    },
    async listAgents(workspace, signal) {
      return agentsOf(await open(workspace), signal);
    },
    async getQueue(workspace, signal) {
      return queueOf(await open(workspace), signal);
    },
    async changeQueue(workspace, change) {
      await changeQueue(await open(workspace), change);
    },
  };
}

function startedRun({ log, ended, goesOnAfter }: LaunchedRun) {
  return { runId: log.runId, ended, ...(goesOnAfter === undefined ? {} : { goesOnAfter }) };
}
