import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convexHull } from '../src/convexHull.js';

test('a square with a point inside', () => {
  assert.deepEqual(convexHull([[2, 2], [0, 2], [1, 1], [2, 0], [0, 0]]), [[0, 0], [2, 0], [2, 2], [0, 2]]);
});

test('a triangle', () => {
  assert.deepEqual(convexHull([[0, 0], [4, 1], [1, 5]]), [[0, 0], [4, 1], [1, 5]]);
});

test('points on an edge are no corners', () => {
  assert.deepEqual(convexHull([[0, 0], [1, 0], [2, 0], [3, 0], [3, 3]]), [[0, 0], [3, 0], [3, 3]]);
});

test('many points inside', () => {
  const points = [[0, 0], [1, 1], [2, 2], [3, 2], [4, 4], [5, 1], [6, 0], [3, 8], [3, 3], [2, 4]];
  assert.deepEqual(convexHull(points), [[0, 0], [6, 0], [3, 8]]);
});

test('points on a line', () => {
  assert.deepEqual(convexHull([[2, 2], [1, 1], [3, 3]]), [[1, 1], [3, 3]]);
});

test('few points', () => {
  assert.deepEqual(convexHull([]), []);
  assert.deepEqual(convexHull([[5, 5]]), [[5, 5]]);
  assert.deepEqual(convexHull([[5, 5], [1, 2]]), [[1, 2], [5, 5]]);
});
