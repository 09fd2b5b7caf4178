import { CodedError } from '../../base/errors.ts';
import { isEndless, slowestMs } from '../evidence/endlessTest.ts';
import type { TestCase, TestReport, TestRunOutcome } from '../evidence/testReport.ts';
import type { TestSelection } from '../evidence/testRunner.ts';
import type { WarmRequest, WarmRun, WarmTests } from '../evidence/warmTests.ts';
import type { CandidateFile, RepairCandidate } from '../repair/candidateEdit.ts';
import type { TryOutcome } from '../repair/repairBudget.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { FixPorts } from './fixPorts.ts';
import { candidateTimeoutMs } from './judge.ts';
import { type Reproduction, selectCases } from './reproduce.ts';

/** What speaks against a candidate, or that nothing does: in `all` tests, or in `some`, those of the files of the red ones. */
export type WarmVerdict =
  | { readonly kind: 'refuted'; readonly outcome: TryOutcome }
  | { readonly kind: 'green'; readonly ran: 'all' | 'some' };

/** A copy whose tests run in a process that stays. It can refute a candidate, never prove one. */
export interface WarmLane {
  /** What the tests say here. After a green one the copy is as it was before. */
  judge(candidate: RepairCandidate, signal: AbortSignal): Promise<WarmVerdict>;
  /** Whether a change of this file is seen in the process as it is by a runner that is started. */
  reloads(
    file: CandidateFile,
    cold: { readonly files: CopyFiles; readonly copy: WorkspaceCopy },
    signal: AbortSignal,
  ): Promise<boolean>;
  dispose(): Promise<void>;
}

/** What a lane works with. */
export type WarmLanePorts = Pick<FixPorts, 'runTests' | 'openWarm'>;

/** All tests are run warm before a cold run, where they are so few and, added up, so quick. */
const maxWideFiles = 500;
const maxWideMs = 15_000;

/**
 * Starts the process and holds it against what was seen before: on the unchanged code, twice, the same tests must be red with
 * the same messages. Throws CodedError `tests.notWarm` where that cannot be had.
 */
export async function openWarmLane(
  ports: WarmLanePorts,
  task: { readonly copy: WorkspaceCopy; readonly reproduction: Reproduction },
  signal: AbortSignal,
): Promise<WarmLane> {
  const { copy, reproduction } = task;
  const tests = await ports.openWarm?.({ copy, command: reproduction.command }, signal);
  if (!tests) throw new CodedError('tests.notWarm', 'no process can be kept here');
  try {
    const selection = selectCases(reproduction.red);
    const unlearnt = unlearntLimits(reproduction);
    const first = await tests.run({ files: [], selection, ...unlearnt }, signal);
    requireSame(first.outcome, reproduction);
    // The first run loads what later ones find loaded: the second one says how long they take, and that they can be repeated.
    const second = await tests.run({ files: [], selection, ...unlearnt }, signal);
    requireSame(second.outcome, reproduction);
    return laneOver(ports, { tests, reproduction, selection, limits: limitsAfter(second, reproduction) });
  } catch (error) {
    await tests.dispose();
    throw error;
  }
}

function requireSame(outcome: TestRunOutcome, reproduction: Reproduction): void {
  const why = differs(outcome, reproduction.red);
  if (why !== undefined) throw new CodedError('tests.notWarm', `in a process that stays ${why}`);
}

/** How a run differs from what was seen of the red tests; undefined when it does not. */
function differs(outcome: TestRunOutcome, red: readonly TestCase[]): string | undefined {
  if (outcome.kind !== 'report') return `the tests gave no report (${outcome.kind})`;
  const failed = outcome.report.cases.filter(({ state }) => state === 'failed');
  const ids = new Set(failed.map(({ id }) => id));
  const missing = red.find(({ id }) => !ids.has(id));
  if (missing) return `${missing.id} is not red`;
  const known = new Map(red.map((test) => [test.id, test]));
  for (const test of failed) {
    const before = known.get(test.id);
    // Titles may be shared: what was selected with a red test may be red already, and need not be one that is to be fixed.
    if (before && !sameMessage(before.failure?.message, test.failure?.message)) return `${test.id} fails otherwise`;
  }
  return undefined;
}

/** Numbers and addresses may differ from run to run. A file that does not load is told in other words by another process. */
function sameMessage(one = '', other = ''): boolean {
  const plain = (text: string): string =>
    text
      .replace(/0x[\da-f]+|\d+/gi, '#')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 400);
  const [a, b] = [plain(one), plain(other)];
  return a === b || (a !== '' && b.includes(a)) || (b !== '' && a.includes(b));
}

type RunLimits = Pick<WarmRequest, 'wallMs' | 'cpuMs' | 'testMs'>;

/** One test of a candidate may compute so long, and twenty times as long as the slowest that came to its end. */
const leastTestMs = 300;

/**
 * Endless loops are normal among candidates, and so are tests that fail early and take longer once they pass: ten times what
 * they took while red, three times what any green test of the same files took, and never less than half a second. A test that
 * computes for longer than it may is ended before that.
 */
export function limitsAfter(
  { wallMs, cpuMs }: Pick<WarmRun, 'wallMs' | 'cpuMs'>,
  { before, red }: Pick<Reproduction, 'before' | 'red'>,
): RunLimits {
  const files = new Set(red.map(({ file }) => file));
  const slowest = slowestMs(before.cases.filter(({ file }) => files.has(file)));
  const testMs = Math.max(leastTestMs, 20 * slowest);
  const endless = red.filter(isEndless).length;
  // What the red tests took says nothing where some of them never ended: each is ended by itself then.
  const own = endless > 0 ? testMs * (2 + endless / 3) : 10 * cpuMs;
  const cpu = Math.max(500, own, 3 * slowest);
  return { cpuMs: cpu, wallMs: Math.max(2_000, endless > 0 ? 0 : 10 * wallMs, 3 * cpu), testMs };
}

