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

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

const made = (make, longest, letters) => Array.from({ length: make(longest + 1) }, () => letters[make(letters.length)]).join('');

function* texts(count, longest) {
  for (let seed = 1; seed <= count; seed += 1) {
    const make = maker(seed);
    const letters = ['a', 'ab', 'abc', 'abcdefgh'][seed % 4];
    yield [made(make, longest, letters), made(make, 4, letters)];
  }
}

test('searches against startsWith', () => {
  for (const [text, pattern] of texts(600, 25)) {
    const all = [...text].flatMap((_, at) => (pattern !== '' && text.startsWith(pattern, at) ? [at] : []));
    assert.deepEqual(findAll(text, pattern), all, `${pattern} in ${text}`);
    assert.equal(findFirst(text, pattern), text.indexOf(pattern), `${pattern} in ${text}`);
    for (const modulus of [undefined, 2, 7, 101]) assert.deepEqual(findByHash(text, pattern, modulus), all, `${pattern} in ${text}`);
  }
});

test('tables by hand', () => {
  for (const [text] of texts(300, 16)) {
    if (text === '') continue;
    const ends = [...text].map((_, at) => {
      for (let length = at; length > 0; length -= 1) if (text.slice(0, at + 1).endsWith(text.slice(0, length))) return length;
      return 0;
    });
    assert.deepEqual(prefixTable(text), ends);
    const starts = [...text].map((_, at) => {
      let length = 0;
      while (at > 0 && at + length < text.length && text[length] === text[at + length]) length += 1;
      return length;
    });
    assert.deepEqual(zTable(text), starts);
  }
  assert.deepEqual(zTable(''), []);
});

function* parts(text) {
  for (let length = text.length; length > 0; length -= 1)
    for (let start = 0; start + length <= text.length; start += 1) yield text.slice(start, start + length);
}

test('palindromes and repeats by looking at all parts', () => {
  for (const [text] of texts(300, 14)) {
    let palindrome = '';
    let repeat = '';
    for (const part of parts(text)) {
      if (palindrome === '' && part === [...part].reverse().join('')) palindrome = part;
      if (part.length > repeat.length && text.indexOf(part) !== text.lastIndexOf(part)) repeat = part;
    }
    assert.equal(longestPalindrome(text), palindrome);
    const found = longestRepeat(text);
    assert.equal(found.length, repeat.length);
    if (found !== '') assert.notEqual(text.indexOf(found), text.lastIndexOf(found));
  }
});

test('patterns as regular expressions', () => {
  for (let seed = 1; seed <= 1500; seed += 1) {
    const make = maker(seed);
    const text = made(make, 8, 'ab');
    const pattern = made(make, 6, 'ab?**');
    const expression = new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`, 's');
    assert.equal(fits(text, pattern), expression.test(text), `${text} and ${pattern}`);
  }
});
