import type { Loopwright, RunRef } from '../app/loopwright.ts';
import { abortError } from '../base/abort.ts';
import { CodedError, isAbort, isCoded } from '../base/errors.ts';
import { CandidateBudget, rankCandidates, type TotalLimits } from '../core/run/bestCandidate.ts';
import type { RunOptionsView } from '../protocol/engine.ts';
import { wayOf } from './candidateWay.ts';
import type { Arguments } from './command.ts';
import type { EndedRun } from './runToEnd.ts';

const mostCandidates = 8;
/** More at once than this are told; each runs tests of its own. */
const usualJobs = 4;

/** How many candidates are wanted. Throws `usage.badCandidates`. */
export function readCandidates(args: Arguments): number {
  return readCount(args, { name: 'candidates', usual: 1, code: 'usage.badCandidates' });
}

/** How many candidates may go on at once. Throws `usage.badJobs`. */
export function readJobs(args: Arguments, cores: number): number {
  const usual = Math.max(1, Math.min(usualJobs, cores));
  return readCount(args, { name: 'jobs', usual, code: 'usage.badJobs' });
}

function readCount(
  args: Arguments,
  { name, usual, code }: { readonly name: string; readonly usual: number; readonly code: string },
): number {
  const count = args.number(name) ?? usual;
  if (Number.isInteger(count) && count <= mostCandidates) return count;
  throw new CodedError(code, `--${name} takes a whole number from 1 to ${mostCandidates}.`);
}

/** One line of what came of a candidate, for `--json`. */
export interface CandidateLine {
  readonly runId: string;
  readonly outcome: string;
  readonly line: string;
}

/** A candidate to be run. */
export interface CandidateTask {
  /** From 1. */
  readonly number: number;
  readonly limits: Pick<RunOptionsView, 'budgetUsd' | 'maxTokens' | 'maxCalls' | 'maxMinutes'>;
  /** The ways that the ones before took, in their order. */
  readonly earlier: readonly string[];
  /** To be called once it is on record. */
  begun(run: RunRef): void;
}

/** What several candidates are run with. */
export interface CandidateRunning {
  readonly app: Pick<Loopwright, 'onDidChangeRun' | 'getWorkflowRun' | 'listEvents' | 'getWorkflow'>;
  readonly nowMs: () => number;
  /** Resolves however the run ended; a run that failed is thrown with its id in the details. The signal cancels it. */
  run(task: CandidateTask, signal: AbortSignal): Promise<EndedRun>;
  say(sentence: string): void;
}

/**
 * Runs candidates, so many at once, each in a copy of its own and with its share of one budget, and gives the one with the best
 * evidence and a line of each, in their order. One begins when the one before has shown its way, so that it can take another;
 * so which is best does not depend on which ends first. One that fails is passed over; when all fail, the failure of the last is thrown.
 */
export async function bestOf(
  wanted: { readonly count: number; readonly jobs: number; readonly total: TotalLimits },
  running: CandidateRunning,
  signal: AbortSignal,
): Promise<{ readonly best: EndedRun; readonly candidates: readonly CandidateLine[] }> {
  const all = await runAll(wanted, running, signal);
  const ended = all.flatMap((one) => (isEnded(one) ? [one] : []));
  const [best] = rankCandidates(ended.map((one) => ({ ...one.state, ended: one })));
  if (!best) throw all.findLast((one) => one instanceof CodedError) ?? abortError(signal);
  const candidates = ended.map(({ state }) => {
    return { runId: state.runId, outcome: state.outcome ?? 'failed', line: state.line };
  });
  return { best: best.ended, candidates };
}

/** What came of a candidate: a run, its failure, or nothing where the person cancelled before it began. */
type Came = EndedRun | CodedError | undefined;

const isEnded = (one: Came): one is EndedRun => one !== undefined && 'state' in one;

/** What came of each, in the order in which they began. */
async function runAll(
  { count, jobs, total }: { readonly count: number; readonly jobs: number; readonly total: TotalLimits },
  running: CandidateRunning,
  signal: AbortSignal,
): Promise<readonly Came[]> {
  const budget = new CandidateBudget({ total, count, jobs }, running.nowMs);
  // What cannot even begin ends those that have begun: the cause is none of the run.
  const broken = new AbortController();
  const stop = AbortSignal.any([signal, broken.signal]);
  const going = new Set<Promise<unknown>>();
  const all: Promise<Came>[] = [];
  const earlier: string[] = [];
  for (let number = 1; number <= count; number++) {
    while (going.size >= jobs) await Promise.race(going);
    if (stop.aborted) break;
    const share = budget.take();
    if (!share) {
      running.say(`Candidate ${number} of ${count} is not begun: the budget is used up.`);
      break;
    }
    running.say(`candidate ${number} of ${count}`);
    const { way, ended } = begin({ number, limits: share.limits, earlier: [...earlier] }, running, stop);
    const settled = ended.then(
      (one) => {
        share.settle(isEnded(one) ? one.state.spent : undefined);
        return one;
      },
      (error: unknown) => {
        broken.abort();
        throw error;
      },
    );
    all.push(settled);
    const done: Promise<unknown> = settled.catch(() => undefined).finally(() => going.delete(done));
    going.add(done);
    const taken = await way;
    if (taken !== '') earlier.push(taken);
  }
  await Promise.all(going);
  return Promise.all(all);
}

/** Begins a candidate. `way` is what it is about to do, as soon as that is known; `ended` rejects for what is no failure of a run. */
function begin(
  { number, limits, earlier }: Omit<CandidateTask, 'begun' | 'limits'> & { readonly limits: TotalLimits },
  { app, run, say }: CandidateRunning,
  signal: AbortSignal,
): { readonly way: Promise<string>; readonly ended: Promise<Came> } {
  const { usd: budgetUsd, tokens: maxTokens, calls: maxCalls, wallMs } = limits;
  const asked = { budgetUsd, maxTokens, maxCalls, maxMinutes: wallMs / 60_000 };
  let known: (way: Promise<string>) => void = () => undefined;
  const begun = new Promise<string>((resolve) => {
    known = resolve;
  });
  const ended = run({ number, limits: asked, earlier, begun: (ref) => known(wayOf(app, ref)) }, signal).catch(
    (error: unknown) => {
      if (isAbort(error) && signal.aborted) return undefined;
      if (!isCoded(error) || error.details.runId === undefined) throw error;
      say(`candidate ${number} failed: ${error.message}`);
      return error;
    },
  );
  const atEnd = ended.then(
    (one) => (isEnded(one) ? one.state.summary : ''),
    () => '',
  );
  return { way: Promise.race([begun, atEnd]), ended };
}
