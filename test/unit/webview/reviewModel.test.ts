import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReviewView, RunRow } from '../../../src/protocol/runView.ts';
import {
  type Filter,
  filterHunks,
  nextFile,
  nextUndecided,
  noFilter,
  orderFiles,
  placeHunks,
  runningFor,
  splitRow,
  standingOf,
  stepHunk,
  withDecisions,
  withSameParts,
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
  workflow: 'fix-test',
  limits: {},
  used: { tokens: 0, calls: 0 },
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

  it('splits a row at its marks and tokens without losing or doubling a character, whatever they are', () => {
    const at = fc.integer({ min: -5, max: 40 });
    const mark = fc.tuple(at, at);
    const token = fc.tuple(at, at, fc.constant('string' as const));
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        fc.array(mark, { maxLength: 6 }),
        fc.array(token, { maxLength: 6 }),
        (text, marks, tokens) => {
          const pieces = splitRow({ text, marks, tokens });
          assert.equal(pieces.map((piece) => piece.text).join(''), text);
        },
      ),
    );
  });

  it('marks exactly the marked range, and says what is what in it', () => {
    assert.deepEqual(splitRow({ text: 'a <= "b"', marks: [[2, 6]], tokens: [[5, 8, 'string']] }), [
      { text: 'a ', marked: false, kind: undefined },
      { text: '<= ', marked: true, kind: undefined },
      { text: '"', marked: true, kind: 'string' },
      { text: 'b"', marked: false, kind: 'string' },
    ]);
  });

  it('finds hunks by path, text and state', () => {
    const hunks = placeHunks(reviewAfter({ w1: { decision: 'accepted' }, r1: { applied: true } }));
    const ids = (filter: Filter) => filterHunks(hunks, filter).map(({ hunk }) => hunk.hunkId);
    assert.equal(ids(noFilter).length, hunks.length);
    assert.deepEqual(ids({ text: 'RANGE.js', state: 'all' }), ['r1']);
    assert.deepEqual(ids({ text: 'size <=', state: 'all' }), ['w1']);
    assert.deepEqual(ids({ text: '', state: 'accepted' }), ['w1']);
    assert.deepEqual(ids({ text: '', state: 'applied' }), ['r1']);
    assert.deepEqual(ids({ text: 'largest', state: 'undecided' }), ['w2']);
    assert.deepEqual(ids({ text: '', state: 'attempt' }), []);
  });

  it('knows which hunk is tried again', () => {
    const instead = [{ hunkId: 'w1', path: 'src/window.js', rows: [] }];
    const revision = { number: 2, reason: 'no', state: 'running' as const, why: '', instead };
    const running = { ...view, revisions: [revision] };
    assert.equal(runningFor(running, 'w1')?.number, 2);
    assert.equal(runningFor(running, 'w2'), undefined);
    assert.equal(runningFor({ ...view, revisions: [{ ...revision, state: 'proposed' }] }, 'w1'), undefined);
  });
});

describe('a decision that is not on record yet', () => {
  const decisionOf = (shown: ReviewView, id: string) =>
    shown.files.flatMap(({ hunks }) => hunks).find(({ hunkId }) => hunkId === id)?.decision;

  it('is shown, and changes no hunk that is applied', () => {
    const said = new Map([
      ['w1', { decision: 'accepted', reason: undefined } as const],
      ['w2', { decision: 'rejected', reason: 'no' } as const],
    ]);
    const shown = withDecisions(reviewAfter({ w2: { applied: true } }), said);
    assert.deepEqual(
      ['w1', 'w2', 'r1'].map((id) => decisionOf(shown, id)),
      ['accepted', 'undecided', 'undecided'],
    );
  });

  it('leaves everything else the very same', () => {
    assert.equal(withDecisions(view, new Map()), view);
    const shown = withDecisions(view, new Map([['w1', { decision: 'accepted', reason: undefined }]]));
    assert.equal(shown.files[0]?.hunks[1], view.files[0]?.hunks[1]);
  });
});

describe('withSameParts', () => {
  it('gives the older value itself when nothing changed, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const older = structuredClone(value);
        assert.equal(withSameParts(value, older), Object.is(value, -0) ? value : older);
      }),
    );
  });

  it('equals the newer value, whatever the older one is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (newer, older) =>
        assert.deepEqual(withSameParts(structuredClone(newer), older), newer),
      ),
    );
  });

  it('keeps the hunks that did not change, and those alone', () => {
    const newer = structuredClone(reviewAfter({ w1: { decision: 'accepted' } }));
    const shown = withSameParts(newer, view);
    assert.notEqual(shown.files[0]?.hunks[0], view.files[0]?.hunks[0]);
    assert.equal(shown.files[0]?.hunks[1], view.files[0]?.hunks[1]);
    assert.equal(shown.files[1], view.files[1]);
    assert.deepEqual(shown, newer);
  });
});
