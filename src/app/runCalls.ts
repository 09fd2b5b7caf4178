import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import { CodedError } from '../base/errors.ts';
import { cancelSignal } from '../core/engine/durableBackend.ts';
import { commandKey } from '../core/run/reproduce.ts';
import type { RunState } from '../core/run/runState.ts';
import { agentsOf } from './agentLoad.ts';
import { forkWorkflowRun } from './forkRun.ts';
import { requireHooks } from './hookSettings.ts';
import type { FixExtras, Loopwright, RunRef } from './loopwright.ts';
import { openLibrary } from './openLibrary.ts';
import { reopenRun, requireModel } from './reopenRun.ts';
import { replayRecorded } from './replayRun.ts';
import { reproduceOnce } from './reproduceOnce.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import { changeQueue, queueOf } from './runQueue.ts';
import { launchFix } from './startFix.ts';
import type { LaunchedRun } from './startRun.ts';
import { startWorkflow } from './startWorkflow.ts';
import { startTask } from './taskRuns.ts';
import { answerApproval, workflowRunOf } from './workflowRuns.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What the calls need of the process. */
export interface RunCallParts {
  open(workspace: string): Promise<WorkspaceSession>;
  environmentFor(workspace: string): RunEnvironment;
  stateOf(run: RunRef, signal: AbortSignal): Promise<RunState>;
}

type StartCalls = Pick<
  Loopwright,
  'findTests' | 'reproduce' | 'startFix' | 'startWorkflow' | 'startTask' | 'resumeRun' | 'forkRun'
>;
type RunCalls = Pick<
  Loopwright,
  'getWorkflowRun' | 'approve' | 'cancelRun' | 'replayRun' | 'listAgents' | 'getQueue' | 'changeQueue'
>;

/** How tests are found, and how runs are started and go on. */
export function createStartCalls({ open, environmentFor, stateOf }: RunCallParts): StartCalls {
  const partsFor = async (session: WorkspaceSession, extras: FixExtras, signal: AbortSignal) => ({
    extras,
    environment: environmentFor(session.path),
    library: await openLibrary(session.path, signal),
    hooks: await requireHooks({ dataFolder: environmentFor(session.path).dataFolder, workspace: session.path }, signal),
  });
  return {
    async findTests(workspace, hint, signal) {
      const session = await open(workspace);
      const found = await createTestFinder().find(session.path, hint, signal);
      return found.map((command) => {
        const { display, runner, why, cwd } = command;
        return { key: commandKey(command), display, runner, why, cwd };
      });
    },
    async reproduce(request, signal) {
      const session = await open(request.workspace);
      return reproduceOnce(session, { request, environment: environmentFor(request.workspace) }, signal);
    },
    async startFix(request, extras, signal) {
      const session = await open(request.workspace);
      const parts = await partsFor(session, extras, signal);
      return startedRun(await launchFix(session, { request, parts }, signal));
    },
    async startWorkflow(request, extras, signal) {
      const session = await open(request.workspace);
      const parts = await partsFor(session, extras, signal);
      const start = await startWorkflow(session, { request, parts }, signal);
      if (start.kind === 'started') return { ...startedRun(start), existed: false };
      const { runId } = start;
      return { runId, existed: true, ended: stateOf({ workspace: request.workspace, runId }, signal) };
    },
    async resumeRun({ workspace, runId }, request, extras, signal) {
      const session = await open(workspace);
      const parts = await partsFor(session, extras, signal);
      return startedRun(await reopenRun(session, { runId, request, parts }, signal));
    },
    async forkRun({ workspace, runId: from }, { at, changes, ...request }, extras, signal) {
      const session = await open(workspace);
      const parts = await partsFor(session, extras, signal);
      await requireModel(session, { runId: from, request, parts }, signal);
      const runId = await forkWorkflowRun(session, { from, at, changes }, signal);
      return startedRun(await reopenRun(session, { runId, request, parts }, signal));
    },
    async startTask({ workspace, ...request }, extras, signal) {
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

/** How runs and what they work with are read, answered and told to end. */
export function createRunCalls({ open, environmentFor }: Omit<RunCallParts, 'stateOf'>): RunCalls {
  return {
    async getWorkflowRun(run, signal) {
      return workflowRunOf(await open(run.workspace), run, signal);
    },
    async approve(answer, signal) {
      return answerApproval(await open(answer.run.workspace), answer, signal);
    },
    async cancelRun({ workspace, runId }, reason, signal) {
      const { store } = await open(workspace);
      if (!(await store.isHeld(runId, signal)))
        throw new CodedError('run.notRunning', `The run ${runId} does not go on.`, { hint: 'See: loopwright runs' });
      await store.append(runId, [{ type: 'signal.sent', name: cancelSignal, value: reason }], signal);
    },
    async replayRun(run, signal) {
      const session = await open(run.workspace);
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
