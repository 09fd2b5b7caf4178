import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findFlaky } from '../../../src/core/evidence/flaky.ts';
import { type FixEvidence, type FixQuestion, proveFix } from '../../../src/core/evidence/proof.ts';
import type { TestCase, TestReport } from '../../../src/core/evidence/testReport.ts';
import { buildReport } from './buildReport.ts';

type States = Readonly<Record<string, TestCase['state']>>;

interface Row {
  readonly title: string;
  readonly before: States;
  readonly after: States;
  readonly named?: readonly string[];
  readonly confirmBefore?: States;
  readonly confirmAfter?: States;
  readonly afterErrors?: readonly string[];
  readonly beforeErrors?: readonly string[];
  readonly expected: Partial<FixEvidence>;
  readonly says?: RegExp;
}

const P = 'passed';
const F = 'failed';
const S = 'skipped';

const rows: readonly Row[] = [
  {
    title: 'a test to be fixed that is green once and red once after the change is not fixed',
    before: { 'a > x': F, 'a > y': F },
    after: { 'a > x': P, 'a > y': P },
    confirmBefore: { 'a > x': F, 'a > y': F },
    confirmAfter: { 'a > x': F, 'a > y': P },
    expected: { goalReached: false, flaky: ['a > x'] },
    says: /"a > x" is green once and red once after the change/,
  },
  {
    title: 'red before, green after',
    before: { 'a > x': F, 'a > y': P },
    after: { 'a > x': P, 'a > y': P },
    expected: {
      goalReached: true,
      fixed: ['a > x'],
      broken: [],
      before: { passed: 1, failed: 1, skipped: 0 },
      after: { passed: 2, failed: 0, skipped: 0 },
    },
  },
  {
    title: 'still red',
    before: { 'a > x': F },
    after: { 'a > x': F },
    expected: { goalReached: false, stillFailing: ['a > x'] },
    says: /is not green/,
  },
  {
    title: 'skipped instead of fixed',
    before: { 'a > x': F, 'a > y': P },
    after: { 'a > x': S, 'a > y': P },
    expected: { goalReached: false, stillFailing: ['a > x'] },
    says: /it was skipped/,
  },
  {
    title: 'deleted instead of fixed',
    before: { 'a > x': F, 'a > y': P },
    after: { 'a > y': P },
    expected: { goalReached: false, missing: ['a > x'] },
    says: /it did not run/,
  },
  {
    title: 'another test broke',
    before: { 'a > x': F, 'a > y': P },
    after: { 'a > x': P, 'a > y': F },
    expected: { goalReached: false, broken: ['a > y'], fixed: ['a > x'] },
    says: /1 test broke/,
  },
  {
    title: 'a green test is skipped now',
    before: { 'a > x': F, 'a > y': P },
    after: { 'a > x': P, 'a > y': S },
    expected: { goalReached: false, broken: ['a > y'] },
  },
  {
    title: 'a green test is gone',
    before: { 'a > x': F, 'a > y': P },
    after: { 'a > x': P },
    expected: { goalReached: false, missing: ['a > y'] },
    says: /did not run any more/,
  },
  {
    title: 'a skipped test is gone',
    before: { 'a > x': F, 'a > y': S },
    after: { 'a > x': P },
    expected: { goalReached: false, missing: ['a > y'] },
  },
  {
    title: 'a skipped test runs and is red',
    before: { 'a > x': F, 'a > y': S },
    after: { 'a > x': P, 'a > y': F },
    expected: { goalReached: false, broken: ['a > y'] },
  },
  {
    title: 'a new green test',
    before: { 'a > x': F },
    after: { 'a > x': P, 'a > z': P },
    expected: { goalReached: true, addedIds: ['a > z'] },
    says: /1 test appeared/,
  },
  {
    title: 'a new red test',
    before: { 'a > x': F },
    after: { 'a > x': P, 'a > z': F },
    expected: { goalReached: false, broken: ['a > z'], addedIds: ['a > z'] },
  },
  {
    title: 'nothing was red',
    before: { 'a > x': P },
    after: { 'a > x': P },
    expected: { goalReached: false },
    says: /No test was red before/,
  },
  {
    title: 'the named test was green',
    before: { 'a > x': P, 'a > y': F },
    after: { 'a > x': P, 'a > y': P },
    named: ['a > x'],
    expected: { goalReached: false },
    says: /was not red before the change: it passed/,
  },
  {
    title: 'the named test does not exist',
    before: { 'a > y': F },
    after: { 'a > y': P },
    named: ['a > x'],
    expected: { goalReached: false },
    says: /no such test was reported/,
  },
  {
    title: 'only the named one is fixed',
    before: { 'a > x': F, 'a > y': F },
    after: { 'a > x': P, 'a > y': F },
    named: ['a > x'],
    expected: { goalReached: true, stillFailing: ['a > y'] },
    says: /1 other test red before and still not green/,
  },
  {
    title: 'nothing ran after',
    before: { 'a > x': F },
    after: {},
    expected: { goalReached: false },
    says: /No test ran after/,
  },
  {
    title: 'only skipped after',
    before: { 'a > x': F },
    after: { 'a > x': S },
    expected: { goalReached: false },
    says: /No test ran after/,
  },
  {
    title: 'nothing ran before',
    before: {},
    after: { 'a > x': P },
    named: ['a > x'],
    expected: { goalReached: false },
    says: /No test ran before/,
  },
  {
    title: 'a flaky test proves nothing',
    before: { 'a > x': F, 'a > y': P },
    confirmBefore: { 'a > x': P, 'a > y': P },
    after: { 'a > x': P, 'a > y': P },
    expected: { goalReached: false, flaky: ['a > x'], fixed: [] },
    says: /Every test to be fixed is flaky/,
  },
  {
    title: 'a flaky test does not spoil the proof',
    before: { 'a > x': F, 'a > y': P },
    confirmBefore: { 'a > x': F, 'a > y': F },
    after: { 'a > x': P, 'a > y': F },
    expected: { goalReached: true, flaky: ['a > y'], broken: [] },
    says: /1 flaky test left out/,
  },
  {
    title: 'what broke once and not again is flaky',
    before: { 'a > x': F, 'a > y': P },
    after: { 'a > x': P, 'a > y': F },
    confirmAfter: { 'a > x': P, 'a > y': P },
    expected: { goalReached: true, flaky: ['a > y'] },
  },
  {
    title: 'a new error outside the tests',
    before: { 'a > x': F },
    after: { 'a > x': P },
    afterErrors: ['hook broke'],
    expected: { goalReached: false },
    says: /A new error outside the tests: hook broke/,
  },
  {
    title: 'an old error outside the tests',
    before: { 'a > x': F },
    after: { 'a > x': P },
    beforeErrors: ['old'],
    afterErrors: ['old'],
    expected: { goalReached: true },
    says: /1 error outside the tests, before and after: old/,
  },
  {
    title: 'a file that loads again',
    before: { a: F, 'b > y': P },
    after: { 'a > x': P, 'b > y': P },
    expected: { goalReached: true, fixed: ['a'], missing: [], addedIds: ['a > x'] },
  },
  {
    title: 'a file that loads again with a red test',
    before: { a: F, 'b > y': P },
    after: { 'a > x': F, 'b > y': P },
    expected: { goalReached: false, broken: ['a > x'] },
  },
  {
    title: 'a file that did not load and is gone',
    before: { a: F, 'b > y': P },
    after: { 'b > y': P },
    expected: { goalReached: false, missing: ['a'] },
  },
  {
    title: 'a file that does not load any more',
    before: { 'a > x': F, 'b > y': P },
    after: { 'a > x': P, b: F },
    expected: { goalReached: false, broken: ['b'], missing: ['b > y'] },
  },
];

