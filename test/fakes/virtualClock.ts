import { abortError } from '../../src/base/abort.ts';
import type { Clock } from '../../src/base/clock.ts';

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  wake(): void;
}

/** A clock that jumps to the next sleeper as soon as nothing else is left to do: whole runs take no time. */
export class VirtualClock implements Clock {
  readonly #startMs = 1_700_000_000_000;
  #sinceMs = 0;
  #order = 0;
  #sleepers: Sleeper[] = [];

  nowMs(): number {
    return this.#startMs + this.#sinceMs;
  }

  monotonicMs(): number {
    return this.#sinceMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError(signal));
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        reject(abortError(signal));
      };
      const wake = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper = { atMs: this.#sinceMs + ms, order: this.#order++, wake };
      this.#sleepers.push(sleeper);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Lets time pass until the promise settles; fails when nothing is left that could settle it. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return promise;
      const next = this.#sleepers.reduce<Sleeper | undefined>(
        (first, one) =>
          !first || one.atMs < first.atMs || (one.atMs === first.atMs && one.order < first.order) ? one : first,
        undefined,
      );
      if (!next) throw new Error('deadlock: nobody sleeps and nothing has settled');
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#sinceMs = Math.max(this.#sinceMs, next.atMs);
      next.wake();
    }
  }
}
