import assert from 'node:assert/strict';
import { test } from 'node:test';
import { insert, keys, remove } from '../src/bst.js';

let state = 555;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

function check(node, low = -Infinity, high = Infinity) {
  if (node === null) return 0;
  assert.ok(node.key > low && node.key < high);
  return 1 + check(node.left, low, node.key) + check(node.right, node.key, high);
}

test('against a set', () => {
  for (let round = 0; round < 200; round += 1) {
    let root = null;
    const set = new Set();
    for (let step = 0; step < 40; step += 1) {
      const key = random(15);
      if (random(2) === 0) {
        root = insert(root, key);
        set.add(key);
      } else {
        root = remove(root, key);
        set.delete(key);
      }
      assert.deepEqual(keys(root), [...set].sort((a, b) => a - b));
      assert.equal(check(root), set.size);
    }
  }
});

test('texts as keys', () => {
  let root = ['pear', 'apple', 'plum', 'fig'].reduce(insert, null);
  assert.deepEqual(keys(root), ['apple', 'fig', 'pear', 'plum']);
  root = remove(root, 'pear');
  assert.deepEqual(keys(root), ['apple', 'fig', 'plum']);
});

test('the shape after inserting', () => {
  assert.deepEqual([2, 1, 3].reduce(insert, null), {
    key: 2,
    left: { key: 1, left: null, right: null },
    right: { key: 3, left: null, right: null },
  });
});