const states = fc.dictionary(
  fc.constantFrom('a > x', 'a > y', 'b > z', 'b'),
  fc.constantFrom<TestCase['state']>(P, F, S),
);

describe('proveFix', () => {
  for (const row of rows) {
    it(row.title, () => {
      const question: FixQuestion = {
        before: buildReport(row.before, { errors: row.beforeErrors ?? [] }),
        after: buildReport(row.after, { errors: row.afterErrors ?? [] }),
        named: row.named ?? [],
        ...(row.confirmBefore ? { confirmBefore: buildReport(row.confirmBefore) } : {}),
        ...(row.confirmAfter ? { confirmAfter: buildReport(row.confirmAfter) } : {}),
      };
      const evidence = proveFix(question);
      for (const [key, value] of Object.entries(row.expected)) {
        assert.deepEqual(evidence[key as keyof FixEvidence], value, `${key}: ${evidence.notProved.join(' ')}`);
      }
      if (row.says) assert.match(evidence.notProved.join('\n'), row.says);
      assert.equal(evidence.byExitCodeOnly, false);
    });
  }

  const exit = (exitCode: number): TestReport => buildReport({}, { runner: 'unknown', source: 'exit-code', exitCode });
  for (const [before, after, confirm, goal] of [
    [1, 0, undefined, true],
    [1, 0, 1, true],
    [1, 0, 0, false],
    [0, 0, undefined, false],
    [1, 1, undefined, false],
    [0, 1, undefined, false],
  ] as const) {
    it(`by exit code: ${before} then ${after}, confirmed ${confirm}: ${goal}`, () => {
      const confirmBefore = confirm === undefined ? {} : { confirmBefore: exit(confirm) };
      const evidence = proveFix({ before: exit(before), after: exit(after), named: [], ...confirmBefore });
      assert.equal(evidence.goalReached, goal);
      assert.equal(evidence.byExitCodeOnly, true);
      assert.match(evidence.notProved.join(' '), /by exit code only/);
    });
  }

  it('does not mix an exit code with a report', () => {
    assert.equal(proveFix({ before: exit(1), after: buildReport({ 'a > x': P }), named: [] }).goalReached, false);
    assert.equal(proveFix({ before: buildReport({ 'a > x': F }), after: exit(0), named: [] }).goalReached, false);
  });

  it('warns of a report that was printed', () => {
    const printed = { runner: 'unknown' } as const;
    const evidence = proveFix({
      before: buildReport({ 'a > x': F }, printed),
      after: buildReport({ 'a > x': P }, printed),
      named: [],
    });
    assert.equal(evidence.goalReached, true);
    assert.match(evidence.notProved.join(' '), /a test could print/);
  });

  it('reaches the goal only when nothing speaks against it', () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const evidence = proveFix({ before: buildReport(before), after: buildReport(after), named: [] });
        if (!evidence.goalReached) return evidence.notProved.length > 0;
        const green = Object.entries(before).filter(([, state]) => state === P);
        return (
          evidence.broken.length === 0 &&
          evidence.missing.length === 0 &&
          evidence.stillFailing.length === 0 &&
          evidence.after.passed > 0 &&
          green.every(([id]) => after[id] === P)
        );
      }),
    );
  });

  it('never proves a run against itself', () => {
    fc.assert(
      fc.property(
        states,
        (same) => !proveFix({ before: buildReport(same), after: buildReport(same), named: [] }).goalReached,
      ),
    );
  });

  it('does not depend on the order of the cases', () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const turn = (report: TestReport): TestReport => ({ ...report, cases: report.cases.toReversed() });
        const named = Object.keys(before).filter((id) => before[id] === F);
        const question = { before: buildReport(before), after: buildReport(after), named };
        assert.deepEqual(
          proveFix({ ...question, before: turn(question.before), after: turn(question.after) }),
          proveFix(question),
        );
      }),
    );
  });
});

describe('findFlaky', () => {
  it('names what passed once and failed once, and what came and went', () => {
    const found = findFlaky([
      buildReport({ 'a > x': P, 'a > y': F, 'a > z': S }),
      buildReport({ 'a > x': F, 'a > y': F, 'a > z': F }),
      buildReport({ 'a > x': P, 'a > y': F }),
    ]);
    assert.deepEqual(found, { flaky: ['a > x'], unsteady: ['a > z'] });
  });

  it('finds nothing in copies of one report', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 1, max: 4 }), (same, runs) => {
        const found = findFlaky(Array.from({ length: runs }, () => buildReport(same)));
        assert.deepEqual(found, { flaky: [], unsteady: [] });
      }),
    );
  });
});
