import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeString } from '../src/decodeString.js';

let state = 4242;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

/** Replaces an innermost repetition as long as there is one. */
function reference(text) {
  const innermost = /(\d+)\[([^\[\]\d]*)\]/;
  let rest = text;
  while (innermost.test(rest)) rest = rest.replace(innermost, (_, times, inner) => inner.repeat(Number(times)));
  return rest;
}

function generate(depth) {
  let text = '';
  for (let part = 1 + random(3); part > 0; part -= 1) {
    if (depth > 0 && random(2) === 0) text += `${[0, 1, 2, 3, 10, 13][random(6)]}[${generate(depth - 1)}]`;
    else text += ['a', 'bc', '', 'x y'][random(4)];
  }
  return text;
}

test('generated texts', () => {
  for (let round = 0; round < 400; round += 1) {
    const text = generate(3);
    assert.equal(decodeString(text), reference(text), text);
  }
});

test('literal cases', () => {
  const cases = {
    '1[a]': 'a', '0[a]b': 'b', '10[a]': 'a'.repeat(10), '100[xy]': 'xy'.repeat(100), '2[2[2[a]]]': 'aaaaaaaa',
    '2[a]2[b]2[c]': 'aabbcc', 'a1[b]c': 'abc', '2[3[a]b]': 'aaabaaab', '2[]': '', '2[1[a]]': 'aa',
    '11[1[a]]': 'a'.repeat(11), '2[a10[b]]c': `a${'b'.repeat(10)}a${'b'.repeat(10)}c`,
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(decodeString(text), expected, text);
});
