import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/analysis/finding.ts';
import { type Problem, problemsNow, whyNotMended } from '../../../src/core/run/problems.ts';

const finding = (message: string, more: Partial<Finding> = {}): Finding => ({
  tool: 'tsc',
  severity: 'error',
  file: 'src/a.ts',
  range: { start: { line: 3, column: 1 }, end: { line: 3, column: 2 } },
  rule: 'TS2322',
  message,
  ...more,
});
const problem = (message: string, more: Partial<Problem> = {}): Problem => ({
  file: 'src/a.ts',
  line: 3,
  message,
  rule: '2322',
  ...more,
});
const type = "Type 'string' is not assignable to type 'number'.";

describe('problems before and after a change', () => {
  it('are gone when no checker reports them any more, wherever lines have moved', () => {
    const before = [finding(type)];
    const { gone, still } = problemsNow([problem(type)], { before, now: [] });
    assert.deepEqual([gone.length, still.length], [1, 0]);
  });

  it('are still there when they are reported as often as before', () => {
    const both = [finding(type), finding(type, { range: undefined })];
    assert.equal(problemsNow([problem(type)], { before: both, now: both }).still.length, 1);
    assert.equal(problemsNow([problem(type)], { before: both, now: both.slice(1) }).gone.length, 1);
    const asked = [problem(type), problem(type, { line: 9 })];
    assert.equal(problemsNow(asked, { before: both, now: both.slice(1) }).still.length, 2);
  });

  it('are known by the first line of their words, or by the rule with a part of them', () => {
    const before = [
      finding(`${type}\n  More of it.`),
      finding('x is never used', { rule: 'no-unused-vars', tool: 'eslint' }),
    ];
    const asked = [
      problem(`${type}\n  Said otherwise.`),
      problem("'x' is never used", { rule: 'other' }),
      problem('x is never used.', { rule: 'no-unused-vars' }),
    ];
    const { gone, unseen } = problemsNow(asked, { before, now: [] });
    assert.deepEqual([gone.length, unseen.length], [2, 1]);
    assert.equal(problemsNow([problem(type, { file: 'b.ts' })], { before, now: [] }).unseen.length, 1);
  });

  it('that nobody here reports prove nothing', () => {
    const unseen = problemsNow([problem('Unknown word: "teh"')], { before: [], now: [] });
    assert.match(whyNotMended(unseen).join(), /No checker that runs here reports it/);
    const still = problemsNow([problem(type)], { before: [finding(type)], now: [finding(type)] });
    assert.match(whyNotMended(still).join(), /still reported: src\/a\.ts: Type/);
    assert.deepEqual(whyNotMended(problemsNow([problem(type)], { before: [finding(type)], now: [] })), []);
  });
});
