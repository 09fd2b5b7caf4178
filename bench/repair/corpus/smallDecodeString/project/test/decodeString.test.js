import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeString } from '../src/decodeString.js';

test('plain text', () => {
  assert.equal(decodeString('hello'), 'hello');
  assert.equal(decodeString(''), '');
});

test('one repetition', () => {
  assert.equal(decodeString('3[ab]'), 'ababab');
});

test('several repetitions', () => {
  assert.equal(decodeString('3[a]2[bc]'), 'aaabcbc');
});

test('nested repetitions', () => {
  assert.equal(decodeString('3[a2[c]]'), 'accaccacc');
});

test('text around repetitions', () => {
  assert.equal(decodeString('x2[abc]3[cd]ef'), 'xabcabccdcdcdef');
});

test('counts of two digits', () => {
  assert.equal(decodeString('12[z]'), 'zzzzzzzzzzzz');
});
