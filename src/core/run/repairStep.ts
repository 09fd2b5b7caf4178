import type { TestReport } from '../evidence/testReport.ts';
import type { RepairCandidate } from '../repair/candidateEdit.ts';
import type { RepairProgress, TryOutcome } from '../repair/repairBudget.ts';
import { type RepairResult, searchRepair } from '../repair/search.ts';
import type { SourceFiles } from '../repair/sourceFiles.ts';
import { readSource } from '../tool/readSource.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { type CleanProof, proveClean } from './cleanProof.ts';
import type { FixPorts } from './fixPorts.ts';
import { judge, type Verdict } from './judge.ts';
import { withoutColors } from './missingThings.ts';
import { describeCandidate, sayOtherFixes } from './otherFixes.ts';
import type { Reproduction } from './reproduce.ts';

/** How the search ended. `hints` is what it learnt, as text for a model; `suspects` are files, most suspicious first. */
export type RepairStepResult =
  | { readonly kind: 'green'; readonly proof: CleanProof; readonly summary: string; readonly tried: number }
  | {
      readonly kind: 'none';
      readonly why: string;
      readonly hints: string;
      readonly suspects: readonly string[];
      readonly tried: number;
      /** The copy does not hold what it held before: a clean proof was tried in it. */
      readonly touched: boolean;
    };

/** How repair searches. `repairMs` undefined: for a share of the time that is left; 0: not at all. */
export interface RepairOptions {
  readonly repairMs: number | undefined;
  /** Candidate edits that are tried at once. */
  readonly concurrency: number;
}

/** Share of the time left that repair may take, and its bound in ms: a person with a model waits less for the free attempt. */
const shares = { withModel: { share: 0.25, mostMs: 60_000 }, alone: { share: 0.6, mostMs: 300_000 } };
const maxCandidates = 5_000;
const maxHints = 8;
const progressEveryMs = 2_000;

/** Copies beside the run's own in which candidates are tried; each is used by one candidate at a time. */
interface Lane {
  readonly copy: WorkspaceCopy;
  readonly files: CopyFiles;
}

/** Looks for a small edit that makes the red tests green. */
export async function repairStep(
  ports: FixPorts,
  task: { readonly copy: WorkspaceCopy; readonly reproduction: Reproduction },
  options: RepairOptions,
  signal: AbortSignal,
): Promise<RepairStepResult> {
  const { copy, reproduction } = task;
  if (options.repairMs === 0)
    return { kind: 'none', why: 'repair was left out', hints: '', suspects: [], tried: 0, touched: false };
  const files = ports.openFiles(copy);
  const sources: SourceFiles = {
    paths: await files.list(signal),
    read: (path, readSignal) => readSource(files, path, readSignal),
  };
  const { share, mostMs } = ports.model ? shares.withModel : shares.alone;
  const maxMs = Math.min(
    options.repairMs ?? mostMs,
    (options.repairMs === undefined ? share : 1) * ports.budget.remainingMs(),
  );
  await ports.log.append({ type: 'repair.started', suspects: [] }, signal);
  const lanes = createLanes(ports, copy, options.concurrency);
  const result = await searchRepair(
    {
      sources,
      report: reportForRepair(reproduction),
      targets: reproduction.red.map(({ id }) => id),
      parser: await ports.openParser(),
      ...(reproduction.coverage ? { coverage: reproduction.coverage } : {}),
      budget: { maxCandidates, maxMs },
      concurrency: options.concurrency,
      clock: ports.clock,
      tryCandidate: (candidate, trySignal) =>
        lanes.use((lane) => tryCandidate(ports, { candidate, lane, reproduction }, trySignal), trySignal),
    },
    reportProgress(ports, signal),
    signal,
  );
  const why = sayResult(result);
  const found = result.kind === 'found' ? describeCandidate(result.candidate) : undefined;
  await ports.log.append({ type: 'repair.finished', tried: result.tried, ms: result.ms, found, why }, signal);
  const { tried } = result;
  const suspects = [...new Set(result.suspects.map(({ path }) => path))];
  if (result.kind === 'none') return { kind: 'none', why, hints: hintsOf(result), suspects, tried, touched: false };
  const candidates = [result.candidate, ...result.alternatives];
  for (const candidate of candidates) {
    const edited = new Map(candidate.files.map(({ path, after }) => [path, after]));
    const proof = await proveClean(ports, { copy, reproduction, edited }, signal);
    const summary = `${describeCandidate(candidate)} (${result.tried} edits tried).`;
    if (proof.kind !== 'clean') continue;
    return { kind: 'green', proof: withReservation(proof, sayOtherFixes(candidate, candidates)), summary, tried };
  }
  return { kind: 'none', why: `${why}: green, but not in a clean copy`, hints: '', suspects, tried, touched: true };
}

