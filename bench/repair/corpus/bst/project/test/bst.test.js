import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insert, keys, remove } from '../src/bst.js';

function tree(...all) {
  return all.reduce(insert, null);
}

test('keys are in order', () => {
  assert.deepEqual(keys(tree(5, 2, 8, 1, 9, 3)), [1, 2, 3, 5, 8, 9]);
  assert.deepEqual(keys(null), []);
});

test('a key is inserted once', () => {
  assert.deepEqual(keys(tree(2, 1, 2, 1)), [1, 2]);
});

test('removes leaves', () => {
  assert.deepEqual(keys(remove(tree(5, 2, 8), 2)), [5, 8]);
  assert.deepEqual(keys(remove(tree(5, 2, 8), 8)), [2, 5]);
});

test('removes nodes with one child', () => {
  assert.deepEqual(keys(remove(tree(5, 2, 3), 2)), [3, 5]);
  assert.deepEqual(keys(remove(tree(5, 8, 7, 6), 8)), [5, 6, 7]);
});

test('removes a node with two children', () => {
  assert.deepEqual(keys(remove(tree(5, 2, 8, 6, 9, 7), 5)), [2, 6, 7, 8, 9]);
});

test('removes the last key', () => {
  assert.equal(remove(tree(4), 4), null);
});

test('a key that is not there', () => {
  assert.deepEqual(keys(remove(tree(5, 2, 8), 7)), [2, 5, 8]);
  assert.equal(remove(null, 1), null);
});
