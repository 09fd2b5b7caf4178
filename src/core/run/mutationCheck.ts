import { throwIfAborted } from '../../base/abort.ts';
import { isAbort } from '../../base/errors.ts';
import type { TestReport, TestRunOutcome } from '../evidence/testReport.ts';
import type { TestCommand, TestSelection } from '../evidence/testRunner.ts';
import type { ExecutedLines } from '../repair/executedLines.ts';
import { type Mutant, makeMutants } from '../repair/mutants.ts';
import { readSource } from '../tool/readSource.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { executedLines } from './coverage.ts';
import type { FixPorts } from './fixPorts.ts';
import { killCause } from './killCause.ts';

/** What the check works with. */
export type MutationPorts = Pick<FixPorts, 'runTests' | 'cloneCopy' | 'openFiles' | 'openParser' | 'clock'>;

/** New tests, and the implementation that they are to be tried on. */
export interface MutationTask {
  /** Holds the real implementation and the new tests. It is cloned and not changed. */
  readonly copy: WorkspaceCopy;
  readonly command: TestCommand;
  /** The new tests, and no others. */
  readonly tests: TestSelection;
  /** Lines that the change has written, by path: they are mutated first, and alone when coverage cannot be had. */
  readonly changed?: ExecutedLines;
  /** Numbers of lanes that nothing else of this run uses: so many mutants are tried at once. */
  readonly lanes: readonly number[];
  readonly seed: number;
  /** Default 12. */
  readonly maxMutants?: number;
  /** For everything. Default 120,000. What is not tried by then is `not-run`. */
  readonly maxMs?: number;
}

/**
 * What the new tests made of one mutant. `killed`: a test noticed by what it checks. `crashed`: only an error of the code
 * itself made tests fail, which a test without a single assertion would do as well. `timed-out` says as little.
 */
export type MutantState = 'killed' | 'crashed' | 'survived' | 'not-compiled' | 'timed-out' | 'not-run';

/** One mutant and what became of it. */
export interface MutantOutcome extends Pick<Mutant, 'number' | 'path' | 'line' | 'operator' | 'description'> {
  readonly state: MutantState;
  /** Ids of the tests that noticed. */
  readonly by: readonly string[];
}

/** Whether the new tests count, with everything that was found out. */
export interface MutationVerdict {
  /** At least one mutant was killed, so the tests can fail when the code is wrong. */
  readonly counts: boolean;
  /** One sentence, with the figures. */
  readonly why: string;
  /** Every new test and how many mutants it killed: one with none has shown nothing yet. */
  readonly tests: readonly { readonly id: string; readonly kills: number }[];
  readonly mutants: readonly MutantOutcome[];
  /** Whether the mutated lines are known to be executed by the new tests. */
  readonly measured: boolean;
}

const defaultMaxMutants = 12;
const defaultMaxMs = 120_000;
/** So many times as many are made: the others take the place of those that only crash or do not load, which tell nothing of the tests. */
const made = 2;

/**
 * Tries generated tests on broken versions of what they test. They must be green on the real one first. Mutants are made of
 * the lines that the tests execute, one small defect each; a kill proves that the mutant was no equivalent one.
 */
export async function checkMutants(
  ports: MutationPorts,
  task: MutationTask,
  signal: AbortSignal,
): Promise<MutationVerdict> {
  const { copy, command, tests, lanes } = task;
  const [first] = lanes;
  if (first === undefined) throw new Error('the check needs a lane');
  const startMs = ports.clock.monotonicMs();
  const maxMs = task.maxMs ?? defaultMaxMs;
  const lane = await ports.cloneCopy(copy, first, signal);
  const real = await ports.runTests(
    { copy: lane, command, selection: tests, timeoutMs: maxMs, coverage: true },
    signal,
  );
  const refused = refuse(real);
  if (refused !== undefined || real.kind !== 'report') return refusal(refused ?? '', real);
  const { report } = real;
  const files = ports.openFiles(copy);
  const read = (path: string) => readSource(files, path, signal);
  const executed = await executedLines({ copy: lane, report, coverage: real.coverage ?? [], read });
  const lines = executed ?? task.changed;
  if (!lines) return refusal('No line is known that these tests execute, and no changed line was named.', real);
  const paths = await files.list(signal);
  const max = task.maxMutants ?? defaultMaxMutants;
  const mutants = await makeMutants(
    {
      sources: { paths, read },
      lines,
      ...(task.changed ? { preferred: task.changed } : {}),
      parser: await ports.openParser(),
      seed: task.seed,
      max: made * max,
    },
    signal,
  );
  if (mutants.length === 0)
    return refusal('These tests execute no code of the project that a small defect could be put into.', real);
  const outcomes = await tryAll(
    ports,
    { task, lane, mutants, max, report, known: new Set(paths), endMs: startMs + maxMs },
    signal,
  );
  return verdict(report, { outcomes, max }, executed !== undefined);
}

