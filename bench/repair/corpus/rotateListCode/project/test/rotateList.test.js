import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromArray, rotateRight, toArray } from '../src/rotateList.js';

test('there and back', () => {
  assert.deepEqual(toArray(fromArray([1, 2, 3])), [1, 2, 3]);
  assert.deepEqual(toArray(fromArray([])), []);
});

test('rotates by two', () => {
  assert.deepEqual(toArray(rotateRight(fromArray([1, 2, 3, 4, 5]), 2)), [4, 5, 1, 2, 3]);
});

test('rotates by more than the length', () => {
  assert.deepEqual(toArray(rotateRight(fromArray([0, 1, 2]), 4)), [2, 0, 1]);
});

test('rotates by nothing', () => {
  assert.deepEqual(toArray(rotateRight(fromArray(['a', 'b']), 0)), ['a', 'b']);
});

test('one node', () => {
  assert.deepEqual(toArray(rotateRight(fromArray([7]), 3)), [7]);
});

test('an empty list', () => {
  assert.equal(rotateRight(null, 3), null);
});
