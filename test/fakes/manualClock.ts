import { abortError } from '../../src/base/abort.ts';
import type { Clock, Random } from '../../src/base/clock.ts';

/** A clock that stands still until it is moved; sleepers wake in the order of their time. */
export class ManualClock implements Clock {
  #nowMs = 1_700_000_000_000;
  readonly #sleepers: { readonly atMs: number; wake(): void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError(signal));
      this.#sleepers.push({ atMs: this.#nowMs + ms, wake: resolve });
      signal.addEventListener('abort', () => reject(abortError(signal)), { once: true });
    });
  }

  /** Moves time on and lets everything that is due, and what follows from it, happen. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers[0];
      if (!next || next.atMs > untilMs) break;
      this.#sleepers.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }
}

/** Lets promises that are ready run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** A clock whose sleeps end at once, moving time on by their length. */
export class ImpatientClock implements Clock {
  readonly slept: number[] = [];
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw abortError(signal);
    this.slept.push(ms);
    this.#nowMs += ms;
  }
}

/** Always the same numbers: `next` gives 0.5. */
export const fixedRandom: Random = {
  bytes: (length) => new Uint8Array(length).map((_, i) => i),
  next: () => 0.5,
};
