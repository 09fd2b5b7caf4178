/** Bounds of what one command may use of a gate. */
export interface GateLimits {
  /** Request line and headers of a request. */
  readonly headerBytes: number;
  /** Until a request has sent its headers, or a tunnel its first bytes. */
  readonly headerMs: number;
  /** For looking a name up, and again for connecting. */
  readonly connectMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** Of clients, at the same time. To servers there are twice as many at most: one that ends may still be there when the next begins. */
  readonly connections: number;
  /** Names that are looked up at the same time. The resolver of this host is shared with everything else that Loopwright does. */
  readonly lookups: number;
  /** Over all connections of the command, both directions together. */
  readonly totalBytes: number;
  /** Decisions that are told one by one. */
  readonly decisions: number;
}

/** Enough for installing a large project, and little for anything else. */
export const usualGateLimits: GateLimits = {
  headerBytes: 16_384,
  headerMs: 10_000,
  connectMs: 10_000,
  idleMs: 120_000,
  connections: 64,
  lookups: 4,
  totalBytes: 2 * 1024 ** 3,
  decisions: 200,
};
