import assert from 'node:assert/strict';
import type { SuiteResults } from '../../../scripts/resultsReporter.ts';
import { judge } from '../../../scripts/suites.ts';

const good: SuiteResults = { passed: 3, failed: 0, skipped: 1, durationMs: 5, failures: [] };

describe('judge', () => {
  it('believes a green suite that says so twice', () => assert.deepEqual(judge('exit 0', good), good));

  const bad: [name: string, exit: string, results: SuiteResults | undefined, message: RegExp][] = [
    ['a suite that wrote nothing', 'exit 0', undefined, /wrote no results \(exit 0\)/],
    ['a suite that ran nothing', 'exit 0', { ...good, passed: 0 }, /no test ran/],
    ['a suite that skipped everything', 'exit 0', { ...good, passed: 0, skipped: 9 }, /no test ran/],
    ['green results, red process', 'signal SIGKILL', good, /ended with signal SIGKILL/],
  ];
  for (const [name, exit, results, message] of bad) {
    it(`fails ${name}`, () => {
      const judged = judge(exit, results);
      assert.equal(judged.failed, 1);
      assert.match(judged.failures[0]?.message ?? '', message);
    });
  }

  it('counts a red suite once', () => {
    const red = { ...good, failed: 2, failures: [{ title: 'a', message: 'b' }] };
    assert.deepEqual(judge('exit 2', red), red);
  });
});
