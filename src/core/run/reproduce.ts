import { CodedError } from '../../base/errors.ts';
import { withLessPatience } from '../evidence/endlessTest.ts';
import { findFlaky } from '../evidence/flaky.ts';
import { resolveNamed } from '../evidence/namedTests.ts';
import { fullTitle } from '../evidence/testId.ts';
import { countCases, type TestCase, type TestReport, type TestRunOutcome } from '../evidence/testReport.ts';
import type { TestCommand, TestFinder, TestSelection } from '../evidence/testRunner.ts';
import type { LineCoverage } from '../repair/localise.ts';
import { readSource } from '../tool/readSource.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { measureCoverage } from './coverage.ts';
import { requireEnvironment } from './environmentGap.ts';
import type { FixPorts, MeasuredOutcome } from './fixPorts.ts';
import type { RedTest } from './runEvent.ts';

/** The failure as it was seen in the copy, before anything was changed. */
export interface Reproduction {
  readonly command: TestCommand;
  readonly before: TestReport;
  /** A second run of the red tests only: what differs is flaky. */
  readonly confirm: TestReport | undefined;
  /** What the person named, or all there is. */
  readonly wanted: readonly TestCase[];
  /** Steady red tests to be fixed. Empty when there is nothing to fix. */
  readonly red: readonly TestCase[];
  readonly flaky: readonly string[];
  /** Which lines the red tests executed, where the runner's language tells. */
  readonly coverage?: LineCoverage;
  /** What the failing command printed, for a runner without a report. */
  readonly output: string;
}

export const everything: TestSelection = { files: [], names: [] };
const lastLines = 30;
const maxShown = 20;
const maxMessageLines = 6;
const maxMessage = 600;

/** Tells the commands of a workspace apart. */
export function commandKey({ cwd, display }: TestCommand): string {
  return JSON.stringify([cwd, display]);
}

/** The test command that was given, or the best one found, and how many other packages have tests. Throws `tests.noRunner`. */
export async function findCommand(
  finder: TestFinder,
  wanted: {
    readonly workspacePath: string;
    readonly named: readonly string[];
    readonly testCommand: string | undefined;
    readonly commandKey?: string | undefined;
  },
  signal: AbortSignal,
): Promise<{ readonly command: TestCommand; readonly others: number }> {
  const { workspacePath, named, testCommand } = wanted;
  const found =
    testCommand === undefined
      ? await finder.find(workspacePath, named, signal)
      : [await finder.recognise(workspacePath, testCommand, signal)];
  const command = found.find((one) => commandKey(one) === wanted.commandKey) ?? found[0];
  if (command) return { command, others: new Set(found.map(({ cwd }) => cwd)).size - 1 };
  throw new CodedError(
    'tests.noRunner',
    'No test runner found in this folder. Looked for node:test, mocha, vitest, jest, pytest, unittest.',
    { hint: 'Give the command that runs the tests: --test-command "…".' },
  );
}

/** What is to be reproduced. `coverage` asks for the lines that the red tests execute. */
export interface ReproduceTask {
  readonly copy: WorkspaceCopy;
  readonly command: TestCommand;
  readonly named: readonly string[];
  readonly coverage?: boolean;
}

/** Runs all tests, then the red ones once more, and settles which steady red tests are to be fixed. */
export async function reproduce(ports: FixPorts, task: ReproduceTask, signal: AbortSignal): Promise<Reproduction> {
  const { copy, command } = task;
  const timeoutMs = ports.budget.remainingMs();
  const measured = task.coverage ? { coverage: true as const } : {};
  const isPython = command.runner === 'pytest' || command.runner === 'unittest';
  // Tracing Python costs time, and green tests are too many for it; V8 counts at little cost.
  const first = isPython ? {} : measured;
  const outcome = await ports.runTests({ copy, command, selection: everything, timeoutMs, ...first }, signal);
  if (outcome.kind !== 'report') await requireEnvironment(ports, { copy, command, red: [], outcome }, signal);
  const before = requireReport(outcome);
  await recordReport(ports, 'before', before, signal);
  const wanted = namedCases(before, task.named);
  const red = wanted.filter(({ state }) => state === 'failed');
  if (red.length > 0) await requireEnvironment(ports, { copy, command, red, outcome }, signal);
  if (before.source === 'exit-code') return reproduceExitCode(ports, { ...task, outcome, before }, signal);
  if (red.length === 0) {
    requireNothingOutside(before, task.named);
    return { command, before, wanted, confirm: undefined, red, flaky: [], output: outcome.output };
  }
  const selection = selectCases(red);
  // When all tests are run again, a process is not one of red tests only, and lines say nothing.
  const second = selection === everything ? {} : measured;
  const brief = withLessPatience(command, before.cases);
  const again = await ports.runTests(
    { copy, command: brief, selection, timeoutMs: ports.budget.remainingMs(), ...second },
    signal,
  );
  const confirm = await confirmReport(ports, { task, red, again, selection }, signal);
  if (confirm) await recordReport(ports, 'confirm', confirm, signal);
  const { flaky } = findFlaky(confirm ? [before, confirm] : [before]);
  const steady = red.filter(({ id }) => !flaky.includes(id));
  await recordNamed(ports, { steady, flaky }, signal);
  const coverage = await coverageOf(ports, { copy, red: steady, before, outcomes: [outcome, again] }, signal);
  return {
    command: brief,
    before,
    wanted,
    confirm,
    red: steady,
    flaky,
    output: outcome.output,
    ...(coverage ? { coverage } : {}),
  };
}

