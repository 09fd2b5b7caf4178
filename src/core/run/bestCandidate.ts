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

/**
 * What the next of `left` candidates may use: an equal share of what the ones before have left of the whole. An unknown price
 * counts as the whole share. undefined when not even one call is left.
 */
export function shareOf(total: TotalLimits, spent: readonly BudgetSpent[], count: number): TotalLimits | undefined {
  const left = count - spent.length;
  const used = (of: (one: BudgetSpent) => number) => spent.reduce((sum, one) => sum + of(one), 0);
  const share = {
    usd: (total.usd - used(({ usd }) => usd ?? total.usd / count)) / left,
    tokens: Math.floor((total.tokens - used(({ tokensIn, tokensOut }) => tokensIn + tokensOut)) / left),
    calls: Math.floor((total.calls - used(({ calls }) => calls)) / left),
    wallMs: (total.wallMs - used(({ wallMs }) => wallMs)) / left,
  };
  return share.usd > 0 && share.tokens > 0 && share.calls > 0 && share.wallMs > 0 ? share : undefined;
}
