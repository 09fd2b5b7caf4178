import type { Clock } from '../../base/clock.ts';

/** What a run may use at most. A missing limit does not bind; `wallMs` always does. */
export interface BudgetLimits {
  readonly usd?: number | undefined;
  readonly tokens?: number | undefined;
  readonly calls?: number | undefined;
  readonly wallMs: number;
}

/** What a run has used. `usd` is undefined once a call of unknown price was made. */
export interface BudgetSpent {
  readonly usd: number | undefined;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
  readonly wallMs: number;
}

/** What the next call could cost at most. `usd` is undefined when the price is unknown. */
export interface BudgetRequest {
  readonly usd: number | undefined;
  readonly tokens: number;
}

/** A refused reservation: which limit, what was needed, what is left of how much. */
export interface BudgetRefusal {
  readonly kind: 'refused';
  readonly limit: keyof BudgetLimits;
  readonly needed: number;
  readonly left: number;
  readonly total: number;
}

/** Room set aside for one call; exactly one of its functions is called, once. */
export interface Reservation {
  readonly kind: 'reserved';
  /** Replaces the reserved room by what was really used. */
  commit(used: { readonly usd: number | undefined; readonly tokensIn: number; readonly tokensOut: number }): void;
  /** Gives the room back: the call never reached the model. The call itself still counts. */
  release(): void;
}

/** One run's budget: reserve before a call, commit after it. */
export interface Budget {
  readonly limits: BudgetLimits;
  reserve(request: BudgetRequest): Reservation | BudgetRefusal;
  spent(): BudgetSpent;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
}

/** A budget that begins now. A reservation that would pass any limit is refused before anything is sent. */
export function createBudget(limits: BudgetLimits, clock: Clock): Budget {
  const startMs = clock.monotonicMs();
  const used = { usd: 0, tokensIn: 0, tokensOut: 0, calls: 0, priceUnknown: false };
  const held = { usd: 0, tokens: 0 };
  const remainingMs = () => Math.max(0, limits.wallMs - (clock.monotonicMs() - startMs));

  function refusal(request: BudgetRequest): BudgetRefusal | undefined {
    const check = (limit: keyof BudgetLimits, needed: number, taken: number): BudgetRefusal | undefined => {
      const total = limits[limit];
      if (total === undefined || taken + needed <= total) return undefined;
      return { kind: 'refused', limit, needed, left: Math.max(0, total - taken), total };
    };
    if (remainingMs() === 0) return { kind: 'refused', limit: 'wallMs', needed: 1, left: 0, total: limits.wallMs };
    return (
      check('calls', 1, used.calls) ??
      check('tokens', request.tokens, used.tokensIn + used.tokensOut + held.tokens) ??
      (request.usd === undefined ? undefined : check('usd', request.usd, used.usd + held.usd))
    );
  }

  return {
    limits,
    remainingMs,
    spent: () => ({
      usd: used.priceUnknown ? undefined : used.usd,
      tokensIn: used.tokensIn,
      tokensOut: used.tokensOut,
      calls: used.calls,
      wallMs: clock.monotonicMs() - startMs,
    }),
    reserve(request) {
      const refused = refusal(request);
      if (refused) return refused;
      const reservedUsd = request.usd ?? 0;
      held.usd += reservedUsd;
      held.tokens += request.tokens;
      used.calls += 1;
      const giveBack = once(() => {
        held.usd -= reservedUsd;
        held.tokens -= request.tokens;
      });
      return {
        kind: 'reserved',
        release: giveBack,
        commit(actual) {
          giveBack();
          used.tokensIn += actual.tokensIn;
          used.tokensOut += actual.tokensOut;
          if (actual.usd === undefined) used.priceUnknown = true;
          else used.usd += actual.usd;
        },
      };
    },
  };
}

/** Fails on a second call: a reservation that is settled twice is a bug that would corrupt the ledger. */
function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) throw new Error('this reservation is settled already');
    done = true;
    action();
  };
}
