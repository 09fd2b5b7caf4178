import { throwIfAborted } from '../../base/abort.ts';
import type { Clock, Random } from '../../base/clock.ts';
import { CodedError } from '../../base/errors.ts';

/** How failures are tried again. Delays grow as `baseMs * 2^n`, spread by up to ±`jitter` (0 to 1), at most `maxMs`. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly jitter: number;
  /** Codes worth another try. */
  readonly on: ReadonlySet<string>;
}

/** What a retry needs from outside. `remainingMs` bounds the wait: a longer one is not begun and the failure is passed on. */
export interface RetryPorts {
  readonly clock: Clock;
  readonly random: Random;
  remainingMs(): number;
  onRetry(error: CodedError, waitMs: number, attempt: number): Promise<void>;
}

/** Models fail in these ways for a while, and then work again. */
export const modelRetryPolicy: RetryPolicy = {
  maxAttempts: 4,
  baseMs: 1_000,
  maxMs: 60_000,
  jitter: 0.25,
  on: new Set(['model.rateLimited', 'model.overloaded', 'model.unreachable', 'model.timeout', 'model.truncated']),
};

/** Runs the task until it succeeds, fails for good, or the attempts are used up. A told `details.retryAfterMs` is honoured. */
export async function retry<T>(
  task: (attempt: number) => Promise<T>,
  policy: RetryPolicy,
  ports: RetryPorts,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(signal);
    try {
      return await task(attempt);
    } catch (error) {
      if (!(error instanceof CodedError) || !policy.on.has(error.code) || attempt >= policy.maxAttempts) throw error;
      const waitMs = delayMs(error, attempt, policy, ports.random);
      if (waitMs >= ports.remainingMs()) throw error;
      await ports.onRetry(error, waitMs, attempt);
      await ports.clock.sleep(waitMs, signal);
    }
  }
}

function delayMs(error: CodedError, attempt: number, policy: RetryPolicy, random: Random): number {
  const told = error.details.retryAfterMs;
  if (typeof told === 'number' && Number.isFinite(told) && told >= 0) return told;
  const spread = 1 + policy.jitter * (2 * random.next() - 1);
  return Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1) * spread);
}
