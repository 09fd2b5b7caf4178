import assert from 'node:assert/strict';
import { decisionOf, hunkIdsOf, lineOf, optionalHunkIdsOf, pathOf } from '../../../src/extension/reviewInput.ts';

const refused = { code: 'review.input' };

describe('what a view sends', () => {
  it('is refused when hunks are no list of names', () => {
    for (const input of [null, 1, {}, { hunkIds: 'a' }, { hunkIds: [1] }, { hunkIds: ['x'.repeat(500)] }])
      assert.throws(() => hunkIdsOf(input), refused, JSON.stringify(input));
    assert.deepEqual(hunkIdsOf({ hunkIds: ['a'] }), ['a']);
    assert.equal(optionalHunkIdsOf({ hunkIds: undefined }), undefined);
  });

  it('is refused when a decision is unknown or a reason is no text', () => {
    assert.throws(() => decisionOf({ decision: 'maybe' }), refused);
    assert.throws(() => decisionOf({ decision: 'accepted', reason: {} }), refused);
    assert.equal(decisionOf({ decision: 'rejected', reason: 'x'.repeat(9000) }).reason?.length, 4000);
  });

  it('is refused when a file is not in the proposal', () => {
    for (const path of ['../../etc/passwd', '/etc/passwd', 'src/b.ts', 7])
      assert.throws(() => pathOf({ path }, ['src/a.ts']), refused);
    assert.equal(pathOf({ path: 'src/a.ts' }, ['src/a.ts']), 'src/a.ts');
  });

  it('names line 1 where a line makes no sense', () => {
    assert.deepEqual([{}, { line: 0 }, { line: 'x' }, { line: 1.5 }, { line: 7 }].map(lineOf), [1, 1, 1, 1, 7]);
  });
});
