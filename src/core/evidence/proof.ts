import { findFlaky } from './flaky.ts';
import { countCases, type TestCase, type TestCounts, type TestReport } from './testReport.ts';

/** Two reports of the whole suite, and what is to be shown by them. */
export interface FixQuestion {
  readonly before: TestReport;
  readonly after: TestReport;
  /** Ids of the tests to be fixed; empty means every test that was red before. */
  readonly named: readonly string[];
  /** Nothing is to be fixed: what was red before is not what the change is for. */
  readonly nothingToFix?: boolean;
  /** A second run of the unchanged tree: what differs from `before` is flaky. */
  readonly confirmBefore?: TestReport;
  /** A second run of the changed tree. */
  readonly confirmAfter?: TestReport;
}

/** What the reports show. Ids are sorted. */
export interface FixEvidence {
  readonly before: TestCounts;
  readonly after: TestCounts;
  /** Red before, green after. */
  readonly fixed: readonly string[];
  /** Green before and not green after, or new and red. */
  readonly broken: readonly string[];
  /** Red before and not green after. */
  readonly stillFailing: readonly string[];
  /** Red once and green once without a change; left out of the proof. */
  readonly flaky: readonly string[];
  /** Ids that existed before and do not now. */
  readonly missing: readonly string[];
  readonly addedIds: readonly string[];
  /** The runner is unknown: only its exit code speaks. Show it as "by exit code only". */
  readonly byExitCodeOnly: boolean;
  /** Red tests were to be fixed, and are. */
  readonly goalReached: boolean;
  /** Nothing speaks against the change: what was green is green, the same tests and at least one of them ran. Absent in older evidence. */
  readonly unbroken?: boolean;
  /** What was not shown, one plain sentence each; also present, as reservations, when the goal was reached. */
  readonly notProved: readonly string[];
}

/** Compares the reports: named tests red before and green after, nothing green lost, the same test ids, something ran. */
export function proveFix(question: FixQuestion): FixEvidence {
  const { before, after } = question;
  if (before.source === 'exit-code' || after.source === 'exit-code') return proveByExitCode(question);
  const flakyAfter = new Set(findFlaky(question.confirmAfter ? [after, question.confirmAfter] : [after]).flaky);
  const flakyBefore = new Set(findFlaky(question.confirmBefore ? [before, question.confirmBefore] : [before]).flaky);
  const flaky = new Set([...flakyBefore, ...flakyAfter]);
  const change = compareCases(before.cases, after.cases, flaky);
  const red = before.cases.filter(({ state }) => state === 'failed').map(({ id }) => id);
  const wanted = question.named.length > 0 ? question.named : red;
  const named = question.nothingToFix ? [] : wanted;
  const unsteady = named.filter((id) => flakyAfter.has(id) && !flakyBefore.has(id));
  const findings = { question, change, named, flaky };
  const breaks = findBreaks(findings);
  const blockers = [
    ...findUnfixed(findings),
    ...breaks,
    ...unsteady.map((id) => `"${id}" is green once and red once after the change.`),
  ];
  return {
    before: countCases(before.cases),
    after: countCases(after.cases),
    ...change,
    flaky: [...flaky].sort(),
    byExitCodeOnly: false,
    goalReached: blockers.length === 0 && !question.nothingToFix,
    unbroken: breaks.length === 0,
    notProved: [...blockers, ...findReservations(findings)],
  };
}

type Change = Pick<FixEvidence, 'fixed' | 'broken' | 'stillFailing' | 'missing' | 'addedIds'>;

function compareCases(before: readonly TestCase[], after: readonly TestCase[], flaky: ReadonlySet<string>): Change {
  const then = new Map(before.map((testCase) => [testCase.id, testCase]));
  const now = new Map(after.map((testCase) => [testCase.id, testCase]));
  const loading = filesThatLoad(after);
  const fixed: string[] = [];
  const broken: string[] = [];
  const stillFailing: string[] = [];
  const missing: string[] = [];
  for (const [id, old] of then) {
    const fresh = now.get(id)?.state ?? (loadsNow(old, loading) ? 'passed' : undefined);
    if (fresh === undefined) missing.push(id);
    if (flaky.has(id)) continue;
    if (old.state === 'failed') (fresh === 'passed' ? fixed : stillFailing).push(id);
    if (old.state === 'passed' && fresh !== undefined && fresh !== 'passed') broken.push(id);
    if (old.state === 'skipped' && fresh === 'failed') broken.push(id);
  }
  const addedIds = [...now.keys()].filter((id) => !then.has(id));
  for (const id of addedIds) if (now.get(id)?.state === 'failed' && !flaky.has(id)) broken.push(id);
  for (const ids of [fixed, broken, stillFailing, missing, addedIds]) ids.sort();
  return { fixed, broken, stillFailing, missing, addedIds };
}

/** A file that did not load before and reports tests now has no case of its own any more; that is its being fixed. */
function loadsNow(old: TestCase, loading: ReadonlySet<string>): boolean {
  return old.path.length === 0 && old.file !== undefined && old.state === 'failed' && loading.has(old.file);
}

/** Files with a test that passed and none that failed. Found once: a report can hold as many files as tests. */
function filesThatLoad(cases: readonly TestCase[]): ReadonlySet<string> {
  const passed = new Set<string>();
  const failed = new Set<string>();
  for (const { file, state } of cases) {
    if (file === undefined) continue;
    if (state === 'passed') passed.add(file);
    if (state === 'failed') failed.add(file);
  }
  for (const file of failed) passed.delete(file);
  return passed;
}

interface Findings {
  readonly question: FixQuestion;
  readonly change: Change;
  readonly named: readonly string[];
  readonly flaky: ReadonlySet<string>;
}

