import { idleRows } from './dataFlow.ts';
import type { Definition } from './definitions.ts';
import type { ParsedFile } from './editSite.ts';
import { neverEnded, type ObservedTest } from './observedTest.ts';
import type { Project } from './project.ts';
import { type Reach, reachOf } from './reach.ts';
import { isTestPath } from './sourceFiles.ts';
import { stackFrames } from './stackFrames.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { enclosing } from './syntaxWalk.ts';

/** How many failing and passing tests executed each line. First line is 1; a line that is absent was never executed. */
export interface LineCoverage {
  readonly failing: number;
  readonly passing: number;
  readonly lines: ReadonlyMap<string, ReadonlyMap<number, { readonly failing: number; readonly passing: number }>>;
}

/** A line that could hold the defect, with the reason in words. `score` is between 0 and 1. */
export interface SuspiciousLine {
  readonly path: string;
  /** First line is 1. */
  readonly line: number;
  readonly score: number;
  readonly why: string;
}

/** The lines to look at, most suspicious first, and the files they are in. */
export interface Localisation {
  readonly lines: readonly SuspiciousLine[];
  readonly files: ReadonlyMap<string, ParsedFile>;
}

/** What localisation is told. `targets` are the failing tests to be fixed, `passing` those that pass. */
export interface LocaliseInput {
  readonly project: Project;
  readonly targets: readonly ObservedTest[];
  readonly passing: readonly ObservedTest[];
  readonly coverage?: LineCoverage | undefined;
  /** Lines that were changed lately. */
  readonly recent?: LineAges | undefined;
  /** How well "executed" and "failed" go together; absent: `dstar`. */
  readonly spectrum?: Spectrum;
  readonly ageWeights?: AgeWeights;
}

/** When lines were changed, by path and line (from 1): 0 is not committed yet, n within the last n commits. */
export type LineAges = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** By how much a line's score is raised: not committed, within the last commit, within the last five. */
export type AgeWeights = readonly [number, number, number];

const usualWeights: AgeWeights = [1.3, 1.2, 1.1];

/** From how many failing and passing observations reach a place, and how many failing ones there are in all, to 0 to 1. */
export type Spectrum = (failedHere: number, passedHere: number, failedAll: number) => number;

/** What a line keeps of its score when the data flow does not lead from it to a result. */
const idleShare = 0.5;
/** Passing tests compared with the failing ones; more would only cost time. */
const mostPassing = 60;

/**
 * Ochiai's coefficient: how well "executed" and "failed" go together, 0 to 1.
 * Abreu, Zoeteweij, van Gemund: On the Accuracy of Spectrum-based Fault Localization, TAIC PART 2007.
 */
export function ochiai(failedHere: number, passedHere: number, failedAll: number): number {
  const under = failedAll * (failedHere + passedHere);
  return under === 0 ? 0 : failedHere / Math.sqrt(under);
}

/**
 * DStar with an exponent of 2, d / (1 + d) of it so that it lies between 0 and 1.
 * Wong, Debroy, Gao, Li: The DStar Method for Effective Software Fault Localization, IEEE Transactions on Reliability 63 (2014).
 */
export function dstar(failedHere: number, passedHere: number, failedAll: number): number {
  const over = failedHere ** 2;
  const under = over + passedHere + failedAll - failedHere;
  return under === 0 ? 0 : over / under;
}

/** Ranks the lines of the project by how likely they hold the defect. Tests are never among them. */
export async function localise(given: LocaliseInput, signal: AbortSignal): Promise<Localisation> {
  const { project } = given;
  const targets = given.targets.map((test) => withFile(test, project));
  const input = { ...given, targets };
  const scores = createScores();
  const own = new Set(targets.map((test) => test.file).filter((path) => path !== undefined));
  const editable = (path: string): boolean => !isTestPath(path) && !own.has(path);
  await addReach(input, { scores, editable }, signal);
  for (const test of targets) await addFrames(test, project, { scores, editable }, signal);
  if (input.coverage) addExecuted(input.coverage, project, { scores, editable });
  const files = new Map<string, ParsedFile>();
  for (const path of scores.paths()) {
    const file = await project.load(path, signal);
    if (file) files.set(path, file);
  }
  const lines = withoutIdle(
    scores.all().filter((line) => files.has(line.path)),
    files,
  );
  const covered = input.coverage
    ? weighByCoverage(lines, files, { spectrum: dstar, ...input, coverage: input.coverage })
    : lines;
  const looped = targets.every(neverEnded) ? weighByLoops(covered, files) : covered;
  const weighed = input.recent ? weighByAge(looped, input.recent, input.ageWeights) : looped;
  weighed.sort((a, b) => b.score - a.score || a.path.localeCompare(b.path) || a.line - b.line);
  return { lines: weighed, files };
}

