import { placeInWorkspace } from '../evidence/testId.ts';
import type { TestCase, TestReport } from '../evidence/testReport.ts';
import { countLines, type ExecutedLines, joinLines } from '../repair/executedLines.ts';
import type { LineCoverage } from '../repair/localise.ts';
import { readPythonCoverage } from '../repair/pythonCoverage.ts';
import { isForeignPath } from '../repair/sourceFiles.ts';
import { lineCounts, readV8Coverage, type V8Script } from '../repair/v8Coverage.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import type { CoverageFile } from './fixPorts.ts';

/** Two measured runs: all tests, then the red ones. `red` are those that were red both times. */
export interface MeasuredRuns {
  readonly copy: Pick<WorkspaceCopy, 'originalPath' | 'hostPath'>;
  readonly red: readonly TestCase[];
  readonly before: { readonly report: TestReport; readonly coverage: readonly CoverageFile[] };
  readonly confirm: { readonly coverage: readonly CoverageFile[] };
  /** The text of a file of the copy. */
  read(path: string): Promise<string | undefined>;
}

/**
 * Which lines the red tests executed and which the green ones did; undefined when that is not known of every red test,
 * because lines that no red test executed are going to be left out.
 *
 * Ochiai's coefficient compares counts of failing and passing observations. For Python an observation is a red test, and
 * green ones are not measured. For JavaScript it is a process of the runner, as V8 counts for whole processes: node:test
 * starts one for each test file, mocha one for all. A process of the second run is a failing observation. One of the first
 * run is a passing observation when all of its tests are green. When it holds both kinds, passing is what it executed more often
 * than the process of the second run with the same red tests: so much is owed to the green ones.
 */
export async function measureCoverage(runs: MeasuredRuns): Promise<LineCoverage | undefined> {
  if (runs.red.length === 0 || runs.confirm.coverage.length === 0) return undefined;
  return measurePython(runs) ?? (await measureV8(runs));
}

function measurePython({ red, confirm }: MeasuredRuns): LineCoverage | undefined {
  const traced = new Map<string, ExecutedLines>();
  for (const { file, path, lines } of confirm.coverage.flatMap(({ text }) => readPythonCoverage(text)))
    traced.set(JSON.stringify([file, path]), lines);
  const failing = red.map(({ file, path }) => traced.get(JSON.stringify([file, path])));
  return failing.every((lines) => lines !== undefined) ? countLines(failing, []) : undefined;
}

/** One measured run, and where its files lie. */
export interface MeasuredRun {
  readonly copy: MeasuredRuns['copy'];
  readonly report: TestReport;
  readonly coverage: readonly CoverageFile[];
  read: MeasuredRuns['read'];
}

/** The lines of the workspace that a run executed, those of its tests left out; undefined when nothing was measured. */
export async function executedLines(run: MeasuredRun): Promise<ExecutedLines | undefined> {
  const { copy, report, coverage, read } = run;
  if (coverage.length === 0) return undefined;
  const tests = new Set(report.cases.map(({ file }) => file));
  const toProcess = processReader({ copy, before: { report, coverage }, read });
  const parts: ExecutedLines[] = coverage.flatMap(({ text }) => readPythonCoverage(text).map(({ lines }) => lines));
  for (const file of coverage) parts.push(linesOf(await toProcess(file)));
  const joined = [...joinLines(parts)].filter(([path]) => !tests.has(path) && !isForeignPath(path));
  return parts.some((part) => part.size > 0) ? new Map(joined) : undefined;
}

/** The lines of a file that hold code: those that ran, and those that did not. */
export interface CoveredLines {
  readonly ran: readonly number[];
  readonly missed: readonly number[];
}

/**
 * Which lines of the workspace's JavaScript ran and which did not, its tests left out; undefined when nothing was measured.
 * Python is left out: its tracer names lines that ran only, and a share of them would always be all.
 */
export async function coveredLines(run: MeasuredRun): Promise<ReadonlyMap<string, CoveredLines> | undefined> {
  const { copy, report, coverage, read } = run;
  const ran = new Map<string, Set<number>>();
  const missed = new Map<string, Set<number>>();
  const tests = new Set(report.cases.map(({ file }) => file));
  const placeOf = placeIn(copy);
  for (const { text } of coverage)
    for (const script of readV8Coverage(text, (url) => placeOf(url) !== undefined)) {
      const path = placeOf(script.url) ?? '';
      const source = tests.has(path) ? undefined : await read(path);
      const lines = source === undefined ? undefined : lineCounts(script, source, { zeros: true });
      for (const [line, count] of lines ?? []) addTo(count > 0 ? ran : missed, path, line);
    }
  const paths = [...new Set([...ran.keys(), ...missed.keys()])].sort();
  if (paths.length === 0) return undefined;
  const sorted = (lines: Iterable<number>) => [...lines].sort((a, b) => a - b);
  return new Map(
    paths.map((path) => {
      const here = ran.get(path) ?? new Set();
      const rest = [...(missed.get(path) ?? [])].filter((line) => !here.has(line));
      return [path, { ran: sorted(here), missed: sorted(rest) }];
    }),
  );
}

