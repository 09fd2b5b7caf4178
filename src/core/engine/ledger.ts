import type { Clock } from '../../base/clock.ts';
import { CodedError } from '../../base/errors.ts';
import type { BudgetDefinition } from '../workflow/definition.ts';
import type { NodeSpent } from './engineEvent.ts';

/** What the next call could cost at most. `usd` is undefined when the price is unknown. */
export interface LedgerRequest {
  readonly usd: number | undefined;
  readonly tokens: number;
}

/** A refused reservation: whose limit it was (`run`, or the path of a node), which one, and the figures. */
export interface LedgerRefusal {
  readonly kind: 'refused';
  readonly scope: string;
  readonly limit: keyof BudgetDefinition;
  readonly needed: number;
  readonly left: number;
  readonly total: number;
}

/** Room set aside for one call in a ledger and in all those around it; exactly one of its functions is called, once. */
export interface LedgerReservation {
  readonly kind: 'reserved';
  commit(used: { readonly usd: number | undefined; readonly tokensIn: number; readonly tokensOut: number }): void;
  /** Gives the room back. The call itself still counts. */
  release(): void;
}

/**
 * What a run, a composite node or a node may spend and has spent. A child has its own limits and takes everything from
 * its parent as well, so that a run can never pass its limit by having many children.
 */
export class Ledger {
  readonly scope: string;
  readonly limits: BudgetDefinition;
  readonly #parent: Ledger | undefined;
  readonly #clock: Clock;
  #startMs: number;
  readonly #held = { usd: 0, tokens: 0 };
  readonly #used = { usd: 0, tokensIn: 0, tokensOut: 0, calls: 0, priceUnknown: false };

  constructor(
    { scope, limits, parent }: { scope: string; limits: BudgetDefinition | undefined; parent: Ledger | undefined },
    clock: Clock,
  ) {
    this.scope = scope;
    this.limits = limits ?? unlimited;
    this.#parent = parent;
    this.#clock = clock;
    this.#startMs = clock.monotonicMs();
  }

  /** Sets room aside, here and in every ledger around this one, or in none. */
  reserve(request: LedgerRequest): LedgerReservation | LedgerRefusal {
    for (let ledger: Ledger | undefined = this; ledger; ledger = ledger.#parent) {
      const refused = ledger.#refusal(request);
      if (refused) return refused;
    }
    const usd = request.usd ?? 0;
    this.#each((ledger) => {
      ledger.#held.usd += usd;
      ledger.#held.tokens += request.tokens;
      ledger.#used.calls += 1;
    });
    let settled = false;
    const giveBack = () => {
      if (settled) throw new Error('this reservation is settled already');
      settled = true;
      this.#each((ledger) => {
        ledger.#held.usd -= usd;
        ledger.#held.tokens -= request.tokens;
      });
    };
    return {
      kind: 'reserved',
      release: giveBack,
      commit: (used) => {
        giveBack();
        this.#each((ledger) => ledger.#book({ ...used, usd: used.usd ?? null, calls: 0 }));
      },
    };
  }

  /** Books what an earlier process spent, without asking whether it fits. */
  charge(spent: NodeSpent): void {
    this.#each((ledger) => ledger.#book(spent));
  }

  /** Books time that an earlier process took, ms. */
  chargeTime(ms: number): void {
    this.#startMs -= ms;
  }

  /** Time left here and in every ledger around this one, ms, never negative; undefined without a limit of minutes. */
  leftMs(): number | undefined {
    const around = this.#parent?.leftMs();
    const { minutes } = this.limits;
    if (minutes === undefined) return around;
    const left = Math.max(0, minutes * 60_000 - (this.#clock.monotonicMs() - this.#startMs));
    return around === undefined ? left : Math.min(left, around);
  }

  /** undefined when nothing was spent. */
  spent(): NodeSpent | undefined {
    const { usd, tokensIn, tokensOut, calls, priceUnknown } = this.#used;
    if (calls === 0 && usd === 0 && tokensIn + tokensOut === 0 && !priceUnknown) return undefined;
    return { usd: priceUnknown ? null : usd, tokensIn, tokensOut, calls };
  }

  #book({ usd, tokensIn, tokensOut, calls }: NodeSpent): void {
    if (usd === null) this.#used.priceUnknown = true;
    else this.#used.usd += usd;
    this.#used.tokensIn += tokensIn;
    this.#used.tokensOut += tokensOut;
    this.#used.calls += calls;
  }

  #each(action: (ledger: Ledger) => void): void {
    for (let ledger: Ledger | undefined = this; ledger; ledger = ledger.#parent) action(ledger);
  }

  #refusal({ usd, tokens }: LedgerRequest): LedgerRefusal | undefined {
    const used = this.#used;
    const minutes = (this.#clock.monotonicMs() - this.#startMs) / 60_000;
    return (
      this.#timeUsed(minutes) ??
      this.#check('calls', 1, used.calls) ??
      this.#check('tokens', tokens, used.tokensIn + used.tokensOut + this.#held.tokens) ??
      (usd === undefined ? undefined : this.#check('usd', usd, used.usd + this.#held.usd))
    );
  }

  #timeUsed(used: number): LedgerRefusal | undefined {
    const total = this.limits.minutes;
    if (total === undefined || used < total) return undefined;
    return { kind: 'refused', scope: this.scope, limit: 'minutes', needed: 0, left: 0, total };
  }

  #check(limit: keyof BudgetDefinition, needed: number, taken: number): LedgerRefusal | undefined {
    const total = this.limits[limit];
    if (total === undefined || taken + needed <= total) return undefined;
    return { kind: 'refused', scope: this.scope, limit, needed, left: Math.max(0, total - taken), total };
  }
}

const unlimited: BudgetDefinition = { usd: undefined, tokens: undefined, calls: undefined, minutes: undefined };

/** The failure of a node whose call did not fit. One that met the run's own limit pauses the run. */
export function budgetExhausted(refusal: LedgerRefusal): CodedError {
  const { scope, limit, needed, left, total } = refusal;
  const whose = scope === 'run' ? 'The run' : `The node ${scope}`;
  const hint =
    scope === 'run'
      ? 'Raise the budget and resume the run.'
      : 'Raise the budget of the node, or of its agent, where the workflow or the manifest says it.';
  return new CodedError(
    'budget.exhausted',
    `${whose} may use ${total} ${limit}; ${left} are left and ${needed} would be needed.`,
    { hint, details: { scope, limit, needed, left, total } },
  );
}
