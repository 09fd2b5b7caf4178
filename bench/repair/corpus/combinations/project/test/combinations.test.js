import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinations } from '../src/combinations.js';

test('two of four', () => {
  assert.deepEqual([...combinations(['a', 'b', 'c', 'd'], 2)].map((one) => one.join('')), ['ab', 'ac', 'ad', 'bc', 'bd', 'cd']);
});

test('three of five', () => {
  assert.deepEqual(
    [...combinations([1, 2, 3, 4, 5], 3)].map((one) => one.join('')),
    ['123', '124', '125', '134', '135', '145', '234', '235', '245', '345'],
  );
});

test('one of three', () => {
  assert.deepEqual([...combinations([7, 8, 9], 1)], [[7], [8], [9]]);
});

test('all of them', () => {
  assert.deepEqual([...combinations([1, 2, 3], 3)], [[1, 2, 3]]);
});

test('none of them', () => {
  assert.deepEqual([...combinations([1, 2], 0)], [[]]);
});

test('more than there are', () => {
  assert.deepEqual([...combinations([1, 2], 3)], []);
});
