import assert from 'node:assert/strict';
import { resolveBy } from '../../../src/app/mergeProposal.ts';
import type { MergedPlace } from '../../../src/protocol/merge.ts';

const sides = { base: 'a\n', ours: 'b\n', theirs: 'c\n' };
const place = (line: number, merged?: string): MergedPlace => ({
  line,
  yours: sides.ours,
  proposed: sides.theirs,
  ...(merged === undefined ? {} : { merged }),
  sure: true,
  why: '',
});

/** A merge of one file whose places are the same but for their lines. */
function resolveWith(places: readonly MergedPlace[]) {
  const conflicts = places.map(({ line }) => ({ ...sides, line }));
  const resolve = resolveBy([{ file: 'a.js', conflicts }], [{ path: 'a.js', places }]);
  return (oursStartLine: number, path = 'a.js', more = {}) => resolve(path, { ...sides, oursStartLine, ...more });
}

describe('lines of a merge', () => {
  it('are of the place that they were made for, where several places read the same', () => {
    const resolve = resolveWith([place(3, 'd\n'), place(9, 'e\n'), place(15)]);
    assert.deepEqual(
      [3, 9, 15, 20].map((line) => resolve(line)),
      ['d\n', 'e\n', undefined, undefined],
    );
  });

  it('are found again where the file has moved, when there is no doubt', () => {
    assert.equal(resolveWith([place(3, 'd\n')])(7), 'd\n');
    assert.equal(resolveWith([place(3, 'd\n'), place(9, 'd\n')])(7), 'd\n');
  });

  it('are of no other file, and of no place that has changed', () => {
    const resolve = resolveWith([place(3, 'd\n')]);
    assert.equal(resolve(3, 'b.js'), undefined);
    for (const more of [{ base: 'x' }, { ours: 'x' }, { theirs: 'x' }])
      assert.equal(resolve(3, 'a.js', more), undefined);
  });
});
