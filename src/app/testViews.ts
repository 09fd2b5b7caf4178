import { createTestFinder } from '../adapters/testRunner/testFinder.ts';
import type { RunId } from '../base/ids.ts';
import { parseJson } from '../base/parseJson.ts';
import type { TestCase, TestReport } from '../core/evidence/testReport.ts';
import type { TestCommand } from '../core/evidence/testRunner.ts';
import { coveredLines } from '../core/run/coverage.ts';
import { commandKey } from '../core/run/reproduce.ts';
import { readSource } from '../core/tool/readSource.ts';
import type { TestRunRequest } from '../protocol/engine.ts';
import type { KnownTestsView, TestRunView, TestView } from '../protocol/tests.ts';
import { toCommandView } from './commandView.ts';
import { runTestsOnce, type SeenTests, type TestEnvironment } from './runTestsOnce.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Runs that are looked through for what is known of tests: older ones say little of the tests there are now. */
const maxRuns = 30;
const maxTests = 20_000;
const maxText = 20_000;
const maxOutput = 400_000;

/** The ways to run tests, each with the tests that the newest run with it saw first, before anything was changed. Runs nothing. */
export async function listKnownTests(
  session: WorkspaceSession,
  testCommand: string | undefined,
  signal: AbortSignal,
): Promise<readonly KnownTestsView[]> {
  const finder = createTestFinder();
  const commands =
    testCommand === undefined
      ? await finder.find(session.path, [], signal)
      : [await finder.recognise(session.path, testCommand, signal)];
  const wanted = new Set(commands.map(commandKey));
  const known = new Map<string, readonly TestView[]>();
  for (const { runId } of (await session.store.list(signal)).slice(0, maxRuns)) {
    if (known.size === wanted.size) break;
    const seen = await firstReport(session, runId, signal);
    if (seen && wanted.has(seen.key) && !known.has(seen.key)) known.set(seen.key, toTestViews(seen.report));
  }
  return commands.map((command) => ({ command: toCommandView(command), tests: known.get(commandKey(command)) ?? [] }));
}

/** The report of all tests that a run began with, and the command that gave it. */
async function firstReport({ store }: WorkspaceSession, runId: RunId, signal: AbortSignal) {
  let command: TestCommand | undefined;
  for (const event of await store.read(runId, 0, signal)) {
    if (event.type === 'tests.found') command = event.command;
    if (event.type !== 'test.reported' || event.phase !== 'before' || !command) continue;
    const bytes = await store.getBlob(event.report, signal);
    const report = bytes && (parseJson(new TextDecoder().decode(bytes)) as TestReport | undefined);
    return report && { key: commandKey(command), report };
  }
  return undefined;
}

/** Runs the tests of a request once, and gives what each of them did. */
export async function runTestsForView(
  session: WorkspaceSession,
  { request, environment }: { readonly request: TestRunRequest; readonly environment: TestEnvironment },
  signal: AbortSignal,
): Promise<TestRunView> {
  const { selection, coverage } = request;
  return runTestsOnce(
    session,
    { request, environment, selection, coverage },
    async (seen) => {
      const view = await toRunView(seen, signal);
      return { ...view, output: environment.redact(view.output) };
    },
    signal,
  );
}

async function toRunView(seen: SeenTests, signal: AbortSignal): Promise<TestRunView> {
  const { report, output, coverage, copy, files } = seen;
  const covered = await coveredLines({ copy, report, coverage, read: (path) => readSource(files, path, signal) });
  return {
    tests: toTestViews(report),
    output: output.slice(-maxOutput),
    errors: report.errors.map((text) => text.slice(0, maxText)),
    exitCodeOnly: report.source === 'exit-code',
    exitCode: report.exitCode,
    coverage: covered && [...covered].map(([path, lines]) => ({ path, ...lines })),
  };
}

function toTestViews({ cases }: TestReport): readonly TestView[] {
  return cases.slice(0, maxTests).map(toTestView);
}

function toTestView({ id, file, line, path, state, durationMs, failure }: TestCase): TestView {
  const short = (text: string | undefined) => text?.slice(0, maxText);
  return {
    id,
    file,
    line,
    path,
    state,
    durationMs,
    failure: failure && {
      message: failure.message.slice(0, maxText),
      expected: short(failure.expected),
      actual: short(failure.actual),
      stack: short(failure.stack),
    },
  };
}
