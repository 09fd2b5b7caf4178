import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/retry.js';

test('every number of failures and attempts', async () => {
  for (let attempts = 1; attempts <= 5; attempts += 1)
    for (let failures = 0; failures <= 6; failures += 1)
      for (const [delay, factor] of [[100, 2], [7, 1], [5, 3]]) {
        const log = [];
        const task = async (attempt) => {
          log.push(`try ${attempt}`);
          if (attempt <= failures) throw new Error(`failure ${attempt}`);
          return { attempt };
        };
        const sleep = async (ms) => {
          log.push(`sleep ${ms}`);
        };
        const expected = ['try 1'];
        for (let n = 1; n < attempts && n <= failures; n += 1) expected.push(`sleep ${delay * factor ** (n - 1)}`, `try ${n + 1}`);
        const promise = retry(task, { attempts, delay, factor, sleep });
        if (failures < attempts) assert.deepEqual(await promise, { attempt: failures + 1 });
        else await assert.rejects(promise, { message: `failure ${attempts}` });
        assert.deepEqual(log, expected);
      }
});

test('only errors that are worth it', async () => {
  let calls = 0;
  const task = () => {
    calls += 1;
    throw calls < 3 ? new TypeError('again') : new RangeError('stop');
  };
  const options = { attempts: 10, sleep: async () => {}, retryable: (error) => error instanceof TypeError };
  await assert.rejects(retry(task, options), RangeError);
  assert.equal(calls, 3);
});

test('waits for the sleep', async () => {
  let awake = false;
  const sleep = () => new Promise((resolve) => setTimeout(() => resolve((awake = true)), 5));
  const task = async (attempt) => {
    if (attempt === 1) throw new Error('first');
    return awake;
  };
  assert.equal(await retry(task, { sleep }), true);
});

test('tasks that are not async, and nothing as a value', async () => {
  assert.equal(await retry(() => undefined), undefined);
  assert.equal(await retry(() => 0), 0);
});
