import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extendedGcd, modInverse } from '../src/modInverse.js';

test('extended gcd', () => {
  assert.deepEqual(extendedGcd(240, 46), [2, -9, 47]);
  assert.deepEqual(extendedGcd(5, 3), [1, -1, 2]);
});

test('extended gcd with zero', () => {
  assert.deepEqual(extendedGcd(7, 0), [7, 1, 0]);
});

test('small inverses', () => {
  assert.equal(modInverse(3, 11), 4);
  assert.equal(modInverse(7, 26), 15);
});

test('inverse of a large number', () => {
  assert.equal(modInverse(42, 2017), 1969);
});

test('inverse of a negative number', () => {
  assert.equal(modInverse(-3, 11), 7);
});

test('no inverse', () => {
  assert.equal(modInverse(6, 9), undefined);
});
