import { budgetExhausted, type Ledger, type LedgerRefusal } from '../engine/ledger.ts';
import type { BudgetDefinition } from '../workflow/definition.ts';

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

/** The budget of a run, or of one node in it: reserve before a call, commit after it. */
export interface Budget {
  readonly limits: BudgetLimits;
  reserve(request: BudgetRequest): Reservation | BudgetRefusal;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
  /** The failure for the reservation that was refused last: it pauses the run, or ends the node whose own limit it was. */
  exhausted(): Error;
}

/** The limits of a run as the engine's ledger takes them. */
export function ledgerLimits({ usd, tokens, calls, wallMs }: BudgetLimits): BudgetDefinition {
  return { usd, tokens, calls, minutes: wallMs / 60_000 };
}

/** A budget over a ledger of the engine, so that what is spent counts in everything around it. `limits` are those of the run. */
export function budgetOver(ledger: Ledger, limits: BudgetLimits): Budget {
  let refused: LedgerRefusal | undefined;
  return {
    limits,
    remainingMs: () => ledger.leftMs() ?? limits.wallMs,
    exhausted() {
      if (!refused) throw new Error('no reservation was refused');
      return budgetExhausted(refused);
    },
    reserve(request) {
      const reservation = ledger.reserve(request);
      if (reservation.kind === 'reserved') return reservation;
      refused = reservation;
      const { limit, needed, left, total } = reservation;
      if (limit !== 'minutes') return { kind: 'refused', limit, needed, left, total };
      return { kind: 'refused', limit: 'wallMs', needed: 1, left: 0, total: total * 60_000 };
    },
  };
}
