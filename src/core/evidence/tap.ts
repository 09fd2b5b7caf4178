import { clip, maxCases, type ReportReading } from './reportReading.ts';
import type { UnnamedCase } from './testId.ts';
import type { TestFailure } from './testReport.ts';

interface Level {
  readonly cases: UnnamedCase[];
  points: number;
  plan: number | undefined;
}

interface Point {
  readonly ok: boolean;
  readonly title: string;
  readonly directive: string;
}

/** Deeper nesting than any runner prints. */
const maxDepth = 64;

/**
 * Reads TAP 13 and 14 (https://testanything.org), subtests by indentation included. A report is complete only when a
 * plan stands at the top and as many top-level points as it says; every subtest keeps its own plan. Other lines are the
 * program's own output.
 */
export function readTap(text: string): ReportReading {
  const levels: Level[] = [emptyLevel()];
  let last: { readonly level: Level; readonly at: number } | undefined;
  let block: string[] | undefined;
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    const line = text.slice(from, Math.min(to, from + 20_000)).trimEnd();
    from = to + 1;
    if (block !== undefined) {
      if (line.trim() === '...') {
        if (last) addDiagnostic(last.level.cases, last.at, block);
        block = undefined;
      } else if (block.length < 400) block.push(line);
      continue;
    }
    const spaces = line.length - line.trimStart().length;
    const body = line.slice(spaces);
    if (body.startsWith('Bail out!') && spaces === 0)
      return { kind: 'broken', why: `the run bailed out: ${clip(body, 300)}` };
    if (body === '---' && last) block = [];
    const depth = Math.floor(spaces / 4);
    if (spaces % 4 !== 0 || depth > maxDepth) continue;
    const plan = /^1\.\.(\d{1,9})(?:\s|$)/.exec(body);
    const point = plan ? undefined : readPoint(body);
    if (!plan && !point) continue;
    while (levels.length <= depth) levels.push(emptyLevel());
    const level = levels[depth] ?? emptyLevel();
    if (plan) {
      if (level.plan !== undefined) return { kind: 'broken', why: 'a plan stands twice' };
      level.plan = Number(plan[1]);
      continue;
    }
    if (point) {
      const children = levels.splice(depth + 1);
      const why = addPoint(level, point, children[0]);
      if (why !== undefined) return { kind: 'broken', why };
      last = { level, at: level.cases.length - 1 };
    }
  }
  return conclude(levels);
}

function conclude(levels: readonly Level[]): ReportReading {
  const [top] = levels;
  if (top === undefined || (top.plan === undefined && top.points === 0))
    return { kind: 'foreign', why: 'it is not TAP' };
  if (top.plan === undefined) return { kind: 'broken', why: 'the report has no plan' };
  if (top.plan !== top.points)
    return { kind: 'broken', why: `the plan says ${top.plan} tests and ${top.points} were reported` };
  if (levels.length > 1) return { kind: 'broken', why: 'a subtest was not concluded' };
  return { kind: 'complete', cases: top.cases, errors: [] };
}

function emptyLevel(): Level {
  return { cases: [], points: 0, plan: undefined };
}

function readPoint(body: string): Point | undefined {
  const match = /^(not )?ok\b(?:\s+\d+)?/.exec(body);
  if (!match) return undefined;
  const rest = body.slice(match[0].length);
  const hash = rest.search(/(?<!\\)#\s*(?:skip|todo)/i);
  const title = (hash === -1 ? rest : rest.slice(0, hash))
    .replace(/^\s*-?\s*/, '')
    .replace(/\\([\\#])/g, '$1')
    .trim();
  return { ok: match[1] === undefined, title: clip(title, 2000), directive: hash === -1 ? '' : rest.slice(hash) };
}

/** Adds a point, or in its place the subtests that came before it. */
function addPoint(level: Level, point: Point, children: Level | undefined): string | undefined {
  level.points++;
  if (level.cases.length > maxCases) return 'the report holds too many cases';
  const inner = children?.cases ?? [];
  if (children && children.plan !== children.points) return `the plan of the subtest "${point.title}" does not hold`;
  for (const child of inner) level.cases.push({ ...child, path: [point.title, ...child.path] });
  if (inner.length > 0 && (point.ok || inner.some(({ state }) => state === 'failed'))) return undefined;
  const state = point.directive === '' ? (point.ok ? 'passed' : 'failed') : 'skipped';
  const failure = state === 'failed' ? { failure: { message: 'not ok' } } : {};
  level.cases.push({ file: undefined, line: undefined, path: [point.title], state, durationMs: undefined, ...failure });
  return undefined;
}

/** Takes what is useful from the YAML block after a failed point; only the flat keys that runners write are read. */
function addDiagnostic(cases: UnnamedCase[], at: number, block: readonly string[]): void {
  const target = cases[at];
  if (target?.state !== 'failed') return;
  const read = (names: readonly string[]): string | undefined => {
    const starts = names.map((name) => block.findIndex((line) => line.trim().startsWith(`${name}:`)));
    const start = starts.find((at) => at !== -1);
    const line = start === undefined ? undefined : block[start];
    if (start === undefined || line === undefined) return undefined;
    const indent = line.length - line.trimStart().length;
    const value = line.slice(line.indexOf(':') + 1).trim();
    if (!/^[|>][-+]?$/.test(value)) return value.replace(/^(['"])(.*)\1$/, '$2');
    const rest = block.slice(start + 1);
    const end = rest.findIndex((next) => next.trim() !== '' && next.length - next.trimStart().length <= indent);
    return (end === -1 ? rest : rest.slice(0, end)).map((next) => next.slice(indent + 2)).join('\n');
  };
  const expected = read(['expected', 'wanted']);
  const actual = read(['actual', 'found']);
  // `at` is one frame without the word that stack traces begin it with.
  const stack = read(['stack']) ?? read(['at'])?.replace(/^(?!at )/, 'at ');
  const failure: TestFailure = {
    message: clip(read(['error', 'message', 'operator']) ?? 'not ok'),
    ...(expected === undefined ? {} : { expected: clip(expected) }),
    ...(actual === undefined ? {} : { actual: clip(actual) }),
    ...(stack === undefined ? {} : { stack: clip(stack) }),
  };
  cases[at] = { ...target, failure };
}