/**
 * The second report. A test that was red among all and is green among the red ones may only need the others before it: then all
 * are run again, and only what is green there is flaky.
 */
async function confirmReport(
  ports: FixPorts,
  seen: {
    readonly task: ReproduceTask;
    readonly red: readonly TestCase[];
    readonly again: TestRunOutcome;
    readonly selection: TestSelection;
  },
  signal: AbortSignal,
): Promise<TestReport | undefined> {
  const { task, red, again, selection } = seen;
  const report = again.kind === 'report' ? again.report : undefined;
  const ids = new Set(red.map(({ id }) => id));
  const green = report?.cases.some(({ id, state }) => state === 'passed' && ids.has(id)) ?? false;
  if (!green || selection === everything) return report;
  const { copy, command } = task;
  const timeoutMs = ports.budget.remainingMs();
  const all = await ports.runTests({ copy, command, selection: everything, timeoutMs }, signal);
  return all.kind === 'report' ? all.report : undefined;
}

/** A command whose tests cannot be told apart: it is red when it fails twice. */
async function reproduceExitCode(
  ports: FixPorts,
  task: ReproduceTask & { readonly outcome: TestRunOutcome; readonly before: TestReport },
  signal: AbortSignal,
): Promise<Reproduction> {
  const { copy, command, before, outcome } = task;
  const seen = { command, before, wanted: [], output: outcome.output };
  if (before.exitCode === 0) return { ...seen, confirm: undefined, red: [], flaky: [] };
  await requireEnvironment(ports, { copy, command, red: [], outcome }, signal);
  const timeoutMs = ports.budget.remainingMs();
  const again = await ports.runTests({ copy, command, selection: everything, timeoutMs }, signal);
  const confirm = again.kind === 'report' ? again.report : undefined;
  if (confirm) await recordReport(ports, 'confirm', confirm, signal);
  const testCase = exitCodeCase(before);
  const isSteady = confirm === undefined || confirm.exitCode !== 0;
  const [red, flaky] = isSteady ? [[testCase], []] : [[], [testCase.id]];
  await recordNamed(ports, { steady: red, flaky, said: outcome.output }, signal);
  return { ...seen, confirm, red, flaky };
}

/** No red test is not enough: a command that failed outside its tests has something to be fixed, which no test names. */
function requireNothingOutside({ errors }: TestReport, named: readonly string[]): void {
  const [first] = errors;
  if (first === undefined || named.length > 0) return;
  throw new CodedError('tests.failedOutside', `No test is red, but something failed outside the tests: ${first}`, {
    hint: 'Only failing tests can be fixed. Run the command yourself to see all it prints.',
  });
}

async function coverageOf(
  ports: FixPorts,
  seen: {
    readonly copy: WorkspaceCopy;
    readonly red: readonly TestCase[];
    readonly before: TestReport;
    readonly outcomes: readonly [MeasuredOutcome, MeasuredOutcome];
  },
  signal: AbortSignal,
): Promise<LineCoverage | undefined> {
  const [first, again] = seen.outcomes;
  const failed = again.kind === 'report' ? again.report.cases.filter(({ state }) => state === 'failed') : [];
  const redAgain = new Set(failed.map(({ id }) => id));
  // One that needs the others to be red was green when it was measured, and went another way.
  if (!seen.red.every(({ id }) => redAgain.has(id))) return undefined;
  const files = ports.openFiles(seen.copy);
  return measureCoverage({
    copy: seen.copy,
    red: seen.red,
    before: { report: seen.before, coverage: first.coverage ?? [] },
    confirm: { coverage: again.coverage ?? [] },
    read: (path) => readSource(files, path, signal),
  });
}

