import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnionFind } from '../src/unionFind.js';

let state = 2024;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

test('against labels that are written anew', () => {
  for (let round = 0; round < 200; round += 1) {
    const size = 1 + random(15);
    const sets = new UnionFind(size);
    let labels = Array.from({ length: size }, (_, item) => item);
    for (let step = random(30); step >= 0; step -= 1) {
      const a = random(size);
      const b = random(size);
      const [from, to] = [labels[a], labels[b]];
      assert.equal(sets.union(a, b), from !== to);
      labels = labels.map((label) => (label === from ? to : label));
      assert.equal(sets.count, new Set(labels).size);
      for (let item = 0; item < size; item += 1) {
        assert.equal(sets.sizeOf(item), labels.filter((label) => label === labels[item]).length);
        assert.equal(sets.connected(item, a), labels[item] === labels[a]);
      }
    }
  }
});

test('the smaller set is put below the larger', () => {
  const sets = new UnionFind(5);
  sets.union(0, 1);
  sets.union(0, 2);
  const root = sets.find(0);
  sets.union(3, 0);
  assert.equal(sets.find(3), root);
  sets.union(0, 4);
  assert.equal(sets.find(4), root);
});

test('find shortens the path', () => {
  const sets = new UnionFind(8);
  for (const [a, b] of [[0, 1], [2, 3], [0, 2], [4, 5], [6, 7], [4, 6], [0, 4]]) sets.union(a, b);
  for (let item = 0; item < 8; item += 1) sets.find(item);
  for (let item = 0; item < 8; item += 1) assert.equal(sets.parent[item], sets.find(0));
});
