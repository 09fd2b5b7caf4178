import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compress, decompress } from '../src/lzw.js';

test('compresses the published example', () => {
  const codes = [84, 79, 66, 69, 79, 82, 78, 79, 84, 256, 258, 260, 265, 259, 261, 263];
  assert.deepEqual(compress('TOBEORNOTTOBEORTOBEORNOT'), codes);
});

test('decompresses the published example', () => {
  const codes = [84, 79, 66, 69, 79, 82, 78, 79, 84, 256, 258, 260, 265, 259, 261, 263];
  assert.equal(decompress(codes), 'TOBEORNOTTOBEORTOBEORNOT');
});

test('compresses a repeated character', () => {
  assert.deepEqual(compress('aaaaaa'), [97, 256, 257]);
});

test('decompresses a code that is not in the table yet', () => {
  assert.equal(decompress([97, 256, 257]), 'aaaaaa');
});

test('compresses one character', () => {
  assert.deepEqual(compress('x'), [120]);
});

test('compresses nothing', () => {
  assert.deepEqual(compress(''), []);
});

test('decompresses nothing', () => {
  assert.equal(decompress([]), '');
});

test('goes there and back', () => {
  for (const text of ['abababababab', 'the rain in spain', 'banana bandana'])
    assert.equal(decompress(compress(text)), text);
});
