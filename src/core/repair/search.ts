import { raceAbort, throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { isAbort } from '../../base/errors.ts';
import { applyEdits, type RepairCandidate } from './candidateEdit.ts';
import { type CandidateQueue, createQueue, type Proposal } from './candidateQueue.ts';
import type { ParsedFile } from './editSite.ts';
import { type LineAges, type LineCoverage, localise, type SuspiciousLine } from './localise.ts';
import { observeFailures } from './observation.ts';
import type { ObservedTest } from './observedTest.ts';
import { comparePreference, preferenceOf } from './preference.ts';
import { createProject } from './project.ts';
import { type RankedEdit, rankedEdits } from './rank.ts';
import type { RepairBudget, RepairProgress, TryOutcome } from './repairBudget.ts';
import { sameSyntaxKey } from './sameSyntax.ts';
import type { SourceFiles } from './sourceFiles.ts';
import type { SyntaxParser } from './syntaxParser.ts';

/** What a search needs. Nothing is written and nothing is run by the search itself: `tryCandidate` does both. */
export interface RepairInput {
  readonly sources: SourceFiles;
  /** The reproduced run: its failed cases are what is to be repaired. */
  readonly report: { readonly cases: readonly ObservedTest[] };
  /** Ids of the tests to repair; all failed ones when absent. */
  readonly targets?: readonly string[];
  readonly parser: SyntaxParser;
  readonly coverage?: LineCoverage;
  /** Lines that were changed lately. */
  readonly recent?: LineAges;
  readonly budget: RepairBudget;
  /** Candidates tried at the same time. */
  readonly concurrency: number;
  readonly clock: Clock;
  /** Called once before the first candidate, with the most suspicious lines; not when there is nothing to search. */
  onSuspects?(suspects: readonly SuspiciousLine[]): Promise<void>;
  /**
   * Runs the tests on a candidate. Endless loops are normal: the callee gives every run a time limit and answers
   * `still-failing`. The signal fires when the candidate is no longer of interest.
   */
  tryCandidate(candidate: RepairCandidate, signal: AbortSignal): Promise<TryOutcome>;
}

/** How a search ended. `ms` is wall time, `tried` counts candidates whose tests were run. */
export type RepairResult =
  | {
      readonly kind: 'found';
      readonly candidate: RepairCandidate;
      /** Other candidates that were proved too, best first: the tests do not tell them apart. */
      readonly alternatives: readonly RepairCandidate[];
      readonly suspects: readonly SuspiciousLine[];
      readonly tried: number;
      readonly ms: number;
    }
  | {
      readonly kind: 'none';
      readonly why: 'no-failing-test' | 'no-suspects' | 'exhausted' | 'candidates-spent' | 'time-spent';
      readonly suspects: readonly SuspiciousLine[];
      /** Candidates that fixed something, best first: hints for a person or a model. */
      readonly nearMisses: readonly { readonly candidate: RepairCandidate; readonly fixed: number }[];
      readonly tried: number;
      readonly ms: number;
    };

/** Lines kept in the result for display. */
const shownSuspects = 10;

/**
 * Searches for a small edit that makes the failing tests pass and breaks none. Candidates are made lazily in the order of
 * their score and tried in parallel; the first proof ends the search and the smallest proof in flight wins.
 * Throws AbortError when the signal fires; what `tryCandidate` throws otherwise ends the search.
 */
export async function searchRepair(
  input: RepairInput,
  onProgress: (progress: RepairProgress) => void,
  signal: AbortSignal,
): Promise<RepairResult> {
  throwIfAborted(signal);
  const start = input.clock.monotonicMs();
  const since = (): number => input.clock.monotonicMs() - start;
  const failed = input.report.cases.filter((test) => test.state === 'failed');
  const targets = input.targets ? failed.filter((test) => input.targets?.includes(test.id)) : failed;
  const nothing = { suspects: [], nearMisses: [], tried: 0 };
  if (targets.length === 0) return { kind: 'none', why: 'no-failing-test', ...nothing, ms: since() };
  const project = createProject(input.sources, input.parser);
  const passing = input.report.cases.filter((test) => test.state === 'passed');
  const where = await localise({ project, targets, passing, coverage: input.coverage, recent: input.recent }, signal);
  if (where.lines.length === 0) return { kind: 'none', why: 'no-suspects', ...nothing, ms: since() };
  await input.onSuspects?.(where.lines.slice(0, shownSuspects));
  const search = createSearch(input, where.files, { onProgress, since });
  await search.run(rankedEdits(where, observeFailures(targets)), signal);
  return search.result(where.lines.slice(0, shownSuspects));
}

interface Reporting {
  onProgress(progress: RepairProgress): void;
  since(): number;
}

interface Search {
  run(singles: Iterator<RankedEdit>, signal: AbortSignal): Promise<void>;
  result(suspects: readonly SuspiciousLine[]): RepairResult;
}

function createSearch(
  input: RepairInput,
  files: ReadonlyMap<string, ParsedFile>,
  { onProgress, since }: Reporting,
): Search {
  const { budget, clock, concurrency } = input;
  const proved: RepairCandidate[] = [];
  const tried = new Set<string>();
  const partly: { candidate: RepairCandidate; fixed: number }[] = [];
  let started = 0;
  let judged = 0;
  let firstProof: number | undefined;
  let ranOut = false;

  /** When nothing more is started, in ms since the start. A proof that is doubtful waits longer for a better one. */
  const lastStart = (): number => {
    if (firstProof === undefined) return budget.maxMs;
    const patience = proved.every(isDoubtful) ? doubtfulShare : 1;
    return Math.min(budget.maxMs, firstProof + patience * (budget.simplerMs ?? 0));
  };
  const mayStart = (): boolean => started < budget.maxCandidates && since() < lastStart();

  const judge = async (proposal: Proposal, queue: CandidateQueue, signal: AbortSignal): Promise<void> => {
    const candidate = candidateOf(proposal, files, started + 1);
    if (!(await isWellFormed(candidate, input.parser, { files, signal })) || !mayStart()) return;
    const key = sameSyntaxKey(candidate);
    if (key === undefined || tried.has(key)) return;
    tried.add(key);
    const numbered = { ...candidate, number: ++started };
    const outcome = await input.tryCandidate(numbered, signal);
    judged++;
    if (outcome.kind === 'proved') {
      firstProof ??= since();
      proved.push(numbered);
    } else if (outcome.kind === 'partly') {
      partly.push({ candidate: numbered, fixed: outcome.fixed });
      if (proposal.single && outcome.fixed > 0) queue.helped(proposal.single, outcome.left);
    }
    onProgress({ tried: judged, ms: since(), partly: partly.length, last: describe(numbered) });
  };

  const work = async (queue: CandidateQueue, signal: AbortSignal): Promise<void> => {
    while (mayStart()) {
      // A pair would have to be better than what was proved already: it is not.
      const proposal = firstProof === undefined ? queue.next() : queue.nextSingle();
      if (!proposal) {
        ranOut = true;
        return;
      }
      await judge(proposal, queue, signal);
    }
  };

  return {
    async run(singles, signal) {
      const queue = createQueue(singles);
      const stop = new AbortController();
      const both = AbortSignal.any([signal, stop.signal]);
      const workers = Array.from({ length: Math.max(1, concurrency) }, () => work(queue, both));
      const all = Promise.all(workers);
      const limit = expire(
        () => endsAt(budget, firstProof === undefined ? undefined : lastStart()),
        { clock, since },
        both,
      );
      try {
        await raceAbort(Promise.race([all, limit]), signal);
      } finally {
        stop.abort();
        await Promise.allSettled([...workers, limit]);
      }
    },
    result(suspects) {
      const ms = since();
      const found = [...proved].sort((a, b) => comparePreference(preferenceOf(a), preferenceOf(b)));
      const [candidate, ...alternatives] = found;
      if (candidate) return { kind: 'found', candidate, alternatives, suspects, tried: judged, ms };
      const nearMisses = [...partly]
        .sort((a, b) => b.fixed - a.fixed || b.candidate.score - a.candidate.score)
        .slice(0, 5);
      const why = ranOut ? 'exhausted' : started >= budget.maxCandidates ? 'candidates-spent' : 'time-spent';
      return { kind: 'none', why, suspects, nearMisses, tried: judged, ms };
    },
  };
}

/** When everything still running is given up, in ms since the start. */
function endsAt(budget: RepairBudget, lastStart: number | undefined): number {
  if (lastStart === undefined) return budget.maxMs;
  return Math.min(budget.maxMs, lastStart + (budget.settleMs ?? 3000));
}

/** Resolves when the end, which a first proof brings nearer, has come. */
async function expire(
  end: () => number,
  { clock, since }: { clock: Clock; since(): number },
  signal: AbortSignal,
): Promise<void> {
  try {
    while (since() < end()) await clock.sleep(Math.max(1, Math.min(100, end() - since())), signal);
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
}

function candidateOf(proposal: Proposal, files: ReadonlyMap<string, ParsedFile>, number: number): RepairCandidate {
  const paths = [...new Set(proposal.edits.map((edit) => edit.path))];
  const changed = paths.map((path) => {
    const before = files.get(path)?.source ?? '';
    return {
      path,
      before,
      after: applyEdits(
        before,
        proposal.edits.filter((edit) => edit.path === path),
      ),
    };
  });
  return { number, edits: proposal.edits, files: changed, score: proposal.score };
}

/** False when the edit brings a syntax error that was not there. */
async function isWellFormed(
  candidate: RepairCandidate,
  parser: SyntaxParser,
  { files, signal }: { readonly files: ReadonlyMap<string, ParsedFile>; readonly signal: AbortSignal },
): Promise<boolean> {
  for (const { path, after } of candidate.files) {
    const tree = files.get(path)?.tree;
    if (tree && (await parser.countErrors(tree.language, after, signal)) > tree.errors) return false;
  }
  return true;
}

/** Proofs that weak tests give too easily: two edits, something taken away, an edit that is seldom the right one. */
function isDoubtful(candidate: RepairCandidate): boolean {
  return candidate.edits.length > 1 || preferenceOf(candidate).deletes || preferenceOf(candidate).score < likelyScore;
}

const likelyScore = 0.12;
/** So many times as long as after another one a better one is looked for after a doubtful proof. */
const doubtfulShare = 2.5;

function describe(candidate: RepairCandidate): string {
  return candidate.edits.map((edit) => `${edit.path}:${edit.line} ${edit.description}`).join('; ');
}