/** Without a report the command's output is all that names places: it stands for the stack of the one red test. */
function reportForRepair({ before, red, output }: Reproduction): Pick<TestReport, 'cases'> {
  if (before.source !== 'exit-code') return before;
  const stack = withoutColors(output);
  return { cases: red.map((test) => ({ ...test, failure: { message: test.failure?.message ?? '', stack } })) };
}

/** The proof with one sentence more of what it does not show. */
function withReservation(proof: CleanProof, sentence: string | undefined): CleanProof {
  if (sentence === undefined) return proof;
  const { verdict } = proof;
  const evidence = { ...verdict.evidence, notProved: [...verdict.evidence.notProved, sentence] };
  return { ...proof, verdict: { ...verdict, evidence } };
}

/** Says every two seconds how far the search has come. */
function reportProgress({ log, clock }: FixPorts, signal: AbortSignal): (progress: RepairProgress) => void {
  let saidMs = clock.monotonicMs();
  return ({ tried, ms }) => {
    if (clock.monotonicMs() - saidMs < progressEveryMs) return;
    saidMs = clock.monotonicMs();
    // A line of progress that is lost (the run was cancelled) is no loss.
    log.append({ type: 'repair.progressed', tried, ms }, signal).catch(() => undefined);
  };
}

/** Lanes are made when first needed: a repair that succeeds at once needs one only. */
function createLanes(ports: FixPorts, copy: WorkspaceCopy, count: number) {
  const free: Lane[] = [];
  const waiting: ((lane: Lane) => void)[] = [];
  let made = 0;
  async function take(signal: AbortSignal): Promise<Lane> {
    const lane = free.pop();
    if (lane) return lane;
    if (made >= count) return new Promise((resolve) => waiting.push(resolve));
    const opened = await ports.cloneCopy(copy, ++made, signal);
    return { copy: opened, files: ports.openFiles(opened) };
  }
  return {
    async use<T>(action: (lane: Lane) => Promise<T>, signal: AbortSignal): Promise<T> {
      const lane = await take(signal);
      try {
        return await action(lane);
      } finally {
        const next = waiting.shift();
        if (next) next(lane);
        else free.push(lane);
      }
    },
  };
}

async function tryCandidate(
  ports: FixPorts,
  task: {
    readonly candidate: RepairCandidate;
    readonly lane: Lane;
    readonly reproduction: Reproduction;
  },
  signal: AbortSignal,
): Promise<TryOutcome> {
  const { candidate, lane, reproduction } = task;
  const timeoutMs = candidateTimeoutMs(reproduction);
  try {
    for (const { path, after } of candidate.files) await lane.files.write(path, after, signal);
    const verdict = await judge(ports, { reproduction, copy: lane.copy, timeoutMs, quick: true }, signal);
    return outcomeOf(verdict, reproduction.red.length);
  } finally {
    // The lane is used again: it is put back even when the search has ended.
    const always = new AbortController().signal;
    for (const { path, before } of candidate.files) await lane.files.write(path, before, always);
  }
}

/** Endless loops are normal among candidates: three times what the red run took, at least 4 s. */
function candidateTimeoutMs({ before }: Reproduction): number {
  return Math.max(4_000, 3 * before.durationMs);
}

function outcomeOf(verdict: Verdict, targets: number): TryOutcome {
  switch (verdict.kind) {
    case 'proved':
      return { kind: 'proved' };
    case 'red':
      return verdict.stillRed < targets
        ? { kind: 'partly', fixed: 1 - verdict.stillRed / targets }
        : { kind: 'still-failing' };
    case 'broken':
      return { kind: 'partly', fixed: 1, info: verdict.feedback.slice(0, 500) };
    case 'unusable':
      return { kind: 'killed-compile' };
  }
}

function sayResult(result: RepairResult): string {
  if (result.kind === 'found') return describeCandidate(result.candidate);
  const tried = `${result.tried} small ${result.tried === 1 ? 'edit' : 'edits'} tried in ${Math.round(result.ms / 1000)} s`;
  switch (result.why) {
    case 'no-failing-test':
    case 'no-suspects':
      return 'no code was found that a small edit could repair';
    case 'exhausted':
      return `${tried}, and there are no more: the failure needs more than a small edit`;
    case 'candidates-spent':
    case 'time-spent':
      return `${tried}; the failure needs more than a small edit, or more time`;
  }
}

function hintsOf(result: Extract<RepairResult, { kind: 'none' }>): string {
  const suspects = result.suspects.slice(0, maxHints).map(({ path, line }) => `${path}:${line}`);
  const misses = result.nearMisses.map(
    ({ candidate, fixed }) =>
      `${describeCandidate(candidate)} (made ${Math.round(100 * fixed)} % of the red tests green)`,
  );
  return [
    ...(suspects.length > 0 ? [`Most suspicious lines: ${suspects.join(', ')}`] : []),
    ...(misses.length > 0 ? ['Edits that helped in part:', ...misses] : []),
    ...(result.tried > 0
      ? [`${result.tried} small single-line edits near these lines were tried; none was enough.`]
      : []),
  ].join('\n');
}
