import type { BudgetLimits, BudgetSpent } from './budget.ts';
import type { RunState } from './runState.ts';

/** What candidates are compared by. */
export type Candidate = Pick<RunState, 'runId' | 'feature' | 'shown' | 'lines' | 'proposal'>;

/**
 * The candidates, the one with the best evidence first: accepted before others, proposed before those that are not, then the
 * fewest new findings, then the fewest changed lines. Equal ones stay in their order.
 */
export function rankCandidates<T extends Candidate>(candidates: readonly T[]): readonly T[] {
  return [...candidates].sort((a, b) => {
    const [left, right] = [ranksOf(a), ranksOf(b)];
    const at = left.findIndex((rank, i) => rank !== right[i]);
    return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
  });
}

function ranksOf({ feature, proposal, shown, lines }: Candidate): readonly number[] {
  const findings = shown.findings;
  const found = (findings?.introduced.length ?? 0) + (findings?.silenced.length ?? 0);
  return [Number(feature?.accepted !== true), Number(proposal === undefined), found, lines];
}

/** A run's limits, all of them known. */
export type TotalLimits = Required<{ [K in keyof BudgetLimits]: number }>;

/** A candidate's share of the whole, set aside until it is known what was used of it. */
export interface CandidateShare {
  readonly limits: TotalLimits;
  /** Gives back what was not used; undefined, or a price that is not known, counts as used. */
  settle(spent: BudgetSpent | undefined): void;
}

/**
 * One budget for several candidates, some of which go on at once. Each gets an equal share of what neither was used nor is set
 * aside for those that go on, so together they never use more than the whole, and what one leaves is for those that begin later.
 * Time goes on for all of them: each may take as long as is left for its turn.
 */
export class CandidateBudget {
  readonly #total: TotalLimits;
  readonly #count: number;
  readonly #jobs: number;
  readonly #nowMs: () => number;
  readonly #beganMs: number;
  readonly #taken: { usd: number; tokens: number; calls: number }[] = [];

  constructor(
    { total, count, jobs }: { readonly total: TotalLimits; readonly count: number; readonly jobs: number },
    nowMs: () => number,
  ) {
    this.#total = total;
    this.#count = count;
    this.#jobs = jobs;
    this.#nowMs = nowMs;
    this.#beganMs = nowMs();
  }

  /** The share of the next candidate; undefined when not even one call is left. */
  take(): CandidateShare | undefined {
    const left = this.#count - this.#taken.length;
    const sum = (of: 'usd' | 'tokens' | 'calls') => this.#taken.reduce((all, one) => all + one[of], 0);
    const wallMs = this.#total.wallMs - (this.#nowMs() - this.#beganMs);
    const limits = {
      usd: (this.#total.usd - sum('usd')) / left,
      tokens: Math.floor((this.#total.tokens - sum('tokens')) / left),
      calls: Math.floor((this.#total.calls - sum('calls')) / left),
      wallMs: wallMs / Math.ceil(left / this.#jobs),
    };
    if (!(limits.usd > 0 && limits.tokens > 0 && limits.calls > 0 && limits.wallMs > 0)) return undefined;
    const { usd, tokens, calls } = limits;
    const taken = { usd, tokens, calls };
    this.#taken.push(taken);
    return {
      limits,
      settle(spent) {
        if (!spent) return;
        taken.usd = spent.usd ?? usd;
        taken.tokens = spent.tokensIn + spent.tokensOut;
        taken.calls = spent.calls;
      },
    };
  }
}
