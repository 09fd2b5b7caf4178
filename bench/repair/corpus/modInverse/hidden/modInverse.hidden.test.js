import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extendedGcd, modInverse } from '../src/modInverse.js';

function divisor(a, b) {
  for (let d = Math.max(a, b); d > 0; d -= 1) if (a % d === 0 && b % d === 0) return d;
  return 0;
}

test('every pair up to 60', () => {
  for (let a = 0; a <= 60; a += 1)
    for (let b = 0; b <= 60; b += 1) {
      const [g, x, y] = extendedGcd(a, b);
      assert.equal(g, divisor(a, b), `${a} ${b}`);
      assert.equal(a * x + b * y, g, `${a} ${b}`);
    }
});

test('every inverse up to 50', () => {
  for (let m = 2; m <= 50; m += 1)
    for (let a = -60; a <= 120; a += 1) {
      let expected;
      for (let x = 0; x < m; x += 1) if ((((a * x) % m) + m) % m === 1) expected ??= x;
      assert.equal(modInverse(a, m), expected, `${a} modulo ${m}`);
    }
});
