import type { TestReport } from '../evidence/testReport.ts';
import type { RepairCandidate } from '../repair/candidateEdit.ts';
import type { SuspiciousLine } from '../repair/localise.ts';
import type { RepairProgress } from '../repair/repairBudget.ts';
import { type RepairResult, searchRepair } from '../repair/search.ts';
import type { SourceFiles } from '../repair/sourceFiles.ts';
import { readSource } from '../tool/readSource.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { Alternative, OpenInput } from './alternative.ts';
import { type CandidateTrials, createCandidateTrials } from './candidateTrials.ts';
import { type CleanProof, placeClean, proveClean } from './cleanProof.ts';
import { type ComparedFixes, compareFixes } from './compareFixes.ts';
import type { FixPorts } from './fixPorts.ts';
import { withoutColors } from './missingThings.ts';
import { describeCandidate, sayOtherFixes } from './otherFixes.ts';
import { editedBy, proveAlternatives } from './proveAlternatives.ts';
import type { Reproduction } from './reproduce.ts';

/** How the search ended. `hints` is what it learnt, as text for a model; `suspects` are files, most suspicious first. */
export type RepairStepResult =
  | {
      readonly kind: 'green';
      readonly proof: CleanProof;
      readonly summary: string;
      readonly tried: number;
      /** What it is, and the other edits that make the tests green; absent when there are none. */
      readonly choices?: {
        readonly what: string;
        readonly alternatives: readonly Alternative[];
        readonly inputs: readonly OpenInput[];
        readonly found: number;
      };
    }
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
  /** Absent: candidates are tried in processes that stay, where that can be had, before the runner is started for them. */
  readonly warm?: false;
}

/** Share of the time left that repair may take, and its bound in ms: a person with a model waits less for the free attempt. */
const shares = { withModel: { share: 0.25, mostMs: 60_000 }, alone: { share: 0.6, mostMs: 300_000 } };
const maxCandidates = 5_000;
/** After the first proof: how long a simpler one and others that the tests allow are looked for. */
const simplerMs = 4_000;
const maxHints = 8;
const progressEveryMs = 2_000;

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
    // A repair there could not be proposed.
    paths: (await files.list(signal)).filter((path) => ports.protectedBy?.(path) === undefined),
    read: (path, readSignal) => readSource(files, path, readSignal),
  };
  const { share, mostMs } = ports.model ? shares.withModel : shares.alone;
  const maxMs = Math.min(
    options.repairMs ?? mostMs,
    (options.repairMs === undefined ? share : 1) * ports.budget.remainingMs(),
  );
  const begin = once((suspects: readonly SuspiciousLine[]) =>
    ports.log.append({ type: 'repair.started', suspects: suspects.map(placeOf) }, signal),
  );
  const { concurrency } = options;
  const trials = createCandidateTrials(ports, { copy, reproduction, concurrency, warm: options.warm ?? true });
  const search = searchRepair(
    {
      sources,
      report: reportForRepair(reproduction),
      targets: reproduction.red.map(({ id }) => id),
      parser: await ports.openParser(),
      recent: await ports.workspace.recentLines(copy, signal),
      ...(reproduction.coverage ? { coverage: reproduction.coverage } : {}),
      budget: { maxCandidates, maxMs, simplerMs: Math.min(simplerMs, 0.1 * maxMs) },
      concurrency,
      clock: ports.clock,
      onSuspects: begin,
      tryCandidate: trials.tryCandidate,
    },
    reportProgress(ports, trials, signal),
    signal,
  );
  const result = await search.finally(trials.dispose);
  // Where there was nothing to search, that is on record too.
  await begin([]);
  const why = sayResult(result);
  const found = result.kind === 'found' ? describeCandidate(result.candidate) : undefined;
  await ports.log.append(
    { type: 'repair.finished', tried: result.tried, ms: result.ms, found, why, trials: trials.counts() },
    signal,
  );
  const { tried } = result;
  const suspects = [...new Set(result.suspects.map(({ path }) => path))];
  if (result.kind === 'none') return { kind: 'none', why, hints: hintsOf(result), suspects, tried, touched: false };
  const compared = await compareFixes(
    ports,
    {
      candidates: [result.candidate, ...result.alternatives],
      reproduction,
      sources,
      useLane: (action) => trials.useLane(action, signal),
    },
    signal,
  );
  const proved = await proveBest(ports, { copy, reproduction, compared, trials }, signal);
  if (proved) {
    const { candidate, ...green } = proved;
    const summary = `${describeCandidate(candidate)} (${result.tried} ${result.tried === 1 ? 'edit' : 'edits'} tried in ${sayTime(result.ms)}).`;
    return { kind: 'green', ...green, summary, tried };
  }
  return { kind: 'none', why: `${why}: green, but not in a clean copy`, hints: '', suspects, tried, touched: true };
}

