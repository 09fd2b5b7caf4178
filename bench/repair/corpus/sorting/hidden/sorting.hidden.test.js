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

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

/** Lists of every length up to 40, with few and with many different numbers. */
function* lists() {
  for (let length = 0; length <= 40; length += 1)
    for (const spread of [2, 5, 30, 5000]) {
      const make = maker(length * 7 + spread);
      const list = Array.from({ length }, () => make(spread) - Math.floor(spread / 3));
      yield list;
      yield list.toSorted((a, b) => a - b);
      yield list.toSorted((a, b) => b - a);
    }
}

test('all of them sort as the language does', () => {
  for (const list of lists()) {
    const expected = list.toSorted((a, b) => a - b);
    const before = [...list];
    for (const sort of [insertionSort, shellSort, heapSort, mergeRuns, partitionSort, countingSort, radixSort])
      assert.deepEqual(sort(list), expected, `${sort.name} of ${list}`);
    for (const base of [2, 3, 16]) assert.deepEqual(radixSort(list, base), expected);
    for (const sort of [insertionSort, shellSort, heapSort, mergeRuns, partitionSort])
      assert.deepEqual(sort(list, (a, b) => b - a), expected.toReversed(), `${sort.name} downwards`);
    assert.deepEqual(list, before);
  }
});

test('every permutation of six', () => {
  const permute = (rest) => (rest.length === 0 ? [[]] : rest.flatMap((one, at) => permute(rest.toSpliced(at, 1)).map((p) => [one, ...p])));
  for (const list of permute([1, 2, 3, 3, 4, 5]))
    for (const sort of [insertionSort, shellSort, heapSort, mergeRuns, partitionSort]) assert.deepEqual(sort(list), [1, 2, 3, 3, 4, 5]);
});

test('stable', () => {
  for (const list of lists()) {
    const items = list.map((value, at) => ({ value, at }));
    const compare = (a, b) => a.value - b.value;
    const expected = items.toSorted(compare);
    assert.deepEqual(insertionSort(items, compare), expected);
    assert.deepEqual(mergeRuns(items, compare), expected);
  }
});

test('select at every place', () => {
  for (const list of lists()) {
    const sorted = list.toSorted((a, b) => a - b);
    sorted.forEach((value, place) => {
      assert.equal(select(list, place), value);
      assert.equal(select(list, place, (a, b) => b - a), sorted.at(-1 - place));
    });
    for (const place of [-1, list.length]) assert.throws(() => select(list, place), RangeError);
  }
});

test('inversions by looking at all pairs', () => {
  for (const list of lists()) {
    let count = 0;
    for (let i = 0; i < list.length; i += 1) for (let j = i + 1; j < list.length; j += 1) if (list[i] > list[j]) count += 1;
    assert.equal(countInversions(list), count);
  }
  assert.equal(countInversions(['b', 'a']), 1);
});

test('large numbers', () => {
  assert.deepEqual(radixSort([2 ** 40, 3, 2 ** 40 - 1, -(2 ** 39)]), [-(2 ** 39), 3, 2 ** 40 - 1, 2 ** 40]);
  assert.deepEqual(radixSort([1000, 999, 100]), [100, 999, 1000]);
});
