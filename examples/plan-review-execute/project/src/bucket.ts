/** How fast a caller may go. */
export interface Rate {
  /** Requests that may come at once. */
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** A token bucket: it holds `capacity` tokens at most and gets new ones at a steady rate. `now` is in milliseconds. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: Rate, now: number) {
    if (rate.capacity < 1 || rate.refillPerSecond <= 0) throw new RangeError('a bucket needs room and a rate');
    this.#rate = rate;
    this.#tokens = rate.capacity;
    this.#filledAt = now;
  }

  /** Takes a token; false when there is none. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #fill(now: number): void {
    const seconds = Math.max(0, now - this.#filledAt) / 1000;
    this.#tokens = Math.min(this.#rate.capacity, this.#tokens + seconds * this.#rate.refillPerSecond);
    this.#filledAt = now;
  }
}
