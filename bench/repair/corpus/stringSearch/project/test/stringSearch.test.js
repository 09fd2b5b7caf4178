import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  findAll,
  findByHash,
  findFirst,
  fits,
  longestPalindrome,
  longestRepeat,
  prefixTable,
  zTable,
} from '../src/stringSearch.js';

test('prefix table', () => {
  assert.deepEqual(prefixTable('abababca'), [0, 0, 1, 2, 3, 4, 0, 1]);
  assert.deepEqual(prefixTable('aabaaab'), [0, 1, 0, 1, 2, 2, 3]);
  assert.deepEqual(prefixTable('a'), [0]);
});

test('find all', () => {
  assert.deepEqual(findAll('abracadabra', 'abra'), [0, 7]);
  assert.deepEqual(findAll('aabaaabaab', 'aab'), [0, 4, 7]);
  assert.deepEqual(findAll('abc', 'abcd'), []);
  assert.deepEqual(findAll('abc', ''), []);
});

test('overlaps are found', () => {
  assert.deepEqual(findAll('aaaa', 'aa'), [0, 1, 2]);
  assert.deepEqual(findAll('abababa', 'aba'), [0, 2, 4]);
});

test('find first', () => {
  assert.equal(findFirst('here is a simple example', 'example'), 17);
  assert.equal(findFirst('abcabd', 'abd'), 3);
  assert.equal(findFirst('aaab', 'ab'), 2);
  assert.equal(findFirst('bananas', 'anas'), 3);
  assert.equal(findFirst('abc', 'abd'), -1);
  assert.equal(findFirst('abc', 'c'), 2);
  assert.equal(findFirst('abc', ''), 0);
});

test('find by hash', () => {
  assert.deepEqual(findByHash('abracadabra', 'abra'), [0, 7]);
  assert.deepEqual(findByHash('aaaa', 'aa'), [0, 1, 2]);
  assert.deepEqual(findByHash('abc', 'xyz'), []);
  assert.deepEqual(findByHash('ab', 'abc'), []);
});

test('hashes that are the same do not suffice', () => {
  assert.deepEqual(findByHash('abcdefghij', 'de', 7), [3]);
  assert.deepEqual(findByHash('the cat sat on the mat', 'at', 3), [5, 9, 20]);
});

test('z table', () => {
  assert.deepEqual(zTable('aabcaabxaaaz'), [0, 1, 0, 0, 3, 1, 0, 0, 2, 2, 1, 0]);
  assert.deepEqual(zTable('aaaaa'), [0, 4, 3, 2, 1]);
  assert.deepEqual(zTable('abacababac'), [0, 0, 1, 0, 3, 0, 4, 0, 1, 0].map((n, at) => (at === 6 ? 4 : n)));
});

test('palindromes', () => {
  assert.equal(longestPalindrome('forgeeksskeegfor'), 'geeksskeeg');
  assert.equal(longestPalindrome('babad'), 'bab');
  assert.equal(longestPalindrome('abc'), 'a');
  assert.equal(longestPalindrome('racecar'), 'racecar');
  assert.equal(longestPalindrome('aa'), 'aa');
  assert.equal(longestPalindrome(''), '');
});

test('repeats', () => {
  assert.equal(longestRepeat('banana'), 'ana');
  assert.equal(longestRepeat('to be or not to be'), 'to be');
  assert.equal(longestRepeat('abc'), '');
  assert.equal(longestRepeat('aaa'), 'aa');
});

test('fits', () => {
  assert.equal(fits('abc', 'a?c'), true);
  assert.equal(fits('abc', 'a*'), true);
  assert.equal(fits('abc', '*c'), true);
  assert.equal(fits('abc', 'ab'), false);
  assert.equal(fits('abc', 'abc?'), false);
  assert.equal(fits('', '*'), true);
  assert.equal(fits('', '?'), false);
});

test('stars that have to try again', () => {
  assert.equal(fits('abcbcd', 'a*bcd'), true);
  assert.equal(fits('aab', '*ab'), true);
  assert.equal(fits('mississippi', 'm*iss*ip*'), true);
  assert.equal(fits('mississippi', 'm*iss*ipp'), false);
  assert.equal(fits('ab', 'ab**'), true);
});
