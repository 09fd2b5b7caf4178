import assert from 'node:assert/strict';
import { test } from 'node:test';
import { radixSort } from '../src/radixSort.js';

let state = 16;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

test('generated numbers', () => {
  for (let round = 0; round < 400; round += 1) {
    const below = [2, 10, 11, 101, 1000, 1001, 123456, 2000000000][random(8)];
    const numbers = Array.from({ length: random(25) }, () => random(below));
    const before = [...numbers];
    assert.deepEqual(radixSort(numbers), numbers.toSorted((a, b) => a - b));
    assert.deepEqual(numbers, before);
  }
});

test('a power of ten as the largest', () => {
  for (let power = 1; power <= 1e12; power *= 10)
    assert.deepEqual(radixSort([power, 0, power - 1]), [power, 0, power - 1].sort((a, b) => a - b));
});

test('a copy', () => {
  const numbers = [0, 0];
  assert.notEqual(radixSort(numbers), numbers);
});
