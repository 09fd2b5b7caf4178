import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/retry.js';

/** A task that fails so many times, then gives "done". */
function failing(times) {
  return async (attempt) => {
    if (attempt <= times) throw new Error(`failure ${attempt}`);
    return 'done';
  };
}

test('succeeds at once', async () => {
  const pauses = [];
  assert.equal(await retry(failing(0), { sleep: async (ms) => pauses.push(ms) }), 'done');
  assert.deepEqual(pauses, []);
});

test('succeeds at the third attempt', async () => {
  const pauses = [];
  assert.equal(await retry(failing(2), { sleep: async (ms) => pauses.push(ms) }), 'done');
  assert.deepEqual(pauses, [100, 200]);
});

test('gives up', async () => {
  const pauses = [];
  const options = { attempts: 4, delay: 10, factor: 3, sleep: async (ms) => pauses.push(ms) };
  await assert.rejects(retry(failing(9), options), { message: 'failure 4' });
  assert.deepEqual(pauses, [10, 30, 90]);
});

test('does not try again what is not worth it', async () => {
  const pauses = [];
  const options = { sleep: async (ms) => pauses.push(ms), retryable: () => false };
  await assert.rejects(retry(failing(1), options), { message: 'failure 1' });
  assert.deepEqual(pauses, []);
});

test('waits by itself', async () => {
  assert.equal(await retry(failing(1), { delay: 1 }), 'done');
});
