import type { Clock } from '../../base/clock.ts';

/** Who waits for places: a run. Higher priorities first; the wait counts too. */
export interface Claimant {
  readonly priority: number;
  /** A place of this key is kept for the claimant until it takes it or gives it back. */
  onPlace(key: string): void;
}

/** Places in flight at most, by key: `*` for all nodes, `kind:agent`, `provider:anthropic`. A missing key does not bind. */
export type Limits = Readonly<Record<string, number>>;

interface Waiting {
  readonly claimant: Claimant;
  readonly sinceMs: number;
  readonly order: number;
}

interface Place {
  readonly limit: number;
  taken: number;
  waiting: Waiting[];
  readonly granted: Map<Claimant, number>;
  heldUntilMs: number;
}

/**
 * Places shared by all runs of a process. Nobody overtakes: a free place goes to the waiting run of the highest priority,
 * where every `agingMs` of waiting count as one step of priority, and among equals to the one that has waited longest.
 * Each run waits once a key, however many nodes it has there, so that runs get places in turn.
 */
export class Limiter {
  readonly #places = new Map<string, Place>();
  readonly #clock: Clock;
  readonly #agingMs: number;
  #order = 0;
  readonly #closed = new AbortController();

  constructor(limits: Limits, clock: Clock, agingMs = 1_000) {
    this.#clock = clock;
    this.#agingMs = agingMs;
    for (const [key, limit] of Object.entries(limits)) {
      if (!(limit >= 1)) throw new Error(`the limit of ${key} must be at least 1`);
      this.#places.set(key, { limit, taken: 0, waiting: [], granted: new Map(), heldUntilMs: 0 });
    }
  }

  /** Those of the keys that bind. A provider always does: it may ask for a pause. */
  bind(keys: readonly string[]): readonly string[] {
    for (const key of keys) if (key.startsWith('provider:') && !this.#places.has(key)) this.#unlimited(key);
    const bound = keys.filter((key) => this.#places.has(key));
    return bound.length === 0 ? nothing : bound;
  }

  /** Takes a place of each key, or none: then the answer is the key that is full, and the claimant waits for it. */
  take(keys: readonly string[], claimant: Claimant): string | undefined {
    const full = keys.find((key) => !this.#isFree(key, claimant));
    if (full === undefined) {
      for (const key of keys) this.#occupy(key, claimant);
      return undefined;
    }
    // What was granted and cannot be used now goes to others: holding it while waiting could lock two runs up.
    for (const key of keys) if (key !== full) this.decline(key, claimant);
    const place = this.#places.get(full);
    if (place && !place.waiting.some((one) => one.claimant === claimant))
      place.waiting.push({ claimant, sinceMs: this.#clock.monotonicMs(), order: this.#order++ });
    return full;
  }

  /** Gives taken places back. */
  give(keys: readonly string[]): void {
    for (const key of keys) {
      const place = this.#places.get(key);
      if (!place) continue;
      place.taken--;
      this.#serve(key, place);
    }
  }

  /** Gives a granted place back unused. */
  decline(key: string, claimant: Claimant): void {
    const place = this.#places.get(key);
    const granted = place?.granted.get(claimant);
    if (!place || !granted) return;
    setCount(place.granted, claimant, granted - 1);
    place.taken--;
    this.#serve(key, place);
  }

  /** Takes a claimant off every list. */
  forget(claimant: Claimant): void {
    for (const [key, place] of this.#places) {
      place.waiting = place.waiting.filter((one) => one.claimant !== claimant);
      while (place.granted.has(claimant)) this.decline(key, claimant);
    }
  }

  /** Gives out no place of the key for so long: the provider has asked for a pause. */
  hold(key: string, forMs: number): void {
    const place = this.#places.get(key) ?? this.#unlimited(key);
    const untilMs = this.#clock.monotonicMs() + forMs;
    if (untilMs <= place.heldUntilMs) return;
    place.heldUntilMs = untilMs;
    this.#clock.sleep(forMs, this.#closed.signal).then(
      () => this.#serve(key, place),
      // Closed: nobody waits any longer.
      () => undefined,
    );
  }

  /** How much longer a pause lasts that a provider asked for, ms; 0 without one. */
  heldForMs(key: string): number {
    return Math.max(0, (this.#places.get(key)?.heldUntilMs ?? 0) - this.#clock.monotonicMs());
  }

  /** Places taken now, by key. */
  load(): Readonly<Record<string, { readonly taken: number; readonly limit: number; readonly waiting: number }>> {
    const rows = [...this.#places].map(([key, { taken, limit, waiting }]) => [
      key,
      { taken, limit, waiting: waiting.length },
    ]);
    return Object.fromEntries(rows);
  }

  close(): void {
    this.#closed.abort();
  }

  #unlimited(key: string): Place {
    const place: Place = {
      limit: Number.POSITIVE_INFINITY,
      taken: 0,
      waiting: [],
      granted: new Map(),
      heldUntilMs: 0,
    };
    this.#places.set(key, place);
    return place;
  }

  #isFree(key: string, claimant: Claimant): boolean {
    const place = this.#places.get(key);
    if (!place || place.granted.has(claimant)) return true;
    return place.waiting.length === 0 && this.#hasRoom(place);
  }

  #hasRoom(place: Place): boolean {
    if (place.taken >= place.limit) return false;
    return place.heldUntilMs === 0 || place.heldUntilMs <= this.#clock.monotonicMs();
  }

  #occupy(key: string, claimant: Claimant): void {
    const place = this.#places.get(key);
    const granted = place?.granted.get(claimant);
    if (!place) return;
    if (granted) setCount(place.granted, claimant, granted - 1);
    else place.taken++;
  }

  #serve(key: string, place: Place): void {
    while (place.waiting.length > 0 && this.#hasRoom(place)) {
      const next = this.#first(place.waiting);
      place.waiting = place.waiting.filter((one) => one !== next);
      place.taken++;
      place.granted.set(next.claimant, (place.granted.get(next.claimant) ?? 0) + 1);
      next.claimant.onPlace(key);
    }
  }

  #first(waiting: readonly Waiting[]): Waiting {
    const nowMs = this.#clock.monotonicMs();
    const rank = ({ claimant, sinceMs }: Waiting) => claimant.priority + (nowMs - sinceMs) / this.#agingMs;
    return waiting.reduce((best, one) => {
      const ahead = rank(one) - rank(best);
      return ahead > 0 || (ahead === 0 && one.order < best.order) ? one : best;
    });
  }
}

const nothing: readonly string[] = [];

function setCount(counts: Map<Claimant, number>, claimant: Claimant, count: number): void {
  if (count > 0) counts.set(claimant, count);
  else counts.delete(claimant);
}
