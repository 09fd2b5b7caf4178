import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limiter, mapLimit, retry, shareCalls, TokenBucket } from '../src/promisePool.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('mapLimit keeps the order and the limit', async () => {
  let active = 0;
  let most = 0;
  const results = await mapLimit([3, 1, 2, 1], 2, async (item, index) => {
    active++;
    most = Math.max(most, active);
    for (let step = 0; step < item; step++) await turn();
    active--;
    return `${index}:${item}`;
  });
  assert.deepEqual(results, ['0:3', '1:1', '2:2', '3:1']);
  assert.equal(most, 2);
});

test('mapLimit of nothing, and of a bad limit', async () => {
  assert.deepEqual(await mapLimit([], 3, async () => 1), []);
  await assert.rejects(mapLimit([1], 0, async () => 1), RangeError);
});

test('Limiter', async () => {
  const limiter = new Limiter(2);
  let most = 0;
  const work = async () => {
    most = Math.max(most, limiter.active);
    await turn();
    return 'done';
  };
  const all = [limiter.run(work), limiter.run(work), limiter.run(work), limiter.run(work)];
  assert.equal(limiter.active, 2);
  assert.equal(limiter.waiting, 2);
  assert.deepEqual(await Promise.all(all), ['done', 'done', 'done', 'done']);
  assert.equal(most, 2);
  assert.equal(limiter.active, 0);
});

test('Limiter goes on after a failure', async () => {
  const limiter = new Limiter(1);
  const failing = limiter.run(async () => {
    throw new Error('no');
  });
  const after = limiter.run(async () => 'yes');
  await assert.rejects(failing, /no/);
  const late = Symbol('late');
  assert.equal(await Promise.race([after, turn().then(turn).then(() => late)]), 'yes');
  await limiter.idle();
  assert.equal(limiter.active, 0);
});

test('retry', async () => {
  const waits = [];
  const sleep = async (ms) => waits.push(ms);
  const result = await retry(
    async (attempt) => {
      if (attempt < 4) throw new Error(`failed ${attempt}`);
      return attempt;
    },
    { attempts: 4, waitMs: 10, sleep },
  );
  assert.equal(result, 4);
  assert.deepEqual(waits, [10, 20, 40]);
});

test('retry gives up', async () => {
  const sleep = async () => undefined;
  let calls = 0;
  const failing = async () => {
    calls++;
    throw new Error(`failed ${calls}`);
  };
  await assert.rejects(retry(failing, { attempts: 3, sleep }), /failed 3/);
  assert.equal(calls, 3);
  calls = 0;
  await assert.rejects(retry(failing, { attempts: 3, sleep, shouldRetry: () => false }), /failed 1/);
});

test('shareCalls', async () => {
  let calls = 0;
  const load = shareCalls(async (key) => {
    calls++;
    await turn();
    return `${key}${calls}`;
  });
  assert.deepEqual(await Promise.all([load('a'), load('a'), load('b')]), ['a2', 'a2', 'b2']);
  assert.equal(calls, 2);
  await load('a');
  assert.equal(calls, 3);
});

test('shareCalls forgets failures', async () => {
  let calls = 0;
  const load = shareCalls(async () => {
    calls++;
    if (calls === 1) throw new Error('first');
    return 'second';
  });
  await assert.rejects(load('a'), /first/);
  assert.equal(await load('a'), 'second');
});

test('TokenBucket', () => {
  let now = 0;
  const bucket = new TokenBucket(3, 2, () => now);
  assert.deepEqual([bucket.take(), bucket.take(2), bucket.take()], [true, true, false]);
  assert.equal(bucket.waitFor(1), 500);
  now = 500;
  assert.equal(bucket.take(), true);
  assert.equal(bucket.take(), false);
  now = 60_000;
  assert.equal(bucket.take(3), true);
  assert.equal(bucket.take(), false);
  assert.equal(bucket.waitFor(4), Number.POSITIVE_INFINITY);
});
