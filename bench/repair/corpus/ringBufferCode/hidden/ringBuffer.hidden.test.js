import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RingBuffer } from '../src/ringBuffer.js';

let state = 171;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

test('against an array', () => {
  for (let round = 0; round < 200; round += 1) {
    const capacity = 1 + random(6);
    const buffer = new RingBuffer(capacity);
    const items = [];
    for (let turn = 0; turn < 60; turn += 1) {
      if (random(5) < 3) {
        buffer.push(turn);
        items.push(turn);
        if (items.length > capacity) items.shift();
      } else {
        assert.equal(buffer.shift(), items.shift());
      }
      assert.equal(buffer.size, items.length);
      assert.deepEqual([...buffer], items);
      for (let index = -2; index < capacity + 2; index += 1)
        assert.equal(buffer.at(index), index < 0 ? undefined : items[index]);
    }
  }
});

test('holds no item that was taken out', () => {
  const buffer = new RingBuffer(3);
  for (const item of ['a', 'b', 'c', 'd']) buffer.push(item);
  for (let count = 0; count < 3; count += 1) buffer.shift();
  assert.ok(buffer.slots.every((slot) => slot === undefined));
  assert.equal(buffer.slots.length, 3);
});

test('iterates twice', () => {
  const buffer = new RingBuffer(2);
  buffer.push(1);
  assert.deepEqual([...buffer, ...buffer], [1, 1]);
});