/** The first of them that all tests are green with in a clean copy, which holds it then, and the others as far as they were checked. */
async function proveBest(
  ports: FixPorts,
  task: {
    readonly copy: WorkspaceCopy;
    readonly reproduction: Reproduction;
    readonly compared: ComparedFixes;
    readonly trials: CandidateTrials;
  },
  signal: AbortSignal,
): Promise<
  | (Pick<Extract<RepairStepResult, { kind: 'green' }>, 'proof' | 'choices'> & { readonly candidate: RepairCandidate })
  | undefined
> {
  const { copy, reproduction, trials } = task;
  const { candidates, questions, inputs } = task.compared;
  for (const [at, candidate] of candidates.entries()) {
    const edited = editedBy(candidate);
    const proof = await proveClean(ports, { copy, reproduction, edited }, signal);
    if (proof.kind !== 'clean') continue;
    // Those before it did not hold in a clean copy.
    const left = candidates.slice(at);
    const found = { candidates: left, chosen: candidate, inputs, evidenceOf: trials.evidenceOf };
    const others =
      left.length > 1 ? await proveAlternatives(ports, { ...found, copy, reproduction }, signal) : undefined;
    if (others) await placeClean(ports, { copy, edited }, signal);
    const standing = left.filter((one) => !others?.refuted.includes(one));
    const what = describeCandidate(candidate);
    const choices = others && others.alternatives.length > 0 ? { what, ...others } : undefined;
    // Where they stand beside the choices, they are not asked twice.
    const open = at === 0 && !choices && standing.length > 1 ? questions : [];
    const doubts = [sayOtherFixes(candidate, standing) ?? [], open].flat();
    return { candidate, proof: withReservations(proof, doubts), ...(choices ? { choices } : {}) };
  }
  return undefined;
}

/** Without a report the command's output is all that names places: it stands for the stack of the one red test. */
function reportForRepair({ before, red, output }: Reproduction): Pick<TestReport, 'cases'> {
  if (before.source !== 'exit-code') return before;
  const stack = withoutColors(output);
  return { cases: red.map((test) => ({ ...test, failure: { message: test.failure?.message ?? '', stack } })) };
}

/** The proof with more sentences of what it does not show. */
function withReservations(proof: CleanProof, sentences: readonly string[]): CleanProof {
  if (sentences.length === 0) return proof;
  const { verdict } = proof;
  const evidence = { ...verdict.evidence, notProved: [...verdict.evidence.notProved, ...sentences] };
  return { ...proof, verdict: { ...verdict, evidence } };
}

/** Says every two seconds how far the search has come. */
function reportProgress(
  { log, clock }: FixPorts,
  trials: CandidateTrials,
  signal: AbortSignal,
): (progress: RepairProgress) => void {
  let saidMs = clock.monotonicMs();
  return ({ tried, ms }) => {
    if (clock.monotonicMs() - saidMs < progressEveryMs) return;
    saidMs = clock.monotonicMs();
    // A line of progress that is lost (the run was cancelled) is no loss.
    log.append({ type: 'repair.progressed', tried, ms, trials: trials.counts() }, signal).catch(() => undefined);
  };
}

const placeOf = ({ path, line, score }: SuspiciousLine) => ({ path, line, score });

const sayTime = (ms: number) => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);

/** The same, done the first time only. */
function once<T>(action: (given: T) => Promise<unknown>): (given: T) => Promise<void> {
  let isDone = false;
  return async (given) => {
    if (isDone) return;
    isDone = true;
    await action(given);
  };
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
  const suspects = result.suspects.slice(0, maxHints).map(({ path, line, why }) => `${path}:${line} (${why})`);
  const misses = result.nearMisses.map(
    ({ candidate, fixed }) =>
      `${describeCandidate(candidate)} (made ${Math.round(100 * fixed)} % of the red tests green)`,
  );
  return [
    ...(suspects.length > 0 ? [`Most suspicious lines: ${suspects.join('; ')}`] : []),
    ...(misses.length > 0 ? ['Edits that helped in part:', ...misses] : []),
    ...(result.tried > 0
      ? [`${result.tried} small single-line edits near these lines were tried; none was enough.`]
      : []),
  ].join('\n');
}
