import assert from 'node:assert/strict';
import { isEndless, slowestMs, withLessPatience } from '../../../src/core/evidence/endlessTest.ts';
import type { TestCase } from '../../../src/core/evidence/testReport.ts';
import type { TestCommand } from '../../../src/core/evidence/testRunner.ts';
import { candidateTimeoutMs } from '../../../src/core/run/judge.ts';

const message = 'Endless: The test did not come to an end and was stopped.';
const ended = (durationMs: number, failure?: TestCase['failure']): TestCase => ({
  id: 'a',
  file: 'a.test.js',
  line: undefined,
  path: ['a'],
  state: failure ? 'failed' : 'passed',
  durationMs,
  ...(failure ? { failure } : {}),
});
const endless = (durationMs: number) => ended(durationMs, { message });
const command: TestCommand = {
  runner: 'node:test',
  argv: ['node', '--test'],
  cwd: '',
  env: {},
  display: 'node --test',
  why: 'given',
};

describe('a test without end', () => {
  it('is known by its message, and by nothing else', () => {
    assert.ok(isEndless(endless(1)));
    assert.ok(!isEndless(ended(1, { message: 'AssertionError: Endless: The test did not come to an end' })));
    assert.ok(!isEndless(ended(10_000)));
  });

  it('is not the slowest of those that end', () => {
    assert.equal(slowestMs([ended(5), endless(10_000), ended(70)]), 70);
    assert.equal(slowestMs([endless(10_000)]), 0);
  });

  it('is not waited for as long again, but three times as long as the slowest', () => {
    const secondsAfter = (...cases: TestCase[]) => withLessPatience(command, cases).env.LOOPWRIGHT_TEST_SECONDS;
    assert.equal(secondsAfter(endless(10_000), ended(5)), '2');
    assert.equal(secondsAfter(endless(10_000), ended(1_500)), '5');
    assert.equal(withLessPatience(command, [ended(9_000)]), command, 'where none is, nothing changes');
  });

  it('does not make the time of a candidate longer by what it was waited for', () => {
    const timeoutOf = (durationMs: number, ...cases: TestCase[]) =>
      candidateTimeoutMs({
        before: { runner: 'node:test', source: 'structured', cases, exitCode: 1, durationMs, errors: [] },
      });
    assert.equal(timeoutOf(12_000, endless(10_000), ended(5)), 8_000);
    assert.equal(timeoutOf(12_000, ended(10_000)), 36_000);
    assert.equal(timeoutOf(300, ended(10)), 4_000);
  });
});
