import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commonAncestor,
  diameter,
  fromSorted,
  fromWalks,
  height,
  inOrder,
  insert,
  isBalanced,
  isSearchTree,
  levels,
  node,
  remove,
  successor,
} from '../src/treeWalks.js';

const tree = (...values) => values.reduce(insert, null);
const walk = (root) => [...inOrder(root)];
const sample = () => tree(50, 30, 70, 20, 40, 60, 80);

test('insert and walk', () => {
  assert.deepEqual(walk(sample()), [20, 30, 40, 50, 60, 70, 80]);
  assert.deepEqual(walk(tree(3, 3, 1, 3)), [1, 3]);
  assert.deepEqual(walk(null), []);
});

test('remove leaves and nodes with one child', () => {
  assert.deepEqual(walk(remove(sample(), 20)), [30, 40, 50, 60, 70, 80]);
  assert.deepEqual(walk(remove(tree(5, 3, 1), 3)), [1, 5]);
  assert.deepEqual(walk(remove(tree(5, 7, 9), 7)), [5, 9]);
  assert.equal(remove(tree(1), 1), null);
});

test('remove a node with two children', () => {
  const root = remove(sample(), 50);
  assert.equal(root.value, 60);
  assert.deepEqual(walk(root), [20, 30, 40, 60, 70, 80]);
  assert.deepEqual(walk(remove(tree(5, 3, 9, 7, 8, 6), 5)), [3, 6, 7, 8, 9]);
});

test('remove what is not there', () => {
  assert.deepEqual(walk(remove(sample(), 55)), [20, 30, 40, 50, 60, 70, 80]);
  assert.equal(remove(null, 1), null);
});

test('levels', () => {
  assert.deepEqual(levels(sample()), [[50], [30, 70], [20, 40, 60, 80]]);
  assert.deepEqual(levels(sample(), { zigzag: true }), [[50], [70, 30], [20, 40, 60, 80]]);
  assert.deepEqual(levels(null), []);
});

test('height', () => {
  assert.equal(height(null), 0);
  assert.equal(height(tree(1)), 1);
  assert.equal(height(tree(1, 2, 3)), 3);
});

test('balanced', () => {
  assert.equal(isBalanced(sample()), true);
  assert.equal(isBalanced(tree(1, 2)), true);
  assert.equal(isBalanced(tree(1, 2, 3)), false);
  assert.equal(isBalanced(tree(10, 5, 15, 3, 17, 2, 18)), false);
});

test('search trees', () => {
  assert.equal(isSearchTree(sample()), true);
  assert.equal(isSearchTree(node(5, node(6))), false);
  assert.equal(isSearchTree(node(5, node(3, null, node(7)), node(8))), false);
  assert.equal(isSearchTree(node(5, node(5))), false);
  assert.equal(isSearchTree(null), true);
});

test('common ancestor', () => {
  assert.equal(commonAncestor(sample(), 20, 40).value, 30);
  assert.equal(commonAncestor(sample(), 20, 80).value, 50);
  assert.equal(commonAncestor(sample(), 60, 70).value, 70);
  assert.equal(commonAncestor(null, 1, 2), null);
});

test('successor', () => {
  assert.equal(successor(sample(), 40), 50);
  assert.equal(successor(sample(), 50), 60);
  assert.equal(successor(sample(), 65), 70);
  assert.equal(successor(sample(), 80), undefined);
  assert.equal(successor(sample(), 0), 20);
});

test('diameter', () => {
  assert.equal(diameter(sample()), 4);
  assert.equal(diameter(tree(1, 2, 3)), 2);
  assert.equal(diameter(tree(1, 10, 8, 12, 7, 13, 6, 14)), 6);
  assert.equal(diameter(null), 0);
});

test('from two walks', () => {
  const root = fromWalks([3, 9, 20, 15, 7], [9, 3, 15, 20, 7]);
  assert.deepEqual(root, node(3, node(9), node(20, node(15), node(7))));
  assert.equal(fromWalks([], []), null);
});

test('from sorted values', () => {
  assert.deepEqual(levels(fromSorted([1, 2, 3, 4, 5, 6, 7])), [[4], [2, 6], [1, 3, 5, 7]]);
  assert.equal(height(fromSorted([1, 2, 3, 4])), 3);
  assert.equal(fromSorted([]), null);
});
