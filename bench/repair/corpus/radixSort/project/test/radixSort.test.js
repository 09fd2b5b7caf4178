import assert from 'node:assert/strict';
import { test } from 'node:test';
import { radixSort } from '../src/radixSort.js';

test('the example of the textbook', () => {
  assert.deepEqual(radixSort([329, 457, 657, 839, 436, 720, 355]), [329, 355, 436, 457, 657, 720, 839]);
});

test('numbers of different lengths', () => {
  assert.deepEqual(radixSort([170, 45, 75, 90, 802, 24, 2, 66]), [2, 24, 45, 66, 75, 90, 170, 802]);
});

test('equal numbers', () => {
  assert.deepEqual(radixSort([3, 1, 3, 0, 1]), [0, 1, 1, 3, 3]);
});

test('powers of ten', () => {
  assert.deepEqual(radixSort([100, 10, 1, 99, 9]), [1, 9, 10, 99, 100]);
});

test('nothing and one number', () => {
  assert.deepEqual(radixSort([]), []);
  assert.deepEqual(radixSort([42]), [42]);
});

test('leaves the given array alone', () => {
  const numbers = [2, 1];
  assert.deepEqual(radixSort(numbers), [1, 2]);
  assert.deepEqual(numbers, [2, 1]);
});
