import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compress, decompress } from '../src/lzw.js';

let state = 777;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

/** The longest known beginning, found by trying every length; the dictionary is a list. */
function reference(text) {
  const words = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
  const codes = [];
  for (let at = 0; at < text.length; ) {
    let length = 1;
    while (at + length < text.length && words.includes(text.slice(at, at + length + 1))) length += 1;
    codes.push(words.indexOf(text.slice(at, at + length)));
    if (at + length < text.length) words.push(text.slice(at, at + length + 1));
    at += length;
  }
  return codes;
}

test('generated texts', () => {
  for (let round = 0; round < 150; round += 1) {
    const letters = 1 + random(4);
    const text = Array.from({ length: random(60) }, () => 'abcd'[random(letters)]).join('');
    const codes = compress(text);
    assert.deepEqual(codes, reference(text), text);
    assert.equal(decompress(codes), text);
  }
});

test('every character', () => {
  const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
  assert.deepEqual(compress(all), Array.from({ length: 256 }, (_, code) => code));
  assert.equal(decompress(compress(all + all)), all + all);
});

test('runs', () => {
  for (let length = 0; length < 40; length += 1) {
    const text = 'z'.repeat(length);
    assert.deepEqual(compress(text), reference(text));
    assert.equal(decompress(compress(text)), text);
  }
});
