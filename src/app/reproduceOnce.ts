import { createHostCopyFiles } from '../adapters/files/hostCopyFiles.ts';
import { createHostView } from '../adapters/host/hostView.ts';
import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import { createRunId, parseRunId } from '../base/ids.ts';
import { requireEnvironment } from '../core/run/environmentGap.ts';
import { findCommand, requireReport } from '../core/run/reproduce.ts';
import type { FailingTestView, FixRequest } from '../protocol/engine.ts';
import { openSandbox, type RunEnvironment } from './runEnvironment.ts';
import { createTestRunning } from './testRunning.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Removes the copies of reproductions whose process was killed: they have no log, so nobody could name them. */
async function clearAbandoned({ workspace, store }: WorkspaceSession, signal: AbortSignal): Promise<void> {
  for (const { runId, ownerPid } of await workspace.leftovers(signal)) {
    const id = parseRunId(runId);
    if (ownerPid !== undefined || id === undefined || (await store.read(id, 0, signal)).length > 0) continue;
    await workspace.forget(runId, signal);
  }
}

/** Runs the tests once in an isolated copy and lists the red ones. Leaves nothing behind and records nothing. */
export async function reproduceOnce(
  session: WorkspaceSession,
  { request, environment }: { readonly request: FixRequest; readonly environment: RunEnvironment },
  signal: AbortSignal,
): Promise<readonly FailingTestView[]> {
  const finder = createTestFinder();
  const { command } = await findCommand(
    finder,
    {
      workspacePath: session.path,
      named: request.tests,
      testCommand: request.testCommand,
      commandKey: request.commandKey,
    },
    signal,
  );
  const { sandbox, probe } = await openSandbox(session, request.notIsolated, signal);
  const runId = createRunId(systemClock.nowMs(), systemRandom.bytes(5));
  const runTests = createTestRunning({
    sandbox,
    isolated: probe.isolated,
    hostEnv: environment.env,
    onOutput: ({ text }) => environment.onOutput(runId, text),
  });
  await clearAbandoned(session, signal);
  try {
    const opened = await session.workspace.openCopy(runId, signal);
    const include = request.include ?? [];
    const copy = include.length > 0 ? await session.workspace.include(opened, include, signal) : opened;
    const selection = { files: [], names: [] };
    const outcome = await runTests({ copy, command, selection, timeoutMs: request.maxMinutes * 60_000 }, signal);
    if (outcome.kind !== 'report') {
      const host = createHostView(environment.env.PATH ?? '');
      const openFiles = () => createHostCopyFiles(copy.hostPath, copy.included);
      await requireEnvironment({ host, openFiles }, { copy, command, red: [], outcome }, signal);
    }
    const report = requireReport(outcome);
    return report.cases
      .filter(({ state }) => state === 'failed')
      .map(({ id, file, line, failure }) => ({ id, file, line, message: failure?.message ?? '' }));
  } finally {
    await session.workspace.forget(runId, new AbortController().signal);
  }
}
