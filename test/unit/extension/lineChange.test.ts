import assert from 'node:assert/strict';
import { keepChange, lineChangeFrom, undoChange } from '../../../src/extension/applied/lineChange.ts';

const change = (original: readonly [number, number], modified: readonly [number, number]) => ({
  originalStartLineNumber: original[0],
  originalEndLineNumber: original[1],
  modifiedStartLineNumber: modified[0],
  modifiedEndLineNumber: modified[1],
});

describe('a change in the gutter', () => {
  const cases = [
    ['a replaced line', 'a\nb\nc\n', 'a\nB\nc\n', change([2, 2], [2, 2])],
    ['lines that came', 'a\nc\n', 'a\nb1\nb2\nc\n', change([1, 0], [2, 3])],
    ['lines at the beginning', 'c\n', 'a\nb\nc\n', change([0, 0], [1, 2])],
    ['lines that went', 'a\nb\nc\n', 'a\nc\n', change([2, 2], [1, 0])],
    ['the last line, without its end', 'a', 'a\nb', change([1, 0], [2, 2])],
    ['all of a file', 'a\nb', 'x', change([1, 2], [1, 1])],
  ] as const;
  for (const [name, original, modified, one] of cases)
    it(`of ${name} is kept and undone`, () => {
      assert.equal(keepChange({ original, modified }, one), modified);
      assert.equal(undoChange({ original, modified }, one), original);
    });

  it('leaves the other changes, in the line ends of each side', () => {
    const versions = { original: 'a\r\nb\r\nc\r\n', modified: 'A\nb\nC\n' };
    assert.equal(keepChange(versions, change([1, 1], [1, 1])), 'A\r\nb\r\nc\r\n');
    assert.equal(undoChange(versions, change([3, 3], [3, 3])), 'A\nb\nc\n');
  });

  it('is nothing that anybody made up', () => {
    const good = change([1, 1], [1, 1]);
    for (const [changes, index] of [
      [undefined, 0],
      [[good], 1],
      [[good], '0'],
      [[{ ...good, modifiedEndLineNumber: 'x' }], 0],
      [[{ ...good, originalStartLineNumber: -3 }], 0],
      [[null], 0],
    ])
      assert.equal(lineChangeFrom(changes, index), undefined);
    assert.deepEqual(lineChangeFrom([good], 0), good);
  });
});
