import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenBucket } from '../src/bucket.ts';

test('gives as many tokens at once as it has room for', () => {
  const bucket = new TokenBucket({ capacity: 2, refillPerSecond: 1 }, 0);
  assert.deepEqual([bucket.take(0), bucket.take(0), bucket.take(0)], [true, true, false]);
});

test('fills at its rate, and never above its capacity', () => {
  const bucket = new TokenBucket({ capacity: 2, refillPerSecond: 2 }, 0);
  assert.deepEqual([bucket.take(0), bucket.take(0), bucket.take(400)], [true, true, false]);
  assert.equal(bucket.take(500), true);
  assert.deepEqual([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)], [true, true, false]);
});

test('refuses a rate that never lets anybody through', () => {
  assert.throws(() => new TokenBucket({ capacity: 1, refillPerSecond: 0 }, 0), RangeError);
});
