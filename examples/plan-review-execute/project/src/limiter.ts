import { type Rate, TokenBucket } from './bucket.ts';

/** One bucket for each caller. */
export class Limiter {
  readonly #rate: Rate;
  readonly #clock: () => number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(rate: Rate, clock: () => number = Date.now) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Whether the caller may go on now. */
  allow(caller: string): boolean {
    return this.#bucketOf(caller).take(this.#clock());
  }

  #bucketOf(caller: string): TokenBucket {
    const bucket = this.#buckets.get(caller) ?? new TokenBucket(this.#rate, this.#clock());
    this.#buckets.set(caller, bucket);
    return bucket;
  }
}
