import { CodedError } from '../../../base/errors.ts';
import { normalPath } from '../../../base/normalPath.ts';
import { parseJson } from '../../../base/parseJson.ts';
import type { ReadingPlace, ToolRun } from '../analysisTool.ts';
import type { Finding, FindingRange, ToolName } from '../finding.ts';

/** A value of a tool's JSON: hostile input. */
export type JsonRecord = Readonly<Record<string, unknown>>;

const shownLines = 8;
const shownLength = 300;
const longestMessage = 2_000;

/** The tool ended in a way that says nothing about the code. */
export function crashed(tool: ToolName, run: ToolRun): CodedError {
  const said = excerpt(`${run.stdout}\n${run.stderr}`);
  return new CodedError(
    'analysis.crashed',
    `${tool} ended with exit code ${run.exitCode ?? 'unknown'} and no report.`,
    {
      hint: said === '' ? 'It printed nothing.' : `It printed:\n${said}`,
    },
  );
}

/** The tool's output is not the report it should be. */
export function unreadable(tool: ToolName, why: string, run: ToolRun): CodedError {
  const said = excerpt(run.stderr);
  return new CodedError('analysis.unreadable', `The report of ${tool} cannot be read: ${why}.`, {
    ...(said === '' ? {} : { hint: `It printed beside the report:\n${said}` }),
  });
}

/** The beginning and the end of what was printed: some tools say what is wrong first, others last. */
function excerpt(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.slice(0, shownLength));
  if (lines.length <= 2 * shownLines) return lines.join('\n');
  return [...lines.slice(0, shownLines), '…', ...lines.slice(-shownLines)].join('\n');
}

/**
 * The JSON value of a report. Configuration files of the project can print in front of it, so a value that begins a line and
 * reaches to the end is taken too; one that is cut never parses.
 */
export function parseReport(text: string): unknown {
  const whole = parseJson(text);
  if (whole !== undefined) return whole;
  let tries = 0;
  for (const { index } of text.matchAll(/^[[{]/gm)) {
    if (++tries > 20) break;
    const value = parseJson(text.slice(index));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The value as an object, or undefined. */
export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

/** The value as a text that is not empty, or undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a count from 0, or undefined. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A range of places counted from 1; undefined without a line. A missing end is the start. */
export function rangeOf(
  line: number | undefined,
  column: number | undefined,
  endLine?: number,
  endColumn?: number,
): FindingRange | undefined {
  if (line === undefined || line < 1) return undefined;
  const start = { line, column: Math.max(1, column ?? 1) };
  if (endLine === undefined || endLine < line) return { start, end: start };
  return { start, end: { line: endLine, column: Math.max(1, endColumn ?? 1) } };
}

/** The file relative to the workspace, as a tool printed it: absolute, a `file:` URL, or relative to its folder. */
export function placeFile(printed: string, { roots, cwd }: ReadingPlace): string {
  const slashed = printed.replaceAll('\\', '/').replace(/^file:\/\//, '');
  for (const root of roots) {
    const base = root.replaceAll('\\', '/').replace(/\/$/, '');
    if (slashed === base) return '';
    if (slashed.startsWith(`${base}/`)) return normalPath(slashed.slice(base.length + 1)) ?? slashed;
  }
  if (slashed.startsWith('/') || /^[A-Za-z]:\//.test(slashed)) return slashed;
  return normalPath(cwd === '' ? slashed : `${cwd}/${slashed}`) ?? slashed;
}

/** A finding with its message bounded, and with plain spaces. */
export function finding(parts: Finding): Finding {
  const message = parts.message.replaceAll('\u00a0', ' ').trim();
  return { ...parts, message: message.length > longestMessage ? `${message.slice(0, longestMessage)} …` : message };
}

/** The findings once each, in the order of file and line: a project that two configurations cover says everything twice. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map<string, Finding>();
  for (const one of findings) {
    const { file, range, rule, message } = one;
    unique.set(JSON.stringify([file, range?.start.line, range?.start.column, rule, message]), one);
  }
  return [...unique.values()].sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      (a.range?.start.line ?? 0) - (b.range?.start.line ?? 0) ||
      (a.range?.start.column ?? 0) - (b.range?.start.column ?? 0),
  );
}
