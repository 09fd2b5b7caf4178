import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limiter, mapLimit, retry, shareCalls, TokenBucket } from '../src/promisePool.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const within = async (promise, turns = 40) => {
  let ended = false;
  const watched = promise.finally(() => {
    ended = true;
  });
  watched.catch(() => undefined);
  for (let step = 0; step < turns && !ended; step++) await turn();
  assert.ok(ended, 'it did not end');
  return watched;
};

test('every limit and number of items', async () => {
  for (const limit of [1, 2, 3, 10])
    for (const count of [0, 1, 2, 5]) {
      let active = 0;
      let most = 0;
      const items = Array.from({ length: count }, (_, index) => index);
      const results = await within(
        mapLimit(items, limit, async (item, index) => {
          active++;
          most = Math.max(most, active);
          for (let step = 0; step <= (item * 7) % 3; step++) await turn();
          active--;
          return [item, index];
        }),
      );
      assert.deepEqual(results, items.map((item) => [item, item]));
      assert.equal(most, Math.min(limit, count));
    }
  for (const bad of [0, -1, 1.5, Number.NaN]) await assert.rejects(mapLimit([1], bad, async () => 1), RangeError);
  await assert.rejects(mapLimit([1, 2, 3], 2, async (item) => { if (item === 2) throw new Error('two'); }), /two/);
});

test('a limiter never exceeds its limit, in the order of the calls', async () => {
  for (const limit of [1, 2, 3]) {
    const limiter = new Limiter(limit);
    const started = [];
    let active = 0;
    let most = 0;
    const runs = Array.from({ length: 8 }, (_, index) =>
      limiter.run(async () => {
        started.push(index);
        active++;
        most = Math.max(most, active);
        for (let step = 0; step <= index % 3; step++) await turn();
        active--;
        if (index % 4 === 1) throw new Error(String(index));
        return index;
      }),
    );
    const settled = await within(Promise.allSettled(runs), 80);
    assert.deepEqual(settled.map((one) => one.value ?? one.reason.message), [0, '1', 2, 3, 4, '5', 6, 7]);
    assert.deepEqual(started, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.equal(most, limit);
    await within(limiter.idle());
    assert.equal(limiter.active, 0);
    assert.equal(limiter.waiting, 0);
    assert.equal(await within(limiter.run(async () => 'again')), 'again');
  }
});

test('a newcomer does not pass those who wait', async () => {
  const limiter = new Limiter(1);
  const order = [];
  const first = limiter.run(async () => order.push(1));
  const second = limiter.run(async () => order.push(2));
  await first;
  const third = limiter.run(async () => {
    order.push(3);
    assert.equal(limiter.active, 1);
  });
  await within(Promise.all([second, third]));
  assert.deepEqual(order, [1, 2, 3]);
  assert.equal(limiter.active, 0);
});

test('retries and their waits', async () => {
  for (const attempts of [1, 2, 5])
    for (let good = 1; good <= 6; good++) {
      const waits = [];
      const tries = [];
      const promise = retry(
        (attempt) => {
          tries.push(attempt);
          if (attempt < good) throw new Error(`try ${attempt}`);
          return attempt;
        },
        { attempts, waitMs: 3, sleep: async (ms) => void waits.push(ms) },
      );
      const expected = Math.min(attempts, good);
      if (good <= attempts) assert.equal(await promise, good);
      else await assert.rejects(promise, new RegExp(`try ${attempts}`));
      assert.deepEqual(tries, Array.from({ length: expected }, (_, index) => index + 1));
      assert.deepEqual(waits, Array.from({ length: expected - 1 }, (_, index) => 3 * 2 ** index));
    }
});

test('only some failures are tried again', async () => {
  const seen = [];
  const promise = retry(
    async (attempt) => {
      throw new Error(attempt === 2 ? 'fatal' : 'soft');
    },
    { attempts: 5, sleep: async () => undefined, shouldRetry: (error) => { seen.push(error.message); return error.message === 'soft'; } },
  );
  await assert.rejects(promise, /fatal/);
  assert.deepEqual(seen, ['soft', 'fatal']);
});

test('shared calls', async () => {
  const calls = [];
  const load = shareCalls((key) => {
    calls.push(key);
    if (key === 'bad') throw new Error('bad');
    return turn().then(() => ({ key }));
  });
  const [a, again, b] = await Promise.all([load('a'), load('a'), load('b')]);
  assert.equal(a, again);
  assert.notEqual(a, b);
  assert.notEqual(await load('a'), a);
  await assert.rejects(load('bad'), /bad/);
  await assert.rejects(load('bad'), /bad/);
  assert.deepEqual(calls, ['a', 'b', 'a', 'bad', 'bad']);
});

test('buckets', () => {
  let now = 1000;
  const bucket = new TokenBucket(5, 10, () => now);
  assert.equal(bucket.waitFor(5), 0);
  assert.equal(bucket.take(6), false);
  assert.equal(bucket.take(5), true);
  assert.equal(bucket.take(0), true);
  assert.deepEqual([1, 2, 5].map((count) => bucket.waitFor(count)), [100, 200, 500]);
  now += 50;
  assert.equal(bucket.take(), false);
  assert.equal(bucket.waitFor(1), 50);
  now += 50;
  assert.equal(bucket.take(), true);
  now += 1_000_000;
  assert.equal(bucket.waitFor(5), 0);
  assert.equal(bucket.take(5), true);
  assert.equal(bucket.take(1), false);
  assert.equal(bucket.waitFor(5.5), Number.POSITIVE_INFINITY);
});
