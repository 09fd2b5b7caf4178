import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RingBuffer } from '../src/ringBuffer.js';

function filled(capacity, ...items) {
  const buffer = new RingBuffer(capacity);
  for (const item of items) buffer.push(item);
  return buffer;
}

test('keeps items in order', () => {
  assert.deepEqual([...filled(4, 'a', 'b', 'c')], ['a', 'b', 'c']);
  assert.equal(filled(4, 'a', 'b', 'c').size, 3);
});

test('overwrites the oldest', () => {
  const buffer = filled(3, 1, 2, 3, 4, 5);
  assert.deepEqual([...buffer], [3, 4, 5]);
  assert.equal(buffer.size, 3);
});

test('shift takes the oldest', () => {
  const buffer = filled(3, 1, 2);
  assert.equal(buffer.shift(), 1);
  assert.equal(buffer.shift(), 2);
  assert.equal(buffer.shift(), undefined);
  assert.equal(buffer.size, 0);
});

test('goes around several times', () => {
  const buffer = new RingBuffer(2);
  for (let item = 0; item < 7; item += 1) {
    buffer.push(item);
    assert.equal(buffer.shift(), item);
  }
});

test('at counts from the oldest', () => {
  const buffer = filled(3, 'a', 'b', 'c', 'd');
  assert.equal(buffer.at(0), 'b');
  assert.equal(buffer.at(2), 'd');
  assert.equal(buffer.at(3), undefined);
  assert.equal(buffer.at(-1), undefined);
});