/** Lines that nothing a function gives depends on are less likely, unless a stack names them. */
function withoutIdle(lines: readonly SuspiciousLine[], files: ReadonlyMap<string, ParsedFile>): SuspiciousLine[] {
  const idle = new Map([...files].map(([path, file]) => [path, idleRows(file)]));
  return lines.map((line) =>
    idle.get(line.path)?.has(line.line - 1) && !line.why.includes('stack')
      ? { ...line, score: line.score * idleShare, why: `${line.why}; no result depends on it` }
      : line,
  );
}

/** A report that names no files (TAP) has them in its stacks: the outermost frame of the project is the test. */
function withFile(test: ObservedTest, { known }: Project): ObservedTest {
  if (test.file !== undefined) return test;
  const frames = stackFrames(test.failure?.stack ?? '', known);
  return { ...test, file: (frames.findLast(({ path }) => isTestPath(path)) ?? frames.at(-1))?.path };
}

interface Sink {
  readonly scores: Scores;
  editable(path: string): boolean;
}

interface Scores {
  raise(path: string, line: number, score: number, why: string): void;
  paths(): readonly string[];
  all(): SuspiciousLine[];
}

/** Keeps the highest score of each line. */
function createScores(): Scores {
  const byPath = new Map<string, Map<number, SuspiciousLine>>();
  return {
    raise(path, line, score, why) {
      const lines = byPath.get(path) ?? new Map<number, SuspiciousLine>();
      byPath.set(path, lines);
      if ((lines.get(line)?.score ?? 0) < score) lines.set(line, { path, line, score, why });
    },
    paths: () => [...byPath.keys()],
    all: () => [...byPath.values()].flatMap((lines) => [...lines.values()]),
  };
}

/** Definitions by distance from the test and by how much more failing than passing tests reach them. */
async function addReach(input: LocaliseInput, { scores, editable }: Sink, signal: AbortSignal): Promise<void> {
  const { project, targets } = input;
  const failing: Reach[] = [];
  for (const test of targets) failing.push(await reachOf(test, project, signal));
  const files = new Set(targets.map((test) => test.file));
  const related = input.passing.filter((test) => files.has(test.file)).slice(0, mostPassing);
  const passing: Reach[] = [];
  for (const test of related) passing.push(await reachOf(test, project, signal));
  for (const reach of failing)
    for (const [definition, level] of reach.levels) {
      if (!editable(definition.path)) continue;
      const failed = failing.filter((other) => other.levels.has(definition)).length;
      const passed = passing.filter((other) => other.levels.has(definition)).length;
      // One defect explains all failures, as a rule: what only some of the failing tests reach is less likely.
      const shared = 0.5 + (0.5 * failed) / targets.length;
      // A name that several files define is more likely meant where fewer imports lead.
      const detour = Math.max(0, (reach.files.get(definition.path) ?? 1) - 1 - level);
      const near = 0.6 * 0.82 ** level * 0.9 ** detour * (definition.except.length > 0 ? 0.6 : 1);
      const score = near * shared * (0.4 + 0.6 * (input.spectrum ?? dstar)(failed, passed, targets.length));
      const why =
        level === 0 ? 'the failing test names it' : `${level} call${level > 1 ? 's' : ''} away from the failing test`;
      for (const line of linesOf(definition)) scores.raise(definition.path, line, score, `${definition.name}: ${why}`);
    }
  for (const reach of failing) await addImported(reach, project, { scores, editable }, signal);
}

function* linesOf({ firstRow, lastRow, except }: Definition): Generator<number> {
  for (let row = firstRow; row <= lastRow; row++)
    if (!except.some(([first, last]) => first < row && row <= last)) yield row + 1;
}

/** Everything else in the imported files, at the end of the list. */
async function addImported(
  reach: Reach,
  project: Project,
  { scores, editable }: Sink,
  signal: AbortSignal,
): Promise<void> {
  for (const [path, step] of reach.files) {
    const file = editable(path) ? await project.load(path, signal) : undefined;
    if (!file) continue;
    for (const row of file.byRow.keys())
      scores.raise(path, row + 1, 0.08 * 0.5 ** (step - 1), 'in a file the test imports');
  }
}