/** Keeps which tests are to be fixed, the first of them with the beginning of their message. */
async function recordNamed(
  { log }: FixPorts,
  named: { readonly steady: readonly TestCase[]; readonly flaky: readonly string[]; readonly said?: string },
  signal: AbortSignal,
): Promise<void> {
  const { steady, flaky, said } = named;
  const red = steady.slice(0, maxShown).map(({ id, file, line, failure }): RedTest => {
    const message = `${failure?.message ?? ''}\n${said === undefined ? '' : tail(said, maxMessageLines)}`.trim();
    const lines = message.split('\n').filter((text) => text.trim() !== '');
    return {
      id,
      at: file && (line === undefined ? file : `${file}:${line}`),
      message: lines.slice(0, maxMessageLines).join('\n').slice(0, maxMessage),
    };
  });
  await log.append({ type: 'tests.named', ids: steady.map(({ id }) => id), flaky, red }, signal);
}

/** The report, or the named failure that stands for its lack: never a pass. */
export function requireReport(outcome: TestRunOutcome): TestReport {
  if (outcome.kind === 'report') return outcome.report;
  const details = { output: tail(outcome.output) };
  const hint = `The command printed at last:\n${details.output || '(nothing)'}`;
  switch (outcome.kind) {
    case 'no-tests':
      throw new CodedError('tests.noneRan', 'The test command ran no tests, so nothing is proved.', { details, hint });
    case 'crashed':
      throw new CodedError('tests.crashed', `The test runner ended without a usable report: ${outcome.why}`, {
        details,
        hint,
      });
    case 'report-missing':
      throw new CodedError(
        'tests.reportMissing',
        `The test runner's report is not there or not whole: ${outcome.why}`,
        { details, hint },
      );
    case 'timed-out':
      throw new CodedError('tests.timedOut', `The tests did not end within ${Math.round(outcome.limitMs / 1000)} s.`, {
        details,
        hint,
      });
  }
}

/** Keeps a report in the log. */
export async function recordReport(
  ports: FixPorts,
  phase: 'before' | 'confirm' | 'attempt' | 'after',
  report: TestReport,
  signal: AbortSignal,
): Promise<void> {
  const kept = await ports.log.keepText(JSON.stringify(report), signal);
  await ports.log.append(
    { type: 'test.reported', phase, counts: countCases(report.cases), report: kept, ms: report.durationMs },
    signal,
  );
}

/** The selection that runs just these tests. */
export function selectCases(cases: readonly TestCase[]): TestSelection {
  const files = cases.map(({ file }) => file);
  const known = files.filter((file) => file !== undefined);
  if (known.length < files.length) return everything;
  // A file that did not load is one case without titles: then whole files are run.
  const names = cases.some(({ path }) => path.length === 0) ? [] : cases.map(fullTitle);
  return { files: [...new Set(known)].sort(), names: [...new Set(names)].sort() };
}

function namedCases(report: TestReport, words: readonly string[]): readonly TestCase[] {
  if (words.length === 0 || report.source === 'exit-code') return report.cases;
  const { ids, unknown } = resolveNamed(report, words);
  if (unknown.length > 0) {
    const known = report.cases
      .filter(({ state }) => state === 'failed')
      .slice(0, 5)
      .map(({ id }) => `  ${id}`);
    throw new CodedError(
      'tests.unknownName',
      `No test is named ${unknown.map((word) => JSON.stringify(word)).join(', ')}.`,
      {
        hint: known.length > 0 ? `Red now:\n${known.join('\n')}` : 'All tests pass.',
      },
    );
  }
  return report.cases.filter(({ id }) => ids.includes(id));
}

/** Stands for a failing command whose tests cannot be told apart. */
function exitCodeCase(report: TestReport): TestCase {
  const message = `The command ended with exit code ${report.exitCode ?? 'unknown'}.`;
  return {
    id: 'the test command',
    file: undefined,
    line: undefined,
    path: ['the test command'],
    state: 'failed',
    durationMs: undefined,
    failure: { message },
  };
}

function tail(output: string, lines = lastLines): string {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
