import assert from 'node:assert/strict';
import type { FixEvidence } from '../../../src/core/evidence/proof.ts';
import type { FoundFinding, NewTests, RecordedFindings } from '../../../src/core/run/changeEvidence.ts';
import { judgeFeature } from '../../../src/core/run/judgeFeature.ts';

const counts = { passed: 3, failed: 0, skipped: 0 };
const evidence: FixEvidence = {
  before: counts,
  after: counts,
  fixed: [],
  broken: [],
  stillFailing: [],
  flaky: [],
  missing: [],
  addedIds: ['a'],
  byExitCodeOnly: false,
  goalReached: false,
  unbroken: true,
  notProved: [],
};
const newTests: NewTests = {
  tests: [{ id: 'a', kills: 2 }],
  red: [],
  redWithout: ['a'],
  greenWithout: [],
  tried: 4,
  killed: 2,
  counts: true,
  why: 'The new tests notice 2 of 4 small defects put into the code they run.',
};
const findings: RecordedFindings = { introduced: [], silenced: [], unknown: [], tools: ['tsc'] };
const finding: FoundFinding = {
  severity: 'error',
  file: 'src/a.ts',
  line: 3,
  rule: 'tsc TS2345',
  message: 'It does not fit.',
  suggestion: '',
};

describe('a feature', () => {
  it('is accepted when nothing is broken, its tests count, and no checker finds anything new', () => {
    assert.deepEqual(judgeFeature({ evidence, newTests, findings }), { accepted: true, why: [] });
  });

  for (const [what, change, why] of [
    ['what broke', { evidence: { ...evidence, unbroken: false } }, /not all green/],
    ['evidence of an older kind', { evidence: { ...evidence, unbroken: undefined } }, /not all green/],
    [
      'tests that show nothing',
      { newTests: { ...newTests, counts: false, why: 'They check too little.' } },
      /too little/,
    ],
    [
      'a new finding',
      { findings: { ...findings, introduced: [finding] } },
      /1 new finding.*src\/a\.ts:3 \(tsc TS2345\)/,
    ],
    ['a silenced checker', { findings: { ...findings, silenced: ['src/a.ts: It gained a comment.'] } }, /silenced/],
  ] as const)
    it(`is not accepted for ${what}, and says so`, () => {
      const judged = judgeFeature({ evidence, newTests, findings, ...change } as Parameters<typeof judgeFeature>[0]);
      assert.equal(judged.accepted, false);
      assert.equal(judged.why.length, 1);
      assert.match(judged.why[0] ?? '', why);
    });

  it('a checker that could not be asked stops nothing', () => {
    const unknown = ['eslint: It is not installed.'];
    assert.equal(judgeFeature({ evidence, newTests, findings: { ...findings, unknown } }).accepted, true);
  });
});
