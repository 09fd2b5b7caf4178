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

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

const walk = (root) => [...inOrder(root)];
const sorted = (values) => [...new Set(values)].sort((a, b) => a - b);

/** Every node with the values on the way to it, itself last. */
function ways(root, way = []) {
  if (root === null) return [];
  const here = [...way, root.value];
  return [here, ...ways(root.left, here), ...ways(root.right, here)];
}

const preOrder = (root) => (root === null ? [] : [root.value, ...preOrder(root.left), ...preOrder(root.right)]);
const flat = (root) => (root === null ? [] : [...flat(root.left), root.value, ...flat(root.right)]);

function* trees() {
  for (let seed = 1; seed <= 250; seed += 1) {
    const make = maker(seed);
    yield Array.from({ length: make(14) }, () => make(24));
  }
}

test('search trees against sorted lists', () => {
  for (const values of trees()) {
    let root = values.reduce(insert, null);
    let expected = sorted(values);
    assert.deepEqual(walk(root), expected);
    assert.deepEqual(flat(root), expected);
    assert.equal(isSearchTree(root), true);
    for (let value = -1; value <= 24; value += 1) assert.equal(successor(root, value), expected.find((one) => one > value));
    for (const value of [...values.slice(3), 99, ...values]) {
      root = remove(root, value);
      expected = expected.filter((one) => one !== value);
      assert.deepEqual(flat(root), expected);
      assert.deepEqual(walk(root), expected);
      assert.equal(isSearchTree(root), true);
    }
    assert.equal(root, null);
  }
});

test('the next larger value takes over', () => {
  for (const values of trees()) {
    for (const way of ways(values.reduce(insert, null))) {
      const root = values.reduce(insert, null);
      let target = root;
      for (const value of way.slice(1)) target = value < target.value ? target.left : target.right;
      if (target.left === null || target.right === null) continue;
      const next = flat(target.right)[0];
      const shape = preOrder(target.left);
      remove(root, target.value);
      assert.equal(target.value, next);
      assert.deepEqual(preOrder(target.left), shape);
    }
  }
});

test('levels, heights and ways', () => {
  for (const values of trees()) {
    const root = values.reduce(insert, null);
    const all = ways(root);
    const expected = [];
    for (const way of all) (expected[way.length - 1] ??= []).push(way.at(-1));
    assert.deepEqual(levels(root), expected);
    assert.deepEqual(levels(root, { zigzag: true }), expected.map((level, n) => (n % 2 ? level.toReversed() : level)));
    assert.equal(height(root), expected.length);
    let longest = 0;
    for (const a of all)
      for (const b of all) {
        let same = 0;
        while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
        longest = Math.max(longest, a.length + b.length - 2 * same);
        assert.equal(commonAncestor(root, a.at(-1), b.at(-1)).value, a[same - 1]);
      }
    assert.equal(diameter(root), longest);
    const deep = (current) => (current === null ? 0 : 1 + Math.max(deep(current.left), deep(current.right)));
    const even = (current) => current === null || (Math.abs(deep(current.left) - deep(current.right)) < 2 && even(current.left) && even(current.right));
    assert.equal(isBalanced(root), even(root));
    assert.deepEqual(fromWalks(preOrder(root), flat(root)), root);
  }
});

/** Trees that are no search trees, by changing one value of one that is. */
test('what is no search tree', () => {
  for (const values of trees()) {
    const root = values.reduce(insert, null);
    const nodes = [];
    const collect = (current) => current && (nodes.push(current), collect(current.left), collect(current.right));
    collect(root);
    for (const one of nodes)
      for (const changed of [-5, 30, 3.5, 12, 12.5]) {
        const before = one.value;
        one.value = changed;
        const list = flat(root);
        assert.equal(isSearchTree(root), list.every((value, n) => n === 0 || list[n - 1] < value));
        one.value = before;
      }
  }
});

test('lowest trees', () => {
  for (let size = 0; size <= 40; size += 1) {
    const values = Array.from({ length: size }, (_, n) => n * 2);
    const root = fromSorted(values);
    assert.deepEqual(flat(root), values);
    assert.equal(isBalanced(root), true);
    assert.equal(height(root), size === 0 ? 0 : Math.floor(Math.log2(size)) + 1);
  }
  assert.deepEqual(fromSorted([1, 2]), node(2, node(1)));
});

test('a long branch is walked', () => {
  let root = null;
  for (let value = 20_000; value > 0; value -= 1) root = node(value, null, root);
  let sum = 0;
  for (const value of inOrder(root)) sum += value;
  assert.equal(sum, 20_000 * 10_001 - 10_000);
});
