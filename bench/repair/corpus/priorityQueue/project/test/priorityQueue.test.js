import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mergeSorted, PriorityQueue, smallest } from '../src/priorityQueue.js';

function drain(queue) {
  const taken = [];
  while (queue.size > 0) taken.push(queue.pop());
  return taken;
}

describe('PriorityQueue', () => {
  test('gives the smallest first', () => {
    const queue = new PriorityQueue();
    for (const number of [2, 4, 6, 1, 11, 8, 5, 3, 10, 9, 7]) queue.push(number);
    assert.equal(queue.peek(), 1);
    assert.deepEqual(drain(queue), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('is made of items at once', () => {
    assert.deepEqual(drain(new PriorityQueue(undefined, [4, 1, 3, 2, 0, 6])), [0, 1, 2, 3, 4, 6]);
  });

  test('takes an order', () => {
    const queue = new PriorityQueue((a, b) => b.weight - a.weight);
    queue.push({ weight: 1 });
    queue.push({ weight: 3 });
    queue.push({ weight: 2 });
    assert.deepEqual(drain(queue), [{ weight: 3 }, { weight: 2 }, { weight: 1 }]);
  });

  test('gives undefined when empty, and stays empty', () => {
    const queue = new PriorityQueue();
    assert.equal(queue.pop(), undefined);
    assert.equal(queue.size, 0);
    queue.push(1);
    assert.equal(queue.pop(), 1);
    assert.equal(queue.size, 0);
  });

  test('does not change the items it is made of', () => {
    const items = [3, 2, 1];
    new PriorityQueue(undefined, items).pop();
    assert.deepEqual(items, [3, 2, 1]);
  });

  test('removes from the middle', () => {
    const queue = new PriorityQueue(undefined, [5, 6, 3, 1, 4, 7, 2]);
    assert.equal(queue.remove((item) => item === 6), true);
    assert.equal(queue.remove((item) => item === 6), false);
    assert.deepEqual(drain(queue), [1, 2, 3, 4, 5, 7]);
  });
});

test('smallest', () => {
  assert.deepEqual(smallest([5, 1, 4, 2, 3], 3), [1, 2, 3]);
  assert.deepEqual(smallest([2, 1], 5), [1, 2]);
  assert.deepEqual(smallest([2, 1], 0), []);
});

test('mergeSorted', () => {
  assert.deepEqual(mergeSorted([[1, 4, 7], [2, 5], [], [3, 6, 8]]), [1, 2, 3, 4, 5, 6, 7, 8]);
});

test('mergeSorted keeps the order of lists among equals', () => {
  const order = (a, b) => a.key - b.key;
  const merged = mergeSorted([[{ key: 1, from: 'a' }, { key: 2, from: 'a' }], [{ key: 1, from: 'b' }]], order);
  assert.deepEqual(merged.map(({ from }) => from), ['a', 'b', 'a']);
});
