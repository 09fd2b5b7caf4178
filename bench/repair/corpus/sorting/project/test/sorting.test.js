import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countInversions,
  countingSort,
  heapSort,
  insertionSort,
  mergeRuns,
  partitionSort,
  radixSort,
  select,
  shellSort,
} from '../src/sorting.js';

const lists = [[], [1], [2, 1], [3, 1, 2], [5, 2, 9, 1, 5, 6, 3], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [7, 7, 7], [0, -3, 12, -8, 4, 4, 1]];

for (const sort of [insertionSort, shellSort, heapSort, mergeRuns, partitionSort]) {
  test(`${sort.name} sorts`, () => {
    for (const list of lists) assert.deepEqual(sort(list), list.toSorted((a, b) => a - b));
  });

  test(`${sort.name} takes an order and leaves the list alone`, () => {
    const words = ['pear', 'fig', 'banana', 'kiwi2'];
    assert.deepEqual(sort(words, (a, b) => b.length - a.length), ['banana', 'kiwi2', 'pear', 'fig']);
    assert.deepEqual(words, ['pear', 'fig', 'banana', 'kiwi2']);
  });
}

test('the stable ones keep the order of equals', () => {
  const items = ['b1', 'a1', 'b2', 'a2', 'c1', 'a3'];
  const byLetter = (a, b) => a.charCodeAt(0) - b.charCodeAt(0);
  for (const sort of [insertionSort, mergeRuns]) assert.deepEqual(sort(items, byLetter), ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']);
});

test('counting sort', () => {
  assert.deepEqual(countingSort([3, -1, 2, 3, 0]), [-1, 0, 2, 3, 3]);
  assert.deepEqual(countingSort([100, 98, 100]), [98, 100, 100]);
  assert.deepEqual(countingSort([]), []);
});

test('radix sort', () => {
  assert.deepEqual(radixSort([170, 45, 75, 90, 802, 24, 2, 66]), [2, 24, 45, 66, 75, 90, 170, 802]);
  assert.deepEqual(radixSort([5, -3, 10, -20, 0]), [-20, -3, 0, 5, 10]);
  assert.deepEqual(radixSort([100, 10, 1]), [1, 10, 100]);
  assert.deepEqual(radixSort([9, 4, 15], 2), [4, 9, 15]);
  assert.deepEqual(radixSort([]), []);
});

test('select', () => {
  assert.equal(select([9, 1, 8, 2, 7], 0), 1);
  assert.equal(select([9, 1, 8, 2, 7], 2), 7);
  assert.equal(select([9, 1, 8, 2, 7], 4), 9);
  assert.equal(select(['b', 'c', 'a'], 0, (a, b) => (a < b ? 1 : -1)), 'c');
  assert.throws(() => select([1], 1), RangeError);
  assert.throws(() => select([], 0), RangeError);
});

test('inversions', () => {
  assert.equal(countInversions([1, 2, 3]), 0);
  assert.equal(countInversions([3, 2, 1]), 3);
  assert.equal(countInversions([2, 4, 1, 3, 5]), 3);
  assert.equal(countInversions([1, 1, 1]), 0);
});
