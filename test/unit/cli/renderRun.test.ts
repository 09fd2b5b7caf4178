import assert from 'node:assert/strict';
import { paintFor } from '../../../src/cli/cliIo.ts';
import { renderEvidence } from '../../../src/cli/renderRun.ts';
import type { EvidenceView } from '../../../src/protocol/runView.ts';

const paint = paintFor(process.stdout, { NO_COLOR: '1' });
const notFixed: EvidenceView = {
  before: { passed: 1, failed: 1, skipped: 0 },
  after: undefined,
  fixed: [],
  broken: [],
  stillFailing: [],
  flaky: [],
  missing: [],
  testsChanged: [],
  byExitCodeOnly: false,
  goalReached: false,
  notProved: [],
  red: [{ id: 'a.test.js > adds', at: 'a.test.js:7', message: 'Expected 3\nto equal 4' }],
};

describe('the evidence of a run on the command line', () => {
  it('names the red tests of a run that fixed nothing, with what they said', () => {
    assert.deepEqual(renderEvidence(notFixed, paint), [
      '  before: 1 passed, 1 failed',
      '  ✗ a.test.js > adds (a.test.js:7)',
      '      Expected 3',
      '      to equal 4',
    ]);
  });

  it('says nothing of them once the goal is reached', () => {
    assert.ok(
      !renderEvidence({ ...notFixed, goalReached: true }, paint)
        .join('\n')
        .includes('✗'),
    );
  });

  it('names flaky tests', () => {
    const lines = renderEvidence({ ...notFixed, red: [], flaky: ['a.test.js > flips'] }, paint).join('\n');
    assert.match(lines, /1 test flaky: red once, green once\n\s+a\.test\.js > flips/);
  });

  it('shows control characters of titles and messages, and never obeys them', () => {
    const red = [{ id: 'a > \u001b[2J', at: undefined, message: '\u001b]0;x\u0007' }];
    const text = renderEvidence({ ...notFixed, red, fixed: ['b > \u001b[2J'] }, paint).join('\n');
    assert.ok(!text.includes('\u001b') && !text.includes('\u0007'));
  });
});
