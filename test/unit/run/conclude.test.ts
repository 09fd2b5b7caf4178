import assert from 'node:assert/strict';
import type { RunId } from '../../../src/base/ids.ts';
import { proveFix } from '../../../src/core/evidence/proof.ts';
import { conclude } from '../../../src/core/run/conclude.ts';
import { emptyRunState, type RunState } from '../../../src/core/run/runState.ts';
import { buildReport } from '../evidence/buildReport.ts';

const proposal = { files: [{ path: 'a.js' }], refused: [] } as unknown as RunState['proposal'];
const before = buildReport({ 'a > x': 'passed' });

function lineOf(state: Partial<RunState>): readonly [string, string] {
  const event = conclude({ ...emptyRunState('r' as RunId), ...state }, { kind: 'succeeded', output: null });
  assert.equal(event.type, 'run.finished');
  return event.type === 'run.finished' ? [event.outcome, event.line] : ['', ''];
}

describe('how a run that was not to fix anything ends', () => {
  const baseline = { hash: 'h' as never, red: 0, nothing: undefined };
  const changed = (after: Parameters<typeof buildReport>[0]) => ({
    reproduction: baseline,
    proposal,
    lines: 3,
    by: 'model' as const,
    testsChanged: ['a.test.js'],
    evidence: proveFix({ before, after: buildReport(after), named: [], nothingToFix: true }),
  });

  it('is done, never fixed, and says what the tests say', () => {
    assert.deepEqual(lineOf(changed({ 'a > x': 'passed' })), [
      'done',
      'done: 3 lines in a.js; what was green is still green',
    ]);
    assert.deepEqual(lineOf(changed({ 'a > x': 'passed', 'a > y': 'passed' })), [
      'done',
      'done: 3 lines in a.js; what was green is still green, 1 test is new',
    ]);
  });

  it('is done without a change, and not one that found nothing to fix', () => {
    assert.deepEqual(lineOf({ reproduction: baseline }), ['done', 'done']);
    assert.deepEqual(lineOf({ reproduction: { ...baseline, nothing: 'all 2 tests pass' } }), [
      'nothing-to-fix',
      'nothing to fix: all 2 tests pass',
    ]);
  });
});
