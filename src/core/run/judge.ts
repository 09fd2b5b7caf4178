import { isEndless } from '../evidence/endlessTest.ts';
import { type FixEvidence, proveFix } from '../evidence/proof.ts';
import type { TestCase, TestReport, TestRunOutcome } from '../evidence/testReport.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { describeFailures } from './describeFailures.ts';
import type { FixPorts } from './fixPorts.ts';
import { everything, type Reproduction, selectCases } from './reproduce.ts';

/** What the tests say of a changed copy. `feedback` is phrased for whoever made the change. */
export type Verdict =
  | { readonly kind: 'proved'; readonly evidence: FixEvidence; readonly after: TestReport }
  | {
      readonly kind: 'red';
      readonly stillRed: number;
      /** Of the tests that are still red, where the runner tells. */
      readonly ids: readonly string[];
      readonly feedback: string;
    }
  | { readonly kind: 'broken'; readonly evidence: FixEvidence; readonly after: TestReport; readonly feedback: string }
  | { readonly kind: 'unusable'; readonly feedback: string };

const maxShownLength = 1_500;
const maxShownOutput = 6_000;

/** A changed copy whose tests are to be run. */
export interface JudgeTask {
  readonly reproduction: Reproduction;
  readonly copy: WorkspaceCopy;
  readonly timeoutMs: number;
  /** One of many candidates: what broke is not run a second time. */
  readonly quick?: boolean;
}

/** The red tests first, and only when they are green all tests: most changes are refuted by the few. */
export async function judge(ports: Pick<FixPorts, 'runTests'>, task: JudgeTask, signal: AbortSignal): Promise<Verdict> {
  const { reproduction, copy, timeoutMs } = task;
  const { command, red } = reproduction;
  const selection = selectCases(red);
  if (red.length > 0 && selection !== everything) {
    const outcome = await ports.runTests({ copy, command, selection, timeoutMs }, signal);
    if (outcome.kind !== 'report') return unusable(outcome);
    const redAgain = failing(outcome.report, red);
    if (redAgain.length > 0) return stillRed(redAgain, copy);
  }
  return judgeAll(ports, task, signal);
}

/** Whether the red tests, run alone, are green in a changed copy. This proves nothing of the others. */
export async function areRedGreen(
  ports: Pick<FixPorts, 'runTests'>,
  { reproduction, copy, timeoutMs }: JudgeTask,
  signal: AbortSignal,
): Promise<boolean> {
  const { command, red } = reproduction;
  const outcome = await ports.runTests({ copy, command, selection: selectCases(red), timeoutMs }, signal);
  if (outcome.kind !== 'report') return false;
  const green = new Set(outcome.report.cases.filter(({ state }) => state === 'passed').map(({ id }) => id));
  return red.every(({ id }) => green.has(id));
}

/** All tests, held against the report from before the change. Only this proves anything. */
export async function judgeAll(
  ports: Pick<FixPorts, 'runTests'>,
  task: JudgeTask,
  signal: AbortSignal,
): Promise<Verdict> {
  const { reproduction, copy, timeoutMs } = task;
  const { command, before, red } = reproduction;
  const run = () => ports.runTests({ copy, command, selection: everything, timeoutMs }, signal);
  const outcome = await run();
  if (outcome.kind !== 'report') return unusable(outcome);
  const named = red.map(({ id }) => id);
  const question = {
    before,
    after: outcome.report,
    named,
    nothingToFix: red.length === 0,
    ...(reproduction.confirm ? { confirmBefore: reproduction.confirm } : {}),
  };
  const evidence = proveFix(before.source === 'exit-code' ? { ...question, named: [] } : question);
  if (isProved(evidence, reproduction)) return { kind: 'proved', evidence, after: outcome.report };
  const redAgain = failing(outcome.report, red);
  if (redAgain.length > 0) return stillRed(redAgain, copy);
  if (evidence.byExitCodeOnly) return commandFails(outcome.output, question.nothingToFix ? 'fails now' : 'still fails');
  const again = task.quick ? outcome : await run();
  return settleBroken(evidence, { question, again, copy, reproduction });
}

/** Where no test was red there is no goal to reach: such a change has to break nothing. */
function isProved({ goalReached, unbroken }: FixEvidence, { red }: Reproduction): boolean {
  return red.length > 0 ? goalReached : unbroken === true;
}

/** A change may make tests slower, not endless: five times as long as before, at least 20 s, at most what is left. */
export function attemptTimeoutMs(ports: Pick<FixPorts, 'budget'>, { before }: Reproduction): number {
  return Math.min(Math.max(20_000, 5 * before.durationMs), Math.max(1_000, ports.budget.remainingMs()));
}

/**
 * Endless loops are normal among the candidates of repair: three times what the red run took, at least 4 s. What it waited for tests
 * that never ended is not counted: they are not waited for as long again.
 */
export function candidateTimeoutMs({ before }: Pick<Reproduction, 'before'>): number {
  const endless = before.cases.filter(isEndless);
  const waitedMs = endless.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  return Math.max(4_000, 3 * (before.durationMs - waitedMs)) + 2_000 * Math.min(2, endless.length);
}

/** What broke is run once more: a test that is green then is flaky and left out of the proof. */
function settleBroken(
  first: FixEvidence,
  seen: {
    readonly question: Parameters<typeof proveFix>[0];
    readonly again: TestRunOutcome;
    readonly copy: WorkspaceCopy;
    readonly reproduction: Reproduction;
  },
): Verdict {
  const { question, again, copy, reproduction } = seen;
  const { after } = question;
  const evidence = again.kind === 'report' ? proveFix({ ...question, confirmAfter: again.report }) : first;
  if (isProved(evidence, reproduction)) return { kind: 'proved', evidence, after };
  const broken = after.cases.filter(({ id }) => evidence.broken.includes(id));
  const feedback = [
    question.nothingToFix
      ? 'Your change does not hold:'
      : 'The tests that were red are green now, but your change does not hold:',
    ...evidence.notProved.map((sentence) => `- ${sentence}`),
    ...describeFailures(broken, copy),
  ].join('\n');
  return { kind: 'broken', evidence, after, feedback };
}

function failing(report: TestReport, red: readonly TestCase[]): readonly TestCase[] {
  const ids = new Set(red.map(({ id }) => id));
  return report.cases.filter(({ id, state }) => state === 'failed' && ids.has(id));
}

function stillRed(cases: readonly TestCase[], copy: WorkspaceCopy): Verdict {
  const feedback = [`${cases.length} of the tests are still red:`, ...describeFailures(cases, copy)].join('\n');
  return { kind: 'red', stillRed: cases.length, ids: cases.map(({ id }) => id), feedback };
}

function commandFails(output: string, how: string): Verdict {
  const feedback = `The test command ${how}. Its output ended with:\n${output.slice(-maxShownOutput)}`;
  return { kind: 'red', stillRed: 1, ids: [], feedback };
}

function unusable(outcome: Exclude<TestRunOutcome, { kind: 'report' }>): Verdict {
  const why = {
    'no-tests': 'no test ran any more',
    crashed: 'the test runner ended without a usable report (does the code still load?)',
    'report-missing': 'the test runner wrote no usable report (does the code still load?)',
    'timed-out': 'the tests did not end in time: is there an endless loop?',
  }[outcome.kind];
  return {
    kind: 'unusable',
    feedback: `With your change ${why}. The output ended with:\n${outcome.output.slice(-maxShownLength)}`,
  };
}