/** Stack frames: the line itself, then the rest of its function. What stands after the line had not run yet. */
async function addFrames(
  test: ObservedTest,
  project: Project,
  { scores, editable }: Sink,
  signal: AbortSignal,
): Promise<void> {
  const text = `${test.failure?.message ?? ''}\n${test.failure?.stack ?? ''}`;
  const frames = stackFrames(text, project.known).filter((frame) => editable(frame.path));
  for (const [depth, frame] of frames.slice(0, 6).entries()) {
    const file = await project.load(frame.path, signal);
    if (!file) continue;
    const score = Math.max(0.45, 0.85 ** depth);
    // Where a loop without end was stopped is chance: any of its lines could keep it going.
    const isChance = depth === 0 && neverEnded(test);
    if (!isChance) scores.raise(frame.path, frame.line, score, 'in the stack of the failing test');
    const node = file.byRow.get(frame.line - 1)?.at(-1);
    const owner = node && enclosing(node, file.profile.functionTypes);
    if (!owner) continue;
    const loop = loopAround(file, frame.line - 1, owner);
    for (let row = owner.startRow; row <= owner.endRow; row++) {
      // What stands after the line in a loop ran in the rounds before.
      const isRound = loop !== undefined && loop.startRow <= row && row <= loop.endRow;
      const share = isRound && isChance ? 0.9 : row < frame.line || isRound ? 0.7 : 0.4;
      scores.raise(frame.path, row + 1, score * share, 'in a function of the failing stack');
    }
  }
}

/** The outermost loop of the function that holds the row. */
function loopAround(file: ParsedFile, row: number, owner: SyntaxNode): SyntaxNode | undefined {
  let found: SyntaxNode | undefined;
  for (let at = file.byRow.get(row)?.[0]; at && at !== owner; at = at.parent)
    if (file.profile.loopTypes.has(at.type)) found = at;
  return found;
}

/** What lines outside of loops keep of their score when every failing test goes on without end. */
const outsideShare = 0.6;

/** A test that never ends is in a loop. */
function weighByLoops(lines: readonly SuspiciousLine[], files: ReadonlyMap<string, ParsedFile>): SuspiciousLine[] {
  const isInLoop = ({ path, line }: SuspiciousLine): boolean => {
    const file = files.get(path);
    for (let at = file?.byRow.get(line - 1)?.[0]; file && at; at = at.parent)
      if (file.profile.loopTypes.has(at.type)) return true;
    return false;
  };
  return lines.map((line) => (isInLoop(line) ? line : { ...line, score: line.score * outsideShare }));
}

/** What failing tests executed though no name leads there: injected, looked up by text. */
function addExecuted({ lines }: LineCoverage, { known }: Project, { scores, editable }: Sink): void {
  for (const [path, counts] of lines)
    if (known.has(path) && editable(path))
      for (const [line, { failing }] of counts)
        if (failing > 0) scores.raise(path, line, 0.1, 'executed by a failing test');
}

/**
 * Of a file that was measured only what the failing tests executed remains; a line without a count of its own takes that
 * of its statement. A file that was not measured was not loaded, or by a process that could not tell: it comes last.
 */
function weighByCoverage(
  lines: readonly SuspiciousLine[],
  files: ReadonlyMap<string, ParsedFile>,
  { coverage, spectrum }: { readonly coverage: LineCoverage; readonly spectrum: Spectrum },
): SuspiciousLine[] {
  const kept: SuspiciousLine[] = [];
  for (const line of lines) {
    const counts = coverage.lines.get(line.path);
    const file = files.get(line.path);
    const count = counts?.get(line.line) ?? counts?.get(statementLine(file, line.line));
    if (!counts) kept.push({ ...line, score: line.score * 0.3 });
    if (!count || count.failing === 0) continue;
    const share = spectrum(count.failing, count.passing, coverage.failing);
    const score = line.score * (0.3 + 0.7 * share);
    kept.push({
      ...line,
      score,
      why: `${line.why}; executed by ${count.failing} failing and ${count.passing} passing`,
    });
  }
  return kept;
}

/** What was changed lately is more likely what broke: most of all what is not committed yet. */
function weighByAge(
  lines: readonly SuspiciousLine[],
  recent: LineAges,
  [open, last, earlier]: AgeWeights = usualWeights,
): SuspiciousLine[] {
  return lines.map((line) => {
    const age = recent.get(line.path)?.get(line.line);
    if (age === undefined) return line;
    const said = age === 0 ? 'changed and not committed' : age === 1 ? 'changed in the last commit' : 'changed lately';
    const score = Math.min(1, line.score * (age === 0 ? open : age === 1 ? last : earlier));
    return { ...line, score, why: `${line.why}; ${said}` };
  });
}

function statementLine(file: ParsedFile | undefined, line: number): number {
  for (let at = file?.byRow.get(line - 1)?.[0]; at; at = at.parent)
    if (file?.profile.statementTypes.has(at.type)) return at.startRow + 1;
  return line;
}
