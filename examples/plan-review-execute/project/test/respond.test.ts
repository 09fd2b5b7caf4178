import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limiter } from '../src/limiter.ts';
import { respond } from '../src/respond.ts';

test('answers while the caller may go on, then with 429', () => {
  const limiter = new Limiter({ capacity: 1, refillPerSecond: 1 }, () => 0);
  assert.equal(respond(limiter, 'ann', () => 'hello').body, 'hello');
  assert.equal(respond(limiter, 'ann', () => 'hello').status, 429);
});
