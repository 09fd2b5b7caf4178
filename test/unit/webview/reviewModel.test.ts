import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReviewView, RunRow } from '../../../src/protocol/runView.ts';
import {
  nextFile,
  nextUndecided,
  orderFiles,
  placeHunks,
  splitMarks,
  standingOf,
  stepHunk,
} from '../../../webview/review/reviewModel.ts';
import { cannedReview } from '../../fakes/cannedReview.ts';

const run: RunRow = {
  runId: 'r',
  title: 'Fix',
  status: 'fixed',
  line: '',
  startedAtMs: 0,
  endedAtMs: 1,
  costUsd: 0,
  by: 'repair',
  proposal: undefined,
  isolated: true,
};
const view = cannedReview(run, 1000);

/** The canned review after something was said about some of its hunks. */
function reviewAfter(
  changes: Readonly<Record<string, { decision?: 'accepted' | 'rejected'; applied?: boolean }>>,
): ReviewView {
  const files = view.files.map((file) => ({
    ...file,
    hunks: file.hunks.map((hunk) => ({ ...hunk, ...changes[hunk.hunkId] })),
  }));
  return { ...view, files };
}

describe('review model', () => {
  it('reads files that need care first', () => {
    assert.deepEqual(
      orderFiles(view.files).map(({ path }) => path),
      ['test/window.test.js', 'src/window.js', 'src/range.js'],
    );
  });

  it('preselects what has no risk, and knows when the selection is what was proved', () => {
    assert.deepEqual(standingOf(view, {}), {
      undecided: 4,
      selected: ['w1', 'w2', 'r1'],
      selectedIsProved: true,
      acceptedNotApplied: 0,
      applied: 0,
    });
  });

  it('no longer calls it proved when the person selects otherwise, or the goal was not reached', () => {
    assert.equal(standingOf(view, { t1: true }).selectedIsProved, false);
    assert.equal(standingOf(view, { w1: false }).selectedIsProved, false);
    const unproved = { ...view, evidence: view.evidence && { ...view.evidence, goalReached: false } };
    assert.equal(standingOf(unproved, {}).selectedIsProved, false);
  });

  it('counts what is accepted and what is applied apart', () => {
    const standing = standingOf(
      reviewAfter({
        w1: { decision: 'accepted', applied: true },
        w2: { decision: 'accepted' },
        r1: { decision: 'rejected' },
      }),
      {},
    );
    assert.deepEqual(standing, {
      undecided: 1,
      selected: [],
      selectedIsProved: false,
      acceptedNotApplied: 1,
      applied: 1,
    });
  });

  it('walks hunks and files, and stays within the ends', () => {
    const hunks = placeHunks(view);
    assert.equal(stepHunk(hunks, undefined, 1), 't1');
    assert.equal(stepHunk(hunks, 't1', -1), 't1');
    assert.equal(stepHunk(hunks, 'w1', 1), 'w2');
    assert.equal(stepHunk(hunks, 'r1', 1), 'r1');
    assert.equal(nextFile(hunks, 'w1'), 'r1');
    assert.equal(nextFile(hunks, 'r1'), 't1');
    assert.equal(stepHunk([], undefined, 1), undefined);
  });

  it('goes on to the next undecided hunk, then to those before', () => {
    const hunks = placeHunks(reviewAfter({ w2: { decision: 'accepted' }, r1: { decision: 'rejected' } }));
    assert.equal(nextUndecided(hunks, 'w1'), 't1');
    assert.equal(nextUndecided(placeHunks(view), 'w1'), 'w2');
    const done = placeHunks(
      reviewAfter({
        t1: { decision: 'rejected' },
        w1: { decision: 'accepted' },
        w2: { decision: 'accepted' },
        r1: { decision: 'accepted' },
      }),
    );
    assert.equal(nextUndecided(done, 'w1'), 'w1');
  });

  it('splits a row at its marks without losing or doubling a character, whatever the marks', () => {
    const mark = fc.tuple(fc.integer({ min: -5, max: 40 }), fc.integer({ min: -5, max: 40 }));
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.array(mark, { maxLength: 6 }), (text, marks) => {
        const pieces = splitMarks(text, marks);
        assert.equal(pieces.map((piece) => piece.text).join(''), text);
        assert.ok(pieces.every((piece) => piece.text !== ''));
      }),
    );
  });

  it('marks exactly the marked range', () => {
    assert.deepEqual(splitMarks('a <= b', [[2, 4]]), [
      { text: 'a ', marked: false },
      { text: '<=', marked: true },
      { text: ' b', marked: false },
    ]);
  });
});
