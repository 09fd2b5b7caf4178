import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeSorted, PriorityQueue, smallest } from '../src/priorityQueue.js';

function random(seed) {
  let state = seed + 1;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const sorted = (items) => [...items].sort((a, b) => a - b);

test('against a sorted array', () => {
  for (let seed = 0; seed < 60; seed++) {
    const next = random(seed);
    const initial = Array.from({ length: next(12) }, () => next(20));
    const copy = [...initial];
    const queue = new PriorityQueue(undefined, initial);
    assert.deepEqual(initial, copy);
    let model = sorted(initial);
    for (let step = 0; step < 80; step++) {
      const action = next(4);
      const value = next(20);
      if (action < 2) {
        queue.push(value);
        model = sorted([...model, value]);
      } else if (action === 2) {
        assert.equal(queue.pop(), model.shift());
      } else {
        const at = model.indexOf(value);
        assert.equal(queue.remove((item) => item === value), at !== -1);
        if (at !== -1) model.splice(at, 1);
      }
      assert.equal(queue.size, model.length);
      assert.equal(queue.peek(), model[0]);
    }
    const rest = [];
    while (queue.size > 0) rest.push(queue.pop());
    assert.deepEqual(rest, model);
  }
});

test('smallest against sorting', () => {
  for (let seed = 0; seed < 60; seed++) {
    const next = random(seed);
    const items = Array.from({ length: next(15) }, () => next(10));
    for (const k of [-1, 0, 1, 2, 5, 20]) {
      assert.deepEqual(smallest(items, k), sorted(items).slice(0, Math.max(k, 0)));
      assert.deepEqual(smallest(items, k, (a, b) => b - a), sorted(items).reverse().slice(0, Math.max(k, 0)));
    }
  }
});

test('mergeSorted against sorting', () => {
  for (let seed = 0; seed < 60; seed++) {
    const next = random(seed);
    const lists = Array.from({ length: next(6) }, () => sorted(Array.from({ length: next(6) }, () => next(9))));
    const copy = structuredClone(lists);
    assert.deepEqual(mergeSorted(lists), sorted(lists.flat()));
    assert.deepEqual(lists, copy);
  }
});

test('mergeSorted is stable over lists', () => {
  for (let seed = 0; seed < 30; seed++) {
    const next = random(seed);
    const lists = Array.from({ length: 4 }, (_, list) =>
      sorted(Array.from({ length: next(5) }, () => next(3))).map((key, at) => ({ key, list, at })),
    );
    const expected = lists.flat().sort((a, b) => a.key - b.key || a.list - b.list || a.at - b.at);
    assert.deepEqual(mergeSorted(lists, (a, b) => a.key - b.key), expected);
  }
});

test('falsy items are items', () => {
  const queue = new PriorityQueue((a, b) => String(a).localeCompare(String(b)));
  for (const item of ['', 0, false]) queue.push(item);
  assert.equal(queue.pop(), '');
  assert.equal(queue.remove((item) => item === 0), true);
  assert.equal(queue.pop(), false);
  assert.equal(queue.pop(), undefined);
});
