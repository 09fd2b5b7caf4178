// Running asynchronous work: so many at a time, again after failures, not too often.

/** The results of a function for each item, in the order of the items, with at most `concurrency` at work. */
export async function mapLimit(items, concurrency, work) {
  if (!Number.isInteger(concurrency) || concurrency < 1) throw new RangeError('concurrency must be at least 1');
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  return results;
}

/** A queue: `run` starts work when there is room, and gives what it gives. */
export class Limiter {
  #limit;
  #active = 0;
  #waiting = [];

  constructor(limit) {
    this.#limit = limit;
  }

  get active() {
    return this.#active;
  }

  get waiting() {
    return this.#waiting.length;
  }

  async run(work) {
    if (this.#active >= this.#limit) await new Promise((resolve) => this.#waiting.push(resolve));
    else this.#active++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#active--;
      else next();
    }
  }

  /** Resolves when nothing is at work and nothing waits. */
  async idle() {
    while (this.#active > 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Tries again after a failure, at most `attempts` times in all, with waits that double. Throws the last failure. */
export async function retry(work, { attempts = 3, waitMs = 10, sleep, shouldRetry = () => true }) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= attempts || !shouldRetry(error)) throw error;
      await sleep(waitMs * 2 ** (attempt - 1));
    }
  }
}

/** Keeps one call at a time for each key; those who ask meanwhile get the same promise. */
export function shareCalls(work) {
  const running = new Map();
  return (key) => {
    const existing = running.get(key);
    if (existing !== undefined) return existing;
    const promise = Promise.resolve()
      .then(() => work(key))
      .finally(() => running.delete(key));
    running.set(key, promise);
    return promise;
  };
}

/** Tokens that come back with time: `take` says whether there are enough now. */
export class TokenBucket {
  #tokens;
  #last;

  constructor(capacity, perSecond, now) {
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.now = now;
    this.#tokens = capacity;
    this.#last = now();
  }

  #refill() {
    const now = this.now();
    this.#tokens = Math.min(this.capacity, this.#tokens + ((now - this.#last) / 1000) * this.perSecond);
    this.#last = now;
  }

  take(count = 1) {
    this.#refill();
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }

  /** How long until so many are there, in milliseconds; Infinity when they never are. */
  waitFor(count = 1) {
    if (count > this.capacity) return Number.POSITIVE_INFINITY;
    this.#refill();
    return Math.max(0, Math.ceil(((count - this.#tokens) / this.perSecond) * 1000));
  }
}
