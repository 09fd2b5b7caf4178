/**
 * Port: time. Contract: `sleep` rejects with AbortError at once when the signal fires; `nowMs` is wall time
 * (ms since 1970), `monotonicMs` only ever grows and serves durations.
 */
export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Port: randomness. Contract: `bytes` fills a new array of that length; a seeded one repeats itself. */
export interface Random {
  bytes(length: number): Uint8Array;
  /** A number in [0, 1). */
  next(): number;
}
