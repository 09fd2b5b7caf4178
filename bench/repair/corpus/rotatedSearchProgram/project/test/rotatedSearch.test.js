import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchRotated } from '../src/rotatedSearch.js';

test('finds a value behind the turn', () => {
  assert.equal(searchRotated([4, 5, 6, 7, 0, 1, 2], 0), 4);
});

test('finds the first value', () => {
  assert.equal(searchRotated([4, 5, 6, 7, 0, 1, 2], 4), 0);
});

test('finds the last value', () => {
  assert.equal(searchRotated([6, 7, 0, 1, 2, 3, 4], 4), 6);
});

test('a value that is missing', () => {
  assert.equal(searchRotated([4, 5, 6, 7, 0, 1, 2], 3), -1);
});

test('an array that is not rotated', () => {
  assert.equal(searchRotated([1, 3, 5, 7, 9], 7), 3);
  assert.equal(searchRotated([1, 3, 5, 7, 9], 3), 1);
});

test('two values', () => {
  assert.equal(searchRotated([3, 1], 1), 1);
  assert.equal(searchRotated([3, 1], 3), 0);
});

test('one value and none', () => {
  assert.equal(searchRotated([1], 0), -1);
  assert.equal(searchRotated([], 5), -1);
});
