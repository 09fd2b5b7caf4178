import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnionFind } from '../src/unionFind.js';

test('every item is alone at first', () => {
  const sets = new UnionFind(3);
  assert.equal(sets.count, 3);
  assert.equal(sets.connected(0, 1), false);
  assert.equal(sets.sizeOf(2), 1);
});

test('joins two sets', () => {
  const sets = new UnionFind(4);
  assert.equal(sets.union(0, 1), true);
  assert.equal(sets.connected(0, 1), true);
  assert.equal(sets.connected(0, 2), false);
  assert.equal(sets.count, 3);
});

test('joins a set with itself', () => {
  const sets = new UnionFind(4);
  sets.union(0, 1);
  sets.union(1, 2);
  assert.equal(sets.union(0, 2), false);
  assert.equal(sets.count, 2);
  assert.equal(sets.sizeOf(0), 3);
});

test('sizes', () => {
  const sets = new UnionFind(6);
  sets.union(0, 1);
  sets.union(2, 3);
  sets.union(1, 3);
  for (const item of [0, 1, 2, 3]) assert.equal(sets.sizeOf(item), 4);
  assert.equal(sets.sizeOf(4), 1);
});

test('connected over several steps', () => {
  const sets = new UnionFind(5);
  sets.union(4, 3);
  sets.union(3, 2);
  sets.union(2, 1);
  assert.equal(sets.connected(1, 4), true);
  assert.equal(sets.find(1), sets.find(4));
});