/** Why what was to be fixed is not. */
function findUnfixed({ question, change, named, flaky }: Findings): readonly string[] {
  const { before, after } = question;
  if (question.nothingToFix) return sayOpen(change);
  if (named.length === 0) return ['No test was red before, so nothing could be fixed.'];
  const then = new Map(before.cases.map(({ id, state }) => [id, state]));
  const steady = named.filter((id) => !flaky.has(id));
  const open = new Set(change.stillFailing);
  const now = new Map(after.cases.map(({ id, state }) => [id, state]));
  if (steady.length === 0) return ['Every test to be fixed is flaky.'];
  return [
    ...steady
      .filter((id) => then.get(id) !== 'failed')
      .map((id) => `"${id}" was not red before the change${sayState(then.get(id))}.`),
    ...steady
      .filter((id) => open.has(id))
      .map((id) => `"${id}" is not green after the change${sayAfter(now.get(id))}.`),
  ];
}

/** What a comparison of reports alone cannot say of new tests. */
export const newTestsUntried =
  'No test was red before and is green now; whether the new ones fail without the change was not tried.';

/** What stays open where no test was to be fixed. */
function sayOpen({ fixed, addedIds }: Change): readonly string[] {
  if (fixed.length > 0) return [];
  return addedIds.length > 0
    ? [newTestsUntried]
    : ['No test was red before and is green now, and none is new: the tests do not show what the change does.'];
}

/** What the change broke, and why the reports cannot tell; none means that it broke nothing. */
function findBreaks({ question, change, flaky }: Findings): string[] {
  const { before, after } = question;
  const lost = change.missing.filter((id) => !flaky.has(id));
  const known = new Set(before.errors);
  const errors = after.errors.filter((error) => !known.has(error));
  const checks: readonly (readonly [boolean, () => string])[] = [
    [executed(before) === 0, () => 'No test ran before the change.'],
    [executed(after) === 0, () => 'No test ran after the change.'],
    [change.broken.length > 0, () => `${count(change.broken, 'test')} broke: ${list(change.broken)}.`],
    [lost.length > 0, () => `${count(lost, 'test')} did not run any more: ${list(lost)}.`],
    ...errors.map((error) => [true, () => `A new error outside the tests: ${firstLine(error)}`] as const),
  ];
  return checks.filter(([holds]) => holds).map(([, say]) => say());
}

/** What a reader should know though it does not stop the goal. */
function findReservations({ question, change, named, flaky }: Findings): string[] {
  const { before, after } = question;
  const wanted = new Set(named);
  const known = new Set(before.errors);
  const others = change.stillFailing.filter((id) => !wanted.has(id));
  const kept = after.errors.filter((error) => known.has(error));
  const checks: readonly (readonly [boolean, () => string])[] = [
    [flaky.size > 0, () => `${count([...flaky], 'flaky test')} left out of the proof: ${list([...flaky].sort())}.`],
    [others.length > 0, () => `${count(others, 'other test')} red before and still not green: ${list(others)}.`],
    [change.addedIds.length > 0, () => `${count(change.addedIds, 'test')} appeared: ${list(change.addedIds)}.`],
    [kept.length > 0, () => `${count(kept, 'error')} outside the tests, before and after: ${firstLine(kept[0] ?? '')}`],
    [
      printed(before) || printed(after),
      () => 'The report was read from what the command printed, which a test could print too.',
    ],
    [
      question.confirmBefore === undefined,
      () => 'The tests were not run twice before the change, so a flaky test would not show.',
    ],
  ];
  return checks.filter(([holds]) => holds).map(([, say]) => say());
}

/** Weaker evidence: the command failed before and succeeds now, whatever that means. */
function proveByExitCode({ before, after, confirmBefore, nothingToFix }: FixQuestion): FixEvidence {
  const unsteady = confirmBefore !== undefined && (confirmBefore.exitCode === 0) !== (before.exitCode === 0);
  const isRedBefore = before.exitCode !== undefined && before.exitCode !== 0;
  const breaks = [
    ...(before.source === after.source ? [] : ['One run was read by exit code only and the other by its report.']),
    ...(after.exitCode === 0 ? [] : ['The command fails after the change.']),
  ];
  const blockers = [
    ...breaks,
    ...(isRedBefore || nothingToFix ? [] : ['The command did not fail before the change.']),
    ...(unsteady ? ['The command failed once and succeeded once without a change.'] : []),
  ];
  return {
    before: countCases(before.cases),
    after: countCases(after.cases),
    fixed: [],
    broken: [],
    stillFailing: [],
    flaky: [],
    missing: [],
    addedIds: [],
    byExitCodeOnly: true,
    goalReached: blockers.length === 0 && !nothingToFix,
    unbroken: breaks.length === 0,
    notProved: [...blockers, 'Shown by exit code only: which tests ran, and that any ran, is not known.'],
  };
}

function executed({ cases }: TestReport): number {
  return cases.filter(({ state }) => state !== 'skipped').length;
}

function printed({ runner, source }: TestReport): boolean {
  return runner === 'unknown' && source === 'structured';
}

function sayState(state: TestCase['state'] | undefined): string {
  return state === undefined ? ': no such test was reported' : `: it ${state === 'passed' ? 'passed' : 'was skipped'}`;
}

function sayAfter(state: TestCase['state'] | undefined): string {
  return state === undefined ? ': it did not run' : state === 'skipped' ? ': it was skipped' : '';
}

function count(ids: readonly string[], noun: string): string {
  return `${ids.length} ${noun}${ids.length === 1 ? '' : 's'}`;
}

function list(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).map((id) => `"${id}"`);
  return ids.length > 3 ? `${shown.join(', ')} and ${ids.length - 3} more` : shown.join(', ');
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, 300);
}