/** Why there is no report of new tests. */
export function sayNoReport({ kind }: Exclude<TestRunOutcome, { kind: 'report' }>): string {
  if (kind === 'no-tests') return 'None of the new tests ran.';
  return kind === 'timed-out'
    ? 'The new tests do not end in time.'
    : 'The new tests give no usable report: do they load?';
}

/** Why the tests cannot be tried at all, or undefined. */
function refuse(real: TestRunOutcome): string | undefined {
  if (real.kind !== 'report') return sayNoReport(real);
  const { cases, source, errors } = real.report;
  if (source === 'exit-code')
    return 'Of this runner only the exit code is known, so it cannot be told what a failing test has noticed.';
  const red = cases.filter(({ state }) => state === 'failed');
  if (red.length > 0) return `The new tests fail on the real implementation: ${red.map(({ id }) => id).join(', ')}.`;
  if (errors.length > 0) return `Something failed outside the new tests: ${errors[0]}`;
  return cases.some(({ state }) => state === 'passed') ? undefined : 'None of the new tests ran: all are skipped.';
}

function refusal(why: string, real: TestRunOutcome): MutationVerdict {
  const cases = real.kind === 'report' ? real.report.cases : [];
  return { counts: false, why, tests: cases.map(({ id }) => ({ id, kills: 0 })), mutants: [], measured: false };
}

interface Trial {
  readonly task: MutationTask;
  /** The first lane, which is open already. */
  readonly lane: WorkspaceCopy;
  readonly mutants: readonly Mutant[];
  /** So many are tried; the others take the place of those that tell nothing. */
  readonly max: number;
  readonly report: TestReport;
  readonly known: ReadonlySet<string>;
  readonly endMs: number;
}

async function tryAll(ports: MutationPorts, trial: Trial, signal: AbortSignal): Promise<readonly MutantOutcome[]> {
  const { task, mutants, max, endMs } = trial;
  const outcomes = new Map<number, MutantOutcome>();
  const waiting = mutants.slice(0, max);
  const reserve = mutants.slice(max);
  // One worker that fails ends the others, and is waited for: their tests must not go on in the lanes.
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const work = async (number: number, index: number): Promise<void> => {
    const lane = index === 0 ? trial.lane : await ports.cloneCopy(task.copy, number, both);
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const leftMs = endMs - ports.clock.monotonicMs();
      if (leftMs <= 0) return;
      const outcome = await tryMutant(ports, { trial, lane, mutant, leftMs }, both);
      outcomes.set(mutant.number, outcome);
      if (tellsNothing(outcome)) waiting.push(...reserve.splice(0, 1));
    }
  };
  const workers = task.lanes.slice(0, waiting.length).map((number, index) =>
    work(number, index).catch((error: unknown) => {
      stop.abort();
      throw error;
    }),
  );
  const settled = await Promise.allSettled(workers);
  throwIfAborted(signal);
  const failed = settled.filter((one) => one.status === 'rejected').map((one): unknown => one.reason);
  const cause = failed.find((error) => !isAbort(error)) ?? failed[0];
  if (cause !== undefined) throw cause;
  const begun = mutants.filter(({ number }) => number <= max || outcomes.has(number));
  return begun.map((mutant) => outcomes.get(mutant.number) ?? outcomeOf(mutant, 'not-run'));
}

