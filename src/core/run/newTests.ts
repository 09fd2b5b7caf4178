import type { FileChange } from '../evidence/fileChange.ts';
import { findTampering } from '../evidence/tamperGuard.ts';
import { fullTitle } from '../evidence/testId.ts';
import type { TestCase, TestRunOutcome } from '../evidence/testReport.ts';
import { diffHunks } from '../patch/hunks.ts';
import type { ExecutedLines } from '../repair/executedLines.ts';
import { languageOf } from '../repair/syntaxParser.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { againstBase, onBase } from './analyseChange.ts';
import type { NewTests } from './changeEvidence.ts';
import { describeFailures } from './describeFailures.ts';
import type { FixPorts } from './fixPorts.ts';
import { attemptTimeoutMs } from './judge.ts';
import { lanes } from './lanes.ts';
import { checkMutants, type MutationVerdict, sayNoReport } from './mutationCheck.ts';
import type { Reproduction } from './reproduce.ts';
import type { WorkingCopy } from './workingCopy.ts';

/** What came of the check, and what whoever wrote the tests is told; empty when they count. */
export interface CheckedTests {
  readonly checked: NewTests;
  readonly feedback: string;
}

/** A change with new tests in the run's copy, which the caller holds. */
export interface NewTestsTask {
  readonly copy: WorkspaceCopy;
  readonly working: WorkingCopy;
  readonly reproduction: Reproduction;
  /** How many defects are tried at once. */
  readonly concurrency: number;
  /** Tests were asked for this code, which is there: the change may bring nothing else, and what they notice there counts. */
  readonly target?: TestTarget | undefined;
}

/** Lines of a file, counted from 1, the last one included. */
export interface TestTarget {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

type CheckPorts = Pick<
  FixPorts,
  'runTests' | 'cloneCopy' | 'openFiles' | 'openParser' | 'clock' | 'workspace' | 'budget'
>;

const mutationMs = 120_000;
const maxShownSurvivors = 8;
/** The same change gives the same defects. */
const seed = 1;

/**
 * Whether the tests of a change show anything: they pass with it, fail without it, and notice small defects that are put into
 * the code they run. Everything is tried in copies of their own.
 */
export async function checkNewTests(
  ports: CheckPorts & Pick<FixPorts, 'log'>,
  task: NewTestsTask,
  signal: AbortSignal,
): Promise<CheckedTests> {
  const { copy, working, reproduction } = task;
  const changes = await againstBase(ports, { copy, working, changes: await working.changes(signal) }, signal);
  const parts = splitChange(changes);
  if (parts.testFiles.length === 0) return uncounted('The change brings no test.', 'Write tests for the change.');
  const [besides] = parts.code;
  if (task.target && besides)
    return uncounted(
      `Tests were asked for, and the change touches ${besides.path}.`,
      `Only tests may change: put ${besides.path} back as it was.`,
    );
  const run = async (lane: WorkspaceCopy) => {
    const timeoutMs = attemptTimeoutMs(ports, reproduction);
    const selection = { files: parts.testFiles, names: [] };
    return ports.runTests({ copy: lane, command: reproduction.command, selection, timeoutMs }, signal);
  };
  const real = await run(await ports.cloneCopy(copy, lanes.newTests, signal));
  const unusable = sayUnusable(real);
  if (unusable !== undefined || real.kind !== 'report')
    return uncounted(unusable ?? '', `${unusable} The output ended with:\n${real.output.slice(-1_500)}`);
  const known = new Set(reproduction.before.cases.map(({ id }) => id));
  const fresh = real.report.cases.filter(({ id }) => !known.has(id));
  const red = fresh.filter(({ state }) => state === 'failed');
  if (red.length > 0) return stillRed(red, copy);
  const green = fresh.filter(({ state, path }) => state === 'passed' && path.length > 0);
  if (green.length === 0)
    return uncounted('The change brings no test that runs.', 'No new test ran: add tests that are not skipped.');
  const mutation = await tryDefects(ports, { task, green, parts }, signal);
  if (task.target) return settleForCode(green, mutation);
  const without = await run(await withoutChange(ports, { task, support: parts.support }, signal));
  const greenWithout = greenIn(without, green);
  const canTry = parts.code.some(({ path }) => languageOf(path) !== undefined);
  return settle({ green, greenWithout, mutation, canTry });
}

/** A change, taken apart by what its files are for. */
export interface ChangeParts {
  /** Files with tests that are there after the change. */
  readonly testFiles: readonly string[];
  /** Tests, and what they stand on: fixtures, snapshots, test configuration. */
  readonly support: readonly FileChange[];
  readonly code: readonly FileChange[];
}

/** Code stays code where it has tests inside of it: those cannot be had without the change. */
export function splitChange(changes: readonly FileChange[]): ChangeParts {
  const kinds = new Map(findTampering(changes).map(({ path, kind }) => [path, kind]));
  const isCode = ({ path }: FileChange) => [undefined, 'suspicious', 'inline-test'].includes(kinds.get(path));
  const hasTests = ({ path }: FileChange) => ['test', 'inline-test'].includes(kinds.get(path) ?? '');
  return {
    testFiles: changes
      .flatMap((change) => (change.after !== undefined && hasTests(change) ? [change.path] : []))
      .sort(),
    support: changes.filter((change) => !isCode(change)),
    code: changes.filter(isCode),
  };
}

/** A copy of the workspace as it was, with the tests of the change in it. */
async function withoutChange(
  ports: CheckPorts,
  { task, support }: { readonly task: NewTestsTask; readonly support: readonly FileChange[] },
  signal: AbortSignal,
): Promise<WorkspaceCopy> {
  const clone = () => ports.cloneCopy(task.copy, lanes.withoutChange, signal);
  const lane = await onBase(ports, task, clone, signal);
  const files = ports.openFiles(lane);
  for (const { path, after } of support) await files.write(path, after, signal);
  return lane;
}

/** Those that pass without the change. A run without a usable report is one in which they do not load. */
function greenIn(without: TestRunOutcome, green: readonly TestCase[]): readonly string[] {
  if (without.kind !== 'report') return [];
  const passed = new Set(without.report.cases.flatMap(({ id, state }) => (state === 'passed' ? [id] : [])));
  return green.flatMap(({ id }) => (passed.has(id) ? [id] : []));
}

function tryDefects(
  ports: CheckPorts,
  at: { readonly task: NewTestsTask; readonly green: readonly TestCase[]; readonly parts: ChangeParts },
  signal: AbortSignal,
): Promise<MutationVerdict> {
  const { task, green, parts } = at;
  const { copy, reproduction, concurrency } = task;
  return checkMutants(
    ports,
    {
      copy,
      command: reproduction.command,
      tests: { files: parts.testFiles, names: green.map(fullTitle) },
      changed: task.target ? linesOf(task.target) : writtenLines(parts.code),
      lanes: Array.from({ length: Math.max(1, concurrency) }, (_, i) => lanes.mutants + i),
      seed,
      maxMs: Math.min(mutationMs, Math.max(1_000, ports.budget.remainingMs())),
    },
    signal,
  );
}

function linesOf({ path, from, to }: TestTarget): ExecutedLines {
  return new Map([[path, new Set(Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i))]]);
}

