import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import { modelRetryPolicy, type RetryPorts, retry } from '../../../src/core/run/retry.ts';
import { fixedRandom, ImpatientClock } from '../../fakes/manualClock.ts';

const signal = new AbortController().signal;

function ports(clock: ImpatientClock, remainingMs = 1e9): RetryPorts & { readonly said: [string, number][] } {
  const said: [string, number][] = [];
  return {
    clock,
    random: fixedRandom,
    remainingMs: () => remainingMs,
    said,
    onRetry: async (error, waitMs) => void said.push([error.code, waitMs]),
  };
}

const failing = (times: number, error: () => Error) => {
  let calls = 0;
  return { task: async () => (++calls <= times ? Promise.reject(error()) : 'done'), count: () => calls };
};

describe('retry', () => {
  it('waits longer each time and then succeeds', async () => {
    const clock = new ImpatientClock();
    const { task } = failing(3, () => new CodedError('model.overloaded', 'busy'));
    assert.equal(await retry(task, modelRetryPolicy, ports(clock), signal), 'done');
    assert.deepEqual(clock.slept, [1_000, 2_000, 4_000]);
  });

  it('waits as long as it is told to', async () => {
    const clock = new ImpatientClock();
    const at = ports(clock);
    const { task } = failing(
      1,
      () => new CodedError('model.rateLimited', 'slow down', { details: { retryAfterMs: 20_000 } }),
    );
    await retry(task, modelRetryPolicy, at, signal);
    assert.deepEqual(at.said, [['model.rateLimited', 20_000]]);
  });

  it('spreads the waits by the jitter, and never past the longest', async () => {
    for (const [next, expected] of [
      [0, 750],
      [0.999_999, 1_250],
    ] as const) {
      const clock = new ImpatientClock();
      const { task } = failing(1, () => new CodedError('model.overloaded', 'busy'));
      await retry(task, modelRetryPolicy, { ...ports(clock), random: { ...fixedRandom, next: () => next } }, signal);
      assert.ok(Math.abs((clock.slept[0] ?? 0) - expected) < 1);
    }
    const clock = new ImpatientClock();
    const { task } = failing(2, () => new CodedError('x', 'x'));
    await retry(
      task,
      { maxAttempts: 3, baseMs: 50_000, maxMs: 60_000, jitter: 0, on: new Set(['x']) },
      ports(clock),
      signal,
    );
    assert.deepEqual(clock.slept, [50_000, 60_000]);
  });

  it('gives up after the last attempt with the failure itself', async () => {
    const { task, count } = failing(99, () => new CodedError('model.overloaded', 'busy'));
    await assert.rejects(retry(task, modelRetryPolicy, ports(new ImpatientClock()), signal), {
      code: 'model.overloaded',
    });
    assert.equal(count(), modelRetryPolicy.maxAttempts);
  });

  for (const error of [new CodedError('model.unauthorized', 'no'), new Error('a bug')]) {
    it(`does not try again after: ${error.message}`, async () => {
      const { task, count } = failing(99, () => error);
      await assert.rejects(retry(task, modelRetryPolicy, ports(new ImpatientClock()), signal), error);
      assert.equal(count(), 1);
    });
  }

  it('drops a call whose wait is longer than the time left: one call, no retry', async () => {
    const clock = new ImpatientClock();
    const { task, count } = failing(99, () => new CodedError('model.overloaded', 'busy'));
    await assert.rejects(retry(task, modelRetryPolicy, ports(clock, 500), signal), { code: 'model.overloaded' });
    assert.equal(count(), 1);
    assert.deepEqual(clock.slept, []);
  });

  it('passes a cancellation on, unwrapped', async () => {
    const abort = Object.assign(new Error('stop'), { name: 'AbortError' });
    await assert.rejects(
      retry(() => Promise.reject(abort), modelRetryPolicy, ports(new ImpatientClock()), signal),
      abort,
    );
    const { task, count } = failing(0, () => new Error());
    await assert.rejects(retry(task, modelRetryPolicy, ports(new ImpatientClock()), AbortSignal.abort()), {
      name: 'AbortError',
    });
    assert.equal(count(), 0);
  });
});
