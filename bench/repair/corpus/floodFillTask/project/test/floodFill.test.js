import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floodFill } from '../src/floodFill.js';

test('fills a joined area', () => {
  assert.deepEqual(floodFill([[1, 1, 1], [1, 1, 0], [1, 0, 1]], 1, 1, 2), [[2, 2, 2], [2, 2, 0], [2, 0, 1]]);
});

test('leaves an image that has the colour already', () => {
  assert.deepEqual(floodFill([[0, 0, 0], [0, 1, 1]], 1, 1, 1), [[0, 0, 0], [0, 1, 1]]);
});

test('fills a wide image', () => {
  assert.deepEqual(floodFill([[0, 0, 0, 0, 1], [1, 1, 1, 0, 0]], 0, 0, 7), [[7, 7, 7, 7, 1], [1, 1, 1, 7, 7]]);
});

test('fills a tall image', () => {
  assert.deepEqual(floodFill([[3], [3], [4], [3]], 1, 0, 5), [[5], [5], [4], [3]]);
});

test('does not join corners', () => {
  assert.deepEqual(floodFill([[1, 0], [0, 1]], 0, 0, 9), [[9, 0], [0, 1]]);
});

test('leaves the given image alone', () => {
  const image = [[1, 1], [0, 1]];
  floodFill(image, 0, 0, 8);
  assert.deepEqual(image, [[1, 1], [0, 1]]);
});
