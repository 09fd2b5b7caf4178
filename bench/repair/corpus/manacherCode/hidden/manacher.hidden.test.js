import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestPalindrome } from '../src/manacher.js';

let state = 21;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

function reference(text) {
  for (let length = text.length; length > 0; length -= 1)
    for (let start = 0; start + length <= text.length; start += 1) {
      const part = text.slice(start, start + length);
      if (part === part.split('').reverse().join('')) return part;
    }
  return '';
}

test('every text of two letters up to length ten', () => {
  for (let length = 0; length <= 10; length += 1)
    for (let bits = 0; bits < 1 << length; bits += 1) {
      const text = Array.from({ length }, (_, i) => 'ab'[(bits >> i) & 1]).join('');
      assert.equal(longestPalindrome(text), reference(text), text);
    }
});

test('generated texts', () => {
  for (let round = 0; round < 300; round += 1) {
    const letters = 2 + random(3);
    const text = Array.from({ length: random(40) }, () => 'abc#'[random(letters)]).join('');
    assert.equal(longestPalindrome(text), reference(text), text);
  }
});

test('a long text in reasonable time', () => {
  const half = 'ab'.repeat(20000);
  assert.equal(longestPalindrome(`${half}c${half.split('').reverse().join('')}`).length, 80001);
});
