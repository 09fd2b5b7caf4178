import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, step } from '../src/life.js';

test('a block stays', () => {
  assert.deepEqual(step([[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]), [
    [0, 0, 0, 0],
    [0, 1, 1, 0],
    [0, 1, 1, 0],
    [0, 0, 0, 0],
  ]);
});

test('a blinker turns', () => {
  assert.deepEqual(step([[0, 1, 0], [0, 1, 0], [0, 1, 0]]), [[0, 0, 0], [1, 1, 1], [0, 0, 0]]);
});

test('a lonely cell dies', () => {
  assert.deepEqual(step([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), [[0, 0, 0], [0, 0, 0], [0, 0, 0]]);
});

test('a blinker after two generations', () => {
  assert.deepEqual(run([[0, 1, 0], [0, 1, 0], [0, 1, 0]], 2), [[0, 1, 0], [0, 1, 0], [0, 1, 0]]);
});

test('no generations', () => {
  assert.deepEqual(run([[1, 0], [0, 1]], 0), [[1, 0], [0, 1]]);
});

test('a glider moves on in four generations', () => {
  const board = [
    [0, 1, 0, 0, 0],
    [0, 0, 1, 0, 0],
    [1, 1, 1, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ];
  assert.deepEqual(run(board, 4), [
    [0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0],
    [0, 0, 0, 1, 0],
    [0, 1, 1, 1, 0],
    [0, 0, 0, 0, 0],
  ]);
});
