import { CodedError, isCoded } from '../base/errors.ts';
import { rankCandidates, shareOf, type TotalLimits } from '../core/run/bestCandidate.ts';
import type { RunOptionsView } from '../protocol/engine.ts';
import type { Arguments } from './command.ts';
import type { EndedRun } from './runToEnd.ts';

const mostCandidates = 8;

/** How many candidates are wanted. Throws `usage.badCandidates`. */
export function readCandidates(args: Arguments): number {
  const count = args.number('candidates') ?? 1;
  if (Number.isInteger(count) && count <= mostCandidates) return count;
  throw new CodedError('usage.badCandidates', `--candidates takes a whole number from 1 to ${mostCandidates}.`);
}

/** One line of what came of a candidate, for `--json`. */
export interface CandidateLine {
  readonly runId: string;
  readonly outcome: string;
  readonly line: string;
}

/** A way to run one candidate; it is told which plans the ones before had. */
export type RunCandidate = (
  limits: Pick<RunOptionsView, 'budgetUsd' | 'maxTokens' | 'maxCalls' | 'maxMinutes'>,
  earlier: readonly string[],
) => Promise<EndedRun>;

/**
 * Runs candidates one after the other, each in a copy of its own and with its share of one budget, and gives the one with the best
 * evidence and a line of each. One that fails is passed over; when all fail, the last failure is thrown.
 */
export async function bestOf(
  { count, total }: { readonly count: number; readonly total: TotalLimits },
  { run, say }: { readonly run: RunCandidate; readonly say: (sentence: string) => void },
): Promise<{ readonly best: EndedRun; readonly candidates: readonly CandidateLine[] }> {
  const ended: EndedRun[] = [];
  const failures: CodedError[] = [];
  for (let number = 1; number <= count; number++) {
    const share = shareOf(total, spentBy(ended, failures.length, total, count), count);
    if (!share) {
      say(`Candidate ${number} of ${count} is not begun: the budget is used up.`);
      break;
    }
    say(`candidate ${number} of ${count}`);
    const { usd: budgetUsd, tokens: maxTokens, calls: maxCalls, wallMs } = share;
    try {
      const limits = { budgetUsd, maxTokens, maxCalls, maxMinutes: wallMs / 60_000 };
      ended.push(
        await run(
          limits,
          ended.map(({ state }) => state.summary).filter((plan) => plan !== ''),
        ),
      );
    } catch (error) {
      if (!isCoded(error) || error.details?.runId === undefined) throw error;
      failures.push(error);
      say(`candidate ${number} failed: ${error.message}`);
    }
    if (ended.at(-1)?.state.outcome === 'cancelled') break;
  }
  const [best] = rankCandidates(ended.map((one) => ({ ...one.state, ended: one })));
  if (!best) throw failures.at(-1) ?? new Error('no candidate was run');
  const candidates = ended.map(({ state }) => {
    return { runId: state.runId, outcome: state.outcome ?? 'failed', line: state.line };
  });
  return { best: best.ended, candidates };
}

/** What is not known of a run that failed counts as its whole share. */
function spentBy(ended: readonly EndedRun[], failed: number, total: TotalLimits, count: number) {
  const share = {
    usd: total.usd / count,
    tokensIn: total.tokens / count,
    tokensOut: 0,
    calls: total.calls / count,
    wallMs: total.wallMs / count,
  };
  return [...ended.map(({ state }) => state.spent), ...Array.from({ length: failed }, () => share)];
}
