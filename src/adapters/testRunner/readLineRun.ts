import { readLineReport } from '../../core/evidence/lineReport.ts';
import type { ReportReading } from '../../core/evidence/reportReading.ts';
import { nameCases } from '../../core/evidence/testId.ts';
import type { RunnerName, TestRunOutcome } from '../../core/evidence/testReport.ts';
import type { RawTestRun, TestPlace } from '../../core/evidence/testRunner.ts';

/** Characters kept of what the runner printed. */
const maxOutput = 200_000;

/**
 * What the runners print when they find nothing to run and leave before any reporter starts. Not \s: it crosses lines, and empty
 * ones would then be gone through once from each of them.
 */
const nothingFound = /^[ \t]*(Error: )?No test(s| files?) found\b|^no tests ran\b/im;

/** The outcome of a run whose reporter was ours. */
export function readLineRun(raw: RawTestRun, runner: RunnerName, place: TestPlace): TestRunOutcome {
  const output = outputOf(raw);
  const stopped = stoppedByLimit(raw, output);
  if (stopped !== undefined) return stopped;
  if (raw.reportText === undefined) return withoutReport(raw, runner, output);
  const reading = readLineReport(raw.reportText, place.runName);
  return reading.kind === 'complete'
    ? completeOutcome({ reading, raw, runner, output })
    : withoutReport(raw, runner, output, reading.why);
}

/** The outcome of a report that was read to its end. */
export function completeOutcome(read: {
  readonly reading: Extract<ReportReading, { kind: 'complete' }>;
  readonly raw: RawTestRun;
  readonly runner: RunnerName;
  readonly output: string;
}): TestRunOutcome {
  const { reading, raw, runner, output } = read;
  const cases = nameCases(reading.cases);
  const errors = [...reading.errors, ...contradictions(raw, reading)];
  if (cases.every(({ state }) => state === 'skipped')) {
    const [first] = reading.errors;
    return first === undefined
      ? { kind: 'no-tests', output, exitCode: raw.exitCode }
      : { kind: 'crashed', why: first, output, exitCode: raw.exitCode };
  }
  const { exitCode, wallMs: durationMs } = raw;
  return { kind: 'report', report: { runner, source: 'structured', cases, exitCode, durationMs, errors }, output };
}

/** Where the exit code and the report disagree, both are told. */
function contradictions(raw: RawTestRun, reading: Extract<ReportReading, { kind: 'complete' }>): readonly string[] {
  if (raw.signal !== undefined) return [`The runner was ended by ${raw.signal} after it had reported.`];
  const red = reading.errors.length > 0 || reading.cases.some(({ state }) => state === 'failed');
  return raw.exitCode !== undefined && raw.exitCode !== 0 && !red
    ? [`The command ended with exit code ${raw.exitCode} though no test failed.`]
    : [];
}

/** What was printed, both streams, the end kept when it is long. */
export function outputOf(raw: RawTestRun): string {
  const text = [raw.stdout, raw.stderr].filter((part) => part !== '').join('\n');
  return text.length <= maxOutput ? text : `[${text.length - maxOutput} characters cut]\n${text.slice(-maxOutput)}`;
}

/** The outcome when the sandbox ended the command, or undefined. */
export function stoppedByLimit(raw: RawTestRun, output: string): TestRunOutcome | undefined {
  if (raw.limit === 'wallMs') return { kind: 'timed-out', limitMs: Math.round(raw.wallMs), output };
  if (raw.limit === undefined) return undefined;
  return { kind: 'crashed', why: `The tests passed the limit ${raw.limit}.`, output, exitCode: raw.exitCode };
}

function withoutReport(raw: RawTestRun, runner: RunnerName, output: string, detail?: string): TestRunOutcome {
  const { exitCode } = raw;
  if (detail === undefined && nothingFound.test(output)) return { kind: 'no-tests', output, exitCode };
  const problem = detail ?? `${runner} wrote no report`;
  if (raw.signal !== undefined)
    return { kind: 'crashed', why: `Ended by ${raw.signal}; ${problem}.`, output, exitCode };
  if (exitCode === 127) return { kind: 'crashed', why: 'The command was not found.', output, exitCode };
  if (exitCode !== undefined && exitCode !== 0) {
    const line = tellingLine(raw);
    const said = line === undefined ? '' : ` It printed: ${line}`;
    return { kind: 'crashed', why: `Exit code ${exitCode}; ${problem}.${said}`, output, exitCode };
  }
  return { kind: 'report-missing', why: `${problem}.`, output, exitCode };
}

/** The line that most likely says why: the first with an error's name, else the last of standard error. */
function tellingLine(raw: RawTestRun): string | undefined {
  const lines = `${raw.stderr.slice(-50_000)}\n${raw.stdout.slice(-50_000)}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.find((text) => /\b[A-Za-z]*(Error|Exception)\b\s*(\[\w+\])?:/.test(text)) ?? lines[0];
  return line?.slice(0, 300);
}
