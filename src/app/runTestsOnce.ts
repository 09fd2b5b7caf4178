import { createHostView } from '../adapters/host/hostView.ts';
import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import { createRunId, parseRunId } from '../base/ids.ts';
import type { TestReport } from '../core/evidence/testReport.ts';
import type { TestSelection } from '../core/evidence/testRunner.ts';
import type { PolicyLayer } from '../core/policy/policy.ts';
import { requireEnvironment } from '../core/run/environmentGap.ts';
import type { CoverageFile } from '../core/run/fixPorts.ts';
import { findCommand, requireReport } from '../core/run/reproduce.ts';
import type { CopyFiles } from '../core/tool/tool.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import type { FixRequest } from '../protocol/engine.ts';
import { openSandbox, type RunEnvironment } from './runEnvironment.ts';
import { policyOf } from './runPolicy.ts';
import { createTestRunning } from './testRunning.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What of the process tests are run with, and what the security files say. */
export type TestEnvironment = RunEnvironment & { readonly layers: readonly PolicyLayer[] };

/** Which tests to run, with what of the process. */
export interface TestsOnce {
  readonly request: FixRequest;
  readonly environment: TestEnvironment;
  readonly selection: TestSelection;
  readonly coverage: boolean;
}

/** What one run of the tests gave, while its copy is still there. */
export interface SeenTests {
  readonly report: TestReport;
  readonly output: string;
  readonly coverage: readonly CoverageFile[];
  readonly copy: WorkspaceCopy;
  readonly files: CopyFiles;
}

/** Removes the copies of runs like this whose process was killed: they have no log, so nobody could name them. */
async function clearAbandoned({ workspace, store }: WorkspaceSession, signal: AbortSignal): Promise<void> {
  for (const { runId, ownerPid } of await workspace.leftovers(signal)) {
    const id = parseRunId(runId);
    if (ownerPid !== undefined || id === undefined || (await store.read(id, 0, signal)).length > 0) continue;
    await workspace.forget(runId, signal);
  }
}

/**
 * Runs tests once in an isolated copy and gives what `take` makes of it. Leaves nothing behind and records nothing. Throws
 * `tests.*` when there is no report.
 */
export async function runTestsOnce<T>(
  session: WorkspaceSession,
  { request, environment, selection, coverage }: TestsOnce,
  take: (seen: SeenTests) => T | Promise<T>,
  signal: AbortSignal,
): Promise<T> {
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
  const policy = policyOf(request, environment.layers);
  const { sandbox } = await openSandbox(
    session,
    { notIsolated: request.notIsolated, policy, dataFolder: environment.dataFolder },
    signal,
  );
  const runId = createRunId(systemClock.nowMs(), systemRandom.bytes(5));
  const runTests = createTestRunning({
    sandbox,
    hostEnv: environment.env,
    onOutput: ({ text }) => environment.onOutput(runId, text),
  });
  await clearAbandoned(session, signal);
  try {
    const opened = await session.workspace.openCopy(runId, signal);
    const include = request.include ?? [];
    const copy = include.length > 0 ? await session.workspace.include(opened, include, signal) : opened;
    const openFiles = () => createHostCopyFiles(copy.hostPath, copy.included);
    const measured = coverage ? { coverage: true as const } : {};
    const timeoutMs = request.maxMinutes * 60_000;
    const outcome = await runTests({ copy, command, selection, timeoutMs, ...measured }, signal);
    if (outcome.kind !== 'report') {
      const host = createHostView(environment.env.PATH ?? '');
      await requireEnvironment({ host, openFiles }, { copy, command, red: [], outcome }, signal);
    }
    const report = requireReport(outcome);
    const { output } = outcome;
    return await take({ report, output, coverage: outcome.coverage ?? [], copy, files: openFiles() });
  } finally {
    await session.workspace.forget(runId, new AbortController().signal);
  }
}
