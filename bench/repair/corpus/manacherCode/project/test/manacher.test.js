import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestPalindrome } from '../src/manacher.js';

test('of odd length', () => {
  assert.equal(longestPalindrome('xracecary'), 'racecar');
});

test('of even length', () => {
  assert.equal(longestPalindrome('cabbad'), 'abba');
});

test('palindromes that overlap', () => {
  assert.equal(longestPalindrome('babcbabcbaccba'), 'abcbabcba');
  assert.equal(longestPalindrome('bananas'), 'anana');
  assert.equal(longestPalindrome('abaaab'), 'baaab');
});

test('the first of several', () => {
  assert.equal(longestPalindrome('babad'), 'bab');
});

test('the whole text', () => {
  assert.equal(longestPalindrome('aaaa'), 'aaaa');
});

test('one character and none', () => {
  assert.equal(longestPalindrome('a'), 'a');
  assert.equal(longestPalindrome(''), '');
});
