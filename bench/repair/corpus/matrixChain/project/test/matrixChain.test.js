import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixChain } from '../src/matrixChain.js';

test('one matrix', () => {
  assert.deepEqual(matrixChain([3, 4]), { cost: 0, order: 'A1' });
});

test('two matrices', () => {
  assert.deepEqual(matrixChain([10, 20, 30]), { cost: 6000, order: '(A1A2)' });
});

test('three matrices', () => {
  assert.deepEqual(matrixChain([10, 30, 5, 60]), { cost: 4500, order: '((A1A2)A3)' });
  assert.deepEqual(matrixChain([10, 100, 5, 50]), { cost: 7500, order: '((A1A2)A3)' });
});

test('four matrices', () => {
  assert.deepEqual(matrixChain([40, 20, 30, 10, 30]), { cost: 26000, order: '((A1(A2A3))A4)' });
});

test('the example of the textbook', () => {
  assert.deepEqual(matrixChain([30, 35, 15, 5, 10, 20, 25]), { cost: 15125, order: '((A1(A2A3))((A4A5)A6))' });
});
