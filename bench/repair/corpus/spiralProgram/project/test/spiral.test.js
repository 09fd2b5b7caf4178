import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spiralOrder } from '../src/spiral.js';

test('a square', () => {
  assert.deepEqual(spiralOrder([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), [1, 2, 3, 6, 9, 8, 7, 4, 5]);
});

test('a wide matrix', () => {
  assert.deepEqual(
    spiralOrder([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]),
    [1, 2, 3, 4, 8, 12, 11, 10, 9, 5, 6, 7],
  );
});

test('one row', () => {
  assert.deepEqual(spiralOrder([[1, 2, 3]]), [1, 2, 3]);
});

test('one column', () => {
  assert.deepEqual(spiralOrder([[1], [2], [3]]), [1, 2, 3]);
});

test('one value and none', () => {
  assert.deepEqual(spiralOrder([[6]]), [6]);
  assert.deepEqual(spiralOrder([]), []);
});