function addTo(all: Map<string, Set<number>>, path: string, line: number): void {
  const lines = all.get(path) ?? new Set();
  all.set(path, lines.add(line));
}

/** The workspace-relative path of a script's URL; undefined for one that lies elsewhere, or is foreign code. */
function placeIn(copy: MeasuredRuns['copy']): (url: string) => string | undefined {
  return (url) => {
    const file = pathOf(url);
    if (file === undefined) return undefined;
    const path = placeInWorkspace(file, copy.originalPath) ?? placeInWorkspace(file, copy.hostPath);
    return path === undefined || isForeignPath(path) ? undefined : path;
  };
}

/** How often a process executed each line, by path, and which files with tests it had loaded. */
interface Process {
  readonly testFiles: ReadonlySet<string>;
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

async function measureV8(runs: MeasuredRuns): Promise<LineCoverage | undefined> {
  const { red, before, confirm } = runs;
  const redFiles = new Set(red.map(({ file }) => file));
  const toProcess = processReader(runs);
  const again: Process[] = [];
  for (const file of confirm.coverage) again.push(await toProcess(file));
  const failing = again.filter(({ testFiles }) => [...testFiles].some((path) => redFiles.has(path)));
  for (const path of redFiles)
    if (path === undefined || !failing.some(({ testFiles }) => testFiles.has(path))) return undefined;
  // Processes that the tests started: which test it was is not known, so what they executed counts for each.
  const started = joinLines(again.filter(({ testFiles }) => testFiles.size === 0).map(linesOf));
  const passing: ExecutedLines[] = [];
  for (const file of before.coverage) {
    const process = await toProcess(file);
    if (!isGreenBut(before.report, process.testFiles, new Set(red.map(({ id }) => id)))) continue;
    const same = failing.find(({ testFiles }) => [...testFiles].some((path) => process.testFiles.has(path)));
    passing.push(same ? executedMore(process, same) : linesOf(process));
  }
  return countLines(
    failing.map((process) => joinLines([linesOf(process), started])),
    passing,
  );
}

/** True when the tests of these files are green but for the given red ones: with others red, what is more is not owed to green ones. */
function isGreenBut(report: TestReport, files: ReadonlySet<string>, red: ReadonlySet<string>): boolean {
  const others = report.cases.filter(({ id, file }) => file !== undefined && files.has(file) && !red.has(id));
  return others.some(({ state }) => state === 'passed') && others.every(({ state }) => state !== 'failed');
}

/** Reads a process's file against the sources of the copy, each of which is read once. */
function processReader({
  copy,
  before,
  read,
}: Pick<MeasuredRuns, 'copy' | 'before' | 'read'>): (file: CoverageFile) => Promise<Process> {
  const tests = new Set(before.report.cases.map(({ file }) => file));
  const sources = new Map<string, Promise<string | undefined>>();
  const placeOf = placeIn(copy);
  const sourceOf = (path: string): Promise<string | undefined> => {
    const source = sources.get(path) ?? read(path);
    sources.set(path, source);
    return source;
  };
  return async ({ text }) => {
    const testFiles = new Set<string>();
    const counts = new Map<string, ReadonlyMap<number, number>>();
    for (const script of readV8Coverage(text, (url) => placeOf(url) !== undefined)) {
      const path = placeOf(script.url) ?? '';
      if (tests.has(path)) testFiles.add(path);
      else addCounts(counts, path, await countsOf(script, sourceOf(path)));
    }
    return { testFiles, counts };
  };
}

async function countsOf(script: V8Script, source: Promise<string | undefined>) {
  const text = await source;
  return text === undefined ? undefined : lineCounts(script, text);
}

/** A file that was loaded twice (a query at its URL) has two scripts. */
function addCounts(
  all: Map<string, ReadonlyMap<number, number>>,
  path: string,
  more: ReadonlyMap<number, number> | undefined,
): void {
  if (!more) return;
  const counts = new Map(all.get(path));
  for (const [line, count] of more) counts.set(line, (counts.get(line) ?? 0) + count);
  all.set(path, counts);
}

const linesOf = ({ counts }: Process): ExecutedLines =>
  new Map([...counts].map(([path, lines]) => [path, new Set(lines.keys())]));

function executedMore(process: Process, { counts: less }: Process): ExecutedLines {
  return new Map(
    [...process.counts].map(([path, lines]) => [
      path,
      new Set([...lines].filter(([line, count]) => count > (less.get(path)?.get(line) ?? 0)).map(([line]) => line)),
    ]),
  );
}

/** The path of a `file:` URL, without its query. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith('file:///')) return undefined;
  try {
    const path = decodeURIComponent(url.slice('file://'.length).replace(/[?#].*$/, ''));
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    return undefined;
  }
}