/** The lines that a change has written, by path. */
function writtenLines(code: readonly FileChange[]): ExecutedLines {
  const written = code.map(({ path, before = '', after = '' }) => {
    const rows = diffHunks(before, after, { path }).flatMap((hunk) => hunk.rows);
    const lines = rows.flatMap(({ kind, newLine }) => (kind === 'added' && newLine !== undefined ? [newLine] : []));
    return [path, new Set(lines)] as const;
  });
  return new Map(written.filter(([, lines]) => lines.size > 0));
}

/** Tests for code that is there cannot fail without a change: they count when they notice a defect. */
function settleForCode(green: readonly TestCase[], mutation: MutationVerdict): CheckedTests {
  const kills = new Map(mutation.tests.map((test) => [test.id, test.kills]));
  const checked: NewTests = {
    ...nothingKnown,
    tests: green.map(({ id }) => ({ id, kills: kills.get(id) ?? 0 })),
    tried: mutation.mutants.filter(({ state }) => state !== 'not-run').length,
    killed: mutation.mutants.filter(({ state }) => state === 'killed').length,
    counts: mutation.counts,
    why: mutation.why,
  };
  const feedback = ['Your tests do not count yet.', `- ${mutation.why}`, ...saySurvivors(mutation)].join('\n');
  return { checked, feedback: mutation.counts ? '' : feedback };
}

function saySurvivors({ mutants }: MutationVerdict): readonly string[] {
  const survivors = mutants.filter(({ state }) => state === 'survived' || state === 'crashed');
  const shown = survivors
    .slice(0, maxShownSurvivors)
    .map(({ path, line, description, state }) => `  - ${path}:${line} ${description} (${state})`);
  return shown.length === 0 ? [] : ['Defects that none of them noticed:', ...shown];
}

function settle(seen: {
  readonly green: readonly TestCase[];
  readonly greenWithout: readonly string[];
  readonly mutation: MutationVerdict;
  readonly canTry: boolean;
}): CheckedTests {
  const { green, greenWithout, mutation, canTry } = seen;
  const ids = green.map(({ id }) => id);
  const redWithout = ids.filter((id) => !greenWithout.includes(id));
  const tried = mutation.mutants.filter(({ state }) => state !== 'not-run').length;
  const killed = mutation.mutants.filter(({ state }) => state === 'killed').length;
  // In a language that no defect can be put into, failing without the change has to be enough.
  const isBlind = canTry && killed === 0;
  const kills = new Map(mutation.tests.map((test) => [test.id, test.kills]));
  const why = redWithout.length === 0 ? 'Every new test passes without the change as well.' : mutation.why;
  const checked: NewTests = {
    tests: ids.map((id) => ({ id, kills: kills.get(id) ?? 0 })),
    red: [],
    redWithout,
    greenWithout,
    tried,
    killed,
    counts: redWithout.length > 0 && !isBlind,
    why,
  };
  if (checked.counts) return { checked, feedback: '' };
  const feedback = [
    'Your tests do not count yet.',
    ...(redWithout.length === 0 ? [`- ${why} At least one has to show what is new.`] : []),
    ...(isBlind ? [`- ${mutation.why}`] : []),
    ...(isBlind ? saySurvivors(mutation) : []),
  ];
  return { checked, feedback: feedback.join('\n') };
}

function stillRed(red: readonly TestCase[], copy: WorkspaceCopy): CheckedTests {
  const ids = red.map(({ id }) => id);
  const why = `${ids.length === 1 ? '1 new test fails' : `${ids.length} new tests fail`} with the change.`;
  const feedback = [why, ...describeFailures(red, copy)].join('\n');
  return { checked: { ...nothingKnown, red: ids, why }, feedback };
}

function uncounted(why: string, feedback: string): CheckedTests {
  return { checked: { ...nothingKnown, why }, feedback };
}

const nothingKnown = {
  tests: [],
  red: [],
  redWithout: [],
  greenWithout: [],
  tried: 0,
  killed: 0,
  counts: false,
} as const;

function sayUnusable(real: TestRunOutcome): string | undefined {
  if (real.kind !== 'report') return sayNoReport(real);
  return real.report.source === 'exit-code'
    ? 'Of this runner only the exit code is known, so it cannot be told which tests are new.'
    : undefined;
}
