import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinations } from '../src/combinations.js';

function reference(items, k) {
  if (k === 0) return [[]];
  if (items.length < k) return [];
  const [first, ...rest] = items;
  return [...reference(rest, k - 1).map((one) => [first, ...one]), ...reference(rest, k)];
}

/** At most so many, so that an endless generator ends. */
function take(generator, limit) {
  const all = [];
  for (const one of generator) {
    all.push(one);
    if (all.length >= limit) break;
  }
  return all;
}

test('every k of up to eight items', () => {
  for (let n = 0; n <= 8; n += 1) {
    const items = Array.from({ length: n }, (_, i) => `i${i}`);
    for (let k = 0; k <= n + 2; k += 1) assert.deepEqual(take(combinations(items, k), 500), reference(items, k), `${k} of ${n}`);
  }
});

test('each choice is an array of its own', () => {
  const all = take(combinations([1, 2, 3], 2), 10);
  all[0].push('x');
  assert.deepEqual(all, [[1, 2, 'x'], [1, 3], [2, 3]]);
});

test('is lazy', () => {
  const generator = combinations(Array.from({ length: 60 }, (_, i) => i), 30);
  assert.deepEqual(generator.next().value.slice(27), [27, 28, 29]);
  assert.deepEqual(generator.next().value.slice(27), [27, 28, 30]);
});