function laneOver(
  ports: WarmLanePorts,
  lane: {
    readonly tests: WarmTests;
    readonly reproduction: Reproduction;
    readonly selection: TestSelection;
    readonly limits: RunLimits;
  },
): WarmLane {
  const { tests, reproduction, selection, limits } = lane;
  const { red, before, command } = reproduction;
  const all = wideSelection(before);
  const wide = all ?? { files: selection.files, names: [] };
  let greenBefore: Promise<ReadonlySet<string>> | undefined;
  const filesOf = (candidate: RepairCandidate): WarmRequest['files'] =>
    candidate.files.map(({ path, after }) => ({ path, text: after }));

  /** Ids that are green in this process as long as nothing is changed: only these can be broken. */
  const seeGreen = async (signal: AbortSignal): Promise<ReadonlySet<string>> => {
    const { outcome } = await tests.run({ files: [], selection: wide, ...unlearntLimits(reproduction) }, signal);
    const cases = outcome.kind === 'report' ? outcome.report.cases : [];
    return new Set(cases.filter(({ state }) => state === 'passed').map(({ id }) => id));
  };
  return {
    async judge(candidate, signal) {
      const { outcome } = await tests.run({ files: filesOf(candidate), selection, ...limits }, signal);
      const refuted = refutedBy(outcome, red);
      if (refuted) return { kind: 'refuted', outcome: refuted };
      greenBefore ??= seeGreen(signal);
      const green = await greenBefore;
      const request = { files: filesOf(candidate), selection: wide, ...unlearntLimits(reproduction) };
      const more = await tests.run(request, signal);
      let broken = refutedBy(more.outcome, red) ?? brokenBy(more.outcome, green);
      if (broken?.kind === 'partly') {
        // A test that is red once and green once is flaky: that is not the candidate's fault.
        const again = await tests.run(request, signal);
        broken = refutedBy(again.outcome, red) ?? brokenBy(again.outcome, stillBroken(more.outcome, green));
      }
      if (broken) return { kind: 'refuted', outcome: broken };
      await tests.tidy(signal);
      return { kind: 'green', ran: all ? 'all' : 'some' };
    },
    async reloads(file, cold, signal) {
      const poison = file.path.endsWith('.py')
        ? 'raise RuntimeError("unloadable")\n'
        : 'throw new Error("unloadable");\n';
      const text = poison + file.before;
      const { outcome } = await tests.run({ files: [{ path: file.path, text }], selection, ...limits }, signal);
      if (differs(outcome, red) !== undefined) return true;
      await tests.tidy(signal);
      // It changes nothing: either the tests do not load the file at all, or the process does not load it anew.
      try {
        await cold.files.write(file.path, text, signal);
        const timeoutMs = candidateTimeoutMs(reproduction);
        const started = await ports.runTests({ copy: cold.copy, command, selection, timeoutMs }, signal);
        return differs(started, red) === undefined;
      } finally {
        await cold.files.write(file.path, file.before, new AbortController().signal);
      }
    },
    dispose: () => tests.dispose(),
  };
}

/** All tests, by their files; undefined where that takes too long. */
function wideSelection({ cases }: TestReport): TestSelection | undefined {
  const files = [...new Set(cases.flatMap(({ file }) => (file === undefined ? [] : [file])))].sort();
  const ms = cases.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  return files.length <= maxWideFiles && ms <= maxWideMs ? { files, names: [] } : undefined;
}

/** Of a run of which nothing is known but what it took cold. */
function unlearntLimits(reproduction: Reproduction): RunLimits {
  const ms = 2 * candidateTimeoutMs(reproduction);
  return { wallMs: ms, cpuMs: ms, testMs: Math.max(2_000, 20 * slowestMs(reproduction.before.cases)) };
}

/** What the red tests say against a candidate. One that is not there any more is not green. */
function refutedBy(outcome: TestRunOutcome, red: readonly TestCase[]): TryOutcome | undefined {
  if (outcome.kind !== 'report') return { kind: 'killed-compile', info: outcome.kind };
  const states = new Map(outcome.report.cases.map(({ id, state }) => [id, state]));
  const left = red.flatMap(({ id }) => (states.get(id) === 'passed' ? [] : [id]));
  if (left.length === 0) return undefined;
  return left.length < red.length
    ? { kind: 'partly', fixed: 1 - left.length / red.length, left }
    : { kind: 'still-failing' };
}

/** Of the tests that were green, those that are not in this run. */
function stillBroken(outcome: TestRunOutcome, green: ReadonlySet<string>): ReadonlySet<string> {
  const cases = outcome.kind === 'report' ? outcome.report.cases : [];
  const passed = new Set(cases.filter(({ state }) => state === 'passed').map(({ id }) => id));
  return new Set([...green].filter((id) => !passed.has(id)));
}

function brokenBy(outcome: TestRunOutcome, green: ReadonlySet<string>): TryOutcome | undefined {
  if (outcome.kind !== 'report') return { kind: 'killed-compile', info: outcome.kind };
  const broken = [...stillBroken(outcome, green)];
  return broken.length === 0
    ? undefined
    : { kind: 'partly', fixed: 1, info: `breaks ${broken.slice(0, 5).join(', ')}` };
}
