import type { Clock } from '../../base/clock.ts';
import { isAbort } from '../../base/errors.ts';

/** After so many ticks of a run in a row the timers and sockets of the process get a turn. */
export const ticksInARow = 512;

/** Something that is due at a time of the monotonic clock, unless it has died before. */
export interface Timer {
  readonly atMs: number;
  readonly live: boolean;
  due(): void;
}

/**
 * Any number of timers over one sleep of the clock: a binary heap whose dead timers are dropped when they come to the top.
 * A timer a node would cost more than the node.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #heap: Timer[] = [];
  #sleep: { readonly atMs: number; readonly stop: AbortController } | undefined;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(timer: Timer): void {
    if (this.#closed) return;
    this.#dropDead();
    const heap = this.#heap;
    let child = heap.push(timer) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent] as Timer;
      if (above.atMs <= timer.atMs) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = timer;
    this.#arm();
  }

  /** Calls `due` in so many milliseconds if it is still live then. */
  after(ms: number, isLive: () => boolean, due: () => void): void {
    const atMs = this.#clock.monotonicMs() + ms;
    this.add({
      atMs,
      get live() {
        return isLive();
      },
      due,
    });
  }

  close(): void {
    this.#closed = true;
    this.#heap.length = 0;
    this.#sleep?.stop.abort();
  }

  #dropDead(): void {
    while (this.#heap[0] && !this.#heap[0].live) this.#pop();
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      const left = heap[child];
      if (!left) break;
      const right = heap[child + 1];
      if (right && right.atMs < left.atMs) child++;
      const least = heap[child] as Timer;
      if (least.atMs >= last.atMs) break;
      heap[hole] = least;
      hole = child;
    }
    heap[hole] = last;
  }

  #arm(): void {
    const first = this.#heap[0];
    if (!first || (this.#sleep && this.#sleep.atMs <= first.atMs)) return;
    this.#sleep?.stop.abort();
    const sleep = { atMs: first.atMs, stop: new AbortController() };
    this.#sleep = sleep;
    const ms = Math.max(0, first.atMs - this.#clock.monotonicMs());
    this.#clock.sleep(ms, sleep.stop.signal).then(
      () => this.#wake(sleep),
      (error: unknown) => {
        if (!isAbort(error)) throw error;
      },
    );
  }

  #wake(sleep: object): void {
    if (this.#closed || this.#sleep !== sleep) return;
    this.#sleep = undefined;
    // The system's own timers may be early by a fraction of a millisecond: then this sleeps once more.
    const nowMs = this.#clock.monotonicMs();
    for (let first = this.#heap[0]; first && (!first.live || first.atMs <= nowMs); first = this.#heap[0]) {
      this.#pop();
      if (first.live) first.due();
    }
    this.#arm();
  }
}