async function tryMutant(
  ports: MutationPorts,
  at: { readonly trial: Trial; readonly lane: WorkspaceCopy; readonly mutant: Mutant; readonly leftMs: number },
  signal: AbortSignal,
): Promise<MutantOutcome> {
  const { trial, lane, mutant, leftMs } = at;
  const { command, tests } = trial.task;
  const files = ports.openFiles(lane);
  // An endless loop is an ordinary mutant.
  const timeoutMs = Math.min(leftMs, Math.max(4_000, 3 * trial.report.durationMs));
  try {
    await files.write(mutant.path, mutant.after, signal);
    const outcome = await ports.runTests({ copy: lane, command, selection: tests, timeoutMs }, signal);
    return judge(mutant, outcome, trial);
  } finally {
    // The next mutant needs the real file, also when this one was given up.
    await files.write(mutant.path, mutant.before, new AbortController().signal);
  }
}

function judge(mutant: Mutant, outcome: TestRunOutcome, { report, known }: Trial): MutantOutcome {
  if (outcome.kind === 'timed-out') return outcomeOf(mutant, 'timed-out');
  if (outcome.kind !== 'report') return outcomeOf(mutant, 'not-compiled');
  const failed = outcome.report.cases.filter(({ state }) => state === 'failed');
  const testFiles = new Set(report.cases.flatMap(({ file }) => (file === undefined ? [] : [file])));
  const by = failed.filter((test) => test.path.length > 0 && killCause(test, { known, testFiles }) === 'assertion');
  if (by.length > 0)
    return outcomeOf(
      mutant,
      'killed',
      by.map(({ id }) => id),
    );
  // A file that did not load is one case without titles.
  if (failed.some(({ path }) => path.length === 0)) return outcomeOf(mutant, 'not-compiled');
  return outcomeOf(mutant, failed.length > 0 || outcome.report.errors.length > 0 ? 'crashed' : 'survived');
}

function outcomeOf(mutant: Mutant, state: MutantState, by: readonly string[] = []): MutantOutcome {
  const { number, path, line, operator, description } = mutant;
  return { number, path, line, operator, description, state, by };
}

/** It crashes or does not load: a test without a single assertion would notice that as well. */
const tellsNothing = ({ state }: MutantOutcome): boolean => state === 'crashed' || state === 'not-compiled';

/** At most so many, those that tell nothing left out first, the last of them before the others. */
function telling(outcomes: readonly MutantOutcome[], max: number): readonly MutantOutcome[] {
  const surplus = outcomes.length - max;
  if (surplus <= 0) return outcomes;
  const dropped = new Set(outcomes.filter(tellsNothing).slice(-surplus));
  return outcomes.filter((outcome) => !dropped.has(outcome));
}

function verdict(
  report: TestReport,
  { outcomes, max }: { readonly outcomes: readonly MutantOutcome[]; readonly max: number },
  measured: boolean,
): MutationVerdict {
  const mutants = telling(outcomes, max);
  const tests = report.cases
    .filter(({ state }) => state === 'passed')
    .map(({ id }) => ({ id, kills: mutants.filter(({ by }) => by.includes(id)).length }));
  const count = (state: MutantState): number => mutants.filter((mutant) => mutant.state === state).length;
  const tried = mutants.length - count('not-run');
  const figures = (['survived', 'crashed', 'timed-out', 'not-compiled', 'not-run'] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state.replace('-', ' ')}`);
  const replaced = outcomes.length - mutants.length;
  const more = replaced > 0 ? [`${replaced} more told nothing and ${replaced === 1 ? 'was' : 'were'} replaced`] : [];
  const rest = figures.length + more.length > 0 ? ` (${[...figures, ...more].join(', ')})` : '';
  const killed = count('killed');
  if (tried === 0) {
    return { counts: false, why: 'The time was up before any defect could be tried.', tests, mutants, measured };
  }
  const why =
    killed > 0
      ? `The new tests notice ${killed} of ${tried} small defects put into the code they run${rest}.`
      : `The new tests notice none of ${tried} small defects put into the code they run${rest}: they check too little.`;
  return { counts: killed > 0, why, tests, mutants, measured };
}
