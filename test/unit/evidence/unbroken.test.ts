import assert from 'node:assert/strict';
import { type FixEvidence, proveFix } from '../../../src/core/evidence/proof.ts';
import type { TestCase, TestReport } from '../../../src/core/evidence/testReport.ts';
import { buildReport } from './buildReport.ts';

interface Row {
  readonly title: string;
  readonly before: Readonly<Record<string, TestCase['state']>>;
  readonly after: Readonly<Record<string, TestCase['state']>>;
  readonly afterErrors?: readonly string[];
  readonly expected: Partial<FixEvidence>;
  readonly says?: RegExp;
}

const P = 'passed';
const F = 'failed';
const S = 'skipped';

const rows: readonly Row[] = [
  {
    title: 'nothing breaks',
    before: { 'a > x': P },
    after: { 'a > x': P },
    expected: { goalReached: false, unbroken: true },
    says: /none is new: the tests do not show what the change does/,
  },
  {
    title: 'a test is new',
    before: { 'a > x': P },
    after: { 'a > x': P, 'a > y': P },
    expected: { goalReached: false, unbroken: true, addedIds: ['a > y'] },
    says: /whether the new ones fail without the change was not tried/,
  },
  {
    title: 'a red test stays red',
    before: { 'a > x': P, 'a > y': F },
    after: { 'a > x': P, 'a > y': F },
    expected: { goalReached: false, unbroken: true, stillFailing: ['a > y'] },
    says: /1 other test red before and still not green/,
  },
  {
    title: 'a red test turns green',
    before: { 'a > x': P, 'a > y': F },
    after: { 'a > x': P, 'a > y': P },
    expected: { goalReached: false, unbroken: true, fixed: ['a > y'] },
  },
  {
    title: 'a test breaks',
    before: { 'a > x': P },
    after: { 'a > x': F },
    expected: { goalReached: false, unbroken: false, broken: ['a > x'] },
  },
  {
    title: 'a test is gone',
    before: { 'a > x': P, 'a > y': P },
    after: { 'a > x': P },
    expected: { goalReached: false, unbroken: false, missing: ['a > y'] },
  },
  {
    title: 'every test is skipped now',
    before: { 'a > x': S },
    after: { 'a > x': S },
    expected: { goalReached: false, unbroken: false },
    says: /No test ran after the change/,
  },
  {
    title: 'something fails outside the tests',
    before: { 'a > x': P },
    after: { 'a > x': P },
    afterErrors: ['cannot load setup.js'],
    expected: { goalReached: false, unbroken: false },
  },
];

describe('proveFix where nothing is to be fixed', () => {
  for (const { title, before, after, afterErrors = [], expected, says } of rows) {
    it(title, () => {
      const evidence = proveFix({
        before: buildReport(before),
        after: buildReport(after, { errors: afterErrors }),
        named: [],
        nothingToFix: true,
      });
      for (const [key, value] of Object.entries(expected))
        assert.deepEqual(evidence[key as keyof FixEvidence], value, `${key}: ${evidence.notProved.join(' ')}`);
      if (says) assert.match(evidence.notProved.join('\n'), says);
    });
  }

  const exit = (exitCode: number): TestReport => buildReport({}, { runner: 'unknown', source: 'exit-code', exitCode });
  for (const [before, after, unbroken] of [
    [0, 0, true],
    [0, 1, false],
    [1, 1, false],
  ] as const) {
    it(`by exit code: ${before} then ${after}: ${unbroken ? 'unbroken' : 'broken'}`, () => {
      const evidence = proveFix({ before: exit(before), after: exit(after), named: [], nothingToFix: true });
      assert.deepEqual([evidence.goalReached, evidence.unbroken], [false, unbroken]);
    });
  }
});
