import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limiter } from '../src/limiter.ts';

test('counts each caller alone', () => {
  const limiter = new Limiter({ capacity: 1, refillPerSecond: 1 }, () => 0);
  assert.equal(limiter.allow('ann'), true);
  assert.equal(limiter.allow('ann'), false);
  assert.equal(limiter.allow('bob'), true);
});
