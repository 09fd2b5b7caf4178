import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countQueens } from '../src/nQueens.js';

test('one queen', () => {
  assert.equal(countQueens(1), 1);
});

test('boards that are too small', () => {
  assert.equal(countQueens(2), 0);
  assert.equal(countQueens(3), 0);
});

test('four queens', () => {
  assert.equal(countQueens(4), 2);
});

test('five and six queens', () => {
  assert.equal(countQueens(5), 10);
  assert.equal(countQueens(6), 4);
});

test('eight queens', () => {
  assert.equal(countQueens(8), 92);
});
