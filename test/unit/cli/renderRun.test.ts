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

  it('says what new tests show, what the checkers find, and how large the change is', () => {
    const shown = renderEvidence(
      {
        ...notFixed,
        goalReached: true,
        newTests: { tests: ['a > x', 'a > y'], redWithout: ['a > x'], greenWithout: ['a > y'], tried: 9, killed: 4 },
        findings: {
          introduced: ['a.ts:1 (tsc): no \u001b[2J'],
          silenced: [],
          unknown: ['eslint: away'],
          tools: ['tsc'],
        },
        change: { files: 1, added: 3, removed: 1, unrelated: [{ path: 'a.ts', line: 4, reason: 'Only white space.' }] },
      },
      paint,
    ).join('\n');
    assert.match(shown, /1 new test red without the change, green with it\n {6}a > x/);
    assert.match(shown, /1 new test green without the change too/);
    assert.match(shown, /notice 4 of 9 small defects/);
    assert.match(shown, /1 new finding of the checkers\n {6}a\.ts:1 \(tsc\): no/);
    assert.match(shown, /not checked: eslint: away/);
    assert.match(shown, /change: 3 added, 1 removed in 1 file\n/);
    assert.match(shown, /unrelated: a\.ts:4 Only white space/);
    assert.ok(!shown.includes('\u001b[2J'));
  });

  it('says so when the checkers find nothing new, and nothing when they were not asked', () => {
    const findings = { introduced: [], silenced: [], unknown: [], tools: ['tsc', 'eslint'] };
    assert.match(renderEvidence({ ...notFixed, findings }, paint).join('\n'), /no new findings \(tsc, eslint\)/);
    assert.doesNotMatch(renderEvidence(notFixed, paint).join('\n'), /finding/);
  });
});
