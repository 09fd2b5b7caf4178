import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { abortError } from '../../base/abort.ts';
import type { Clock, Random } from '../../base/clock.ts';

/** The longest delay a timer takes, about 24 days: Node fires at once above it. */
const longestMs = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await delay(Math.min(ms, longestMs), undefined, { signal });
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      throw error;
    }
  },
};

/** The machine's own randomness. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  next: () => randomBytes(4).readUInt32LE() / 2 ** 32,
};
