import { parseJson } from '../../base/parseJson.ts';
import { asArray, asCount, asLine, asRecord, asText, clip, maxCases, type ReportReading } from './reportReading.ts';
import { insidePath, type UnnamedCase } from './testId.ts';
import type { TestFailure } from './testReport.ts';

/** Longer lines are refused: a reporter of ours clips what it writes far below this. */
const maxLine = 2_000_000;
/** Errors outside of tests: a file that does not load, a hook. */
const maxErrors = 10_000;

interface Segment {
  next: number;
  ended: boolean;
  readonly counts: Record<string, number>;
}

interface Reading {
  readonly segments: Map<string, Segment>;
  readonly cases: UnnamedCase[];
  readonly errors: string[];
}

/**
 * Reads the format of Loopwright's own reporters: one JSON object a line, `{"k":key,"s":segment,"n":number,"t":type,…}`.
 * Each process that reports writes a segment: `start`, then `case` and `error` lines, then `end` with their counts,
 * numbered from 0. Lines without the key are somebody else's output and are passed over. A segment without its end, a
 * gap in the numbers or counts that differ make the whole report `broken`.
 */
export function readLineReport(text: string, key: string): ReportReading {
  const reading: Reading = { segments: new Map(), cases: [], errors: [] };
  const mark = `{"k":${JSON.stringify(key)},`;
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    if (text.startsWith(mark, from)) {
      const why = to - from > maxLine ? 'a line of the report is too long' : readLine(text.slice(from, to), reading);
      if (why !== undefined) return { kind: 'broken', why };
    }
    from = to + 1;
  }
  if (reading.segments.size === 0) return { kind: 'foreign', why: 'the report holds no line of the reporter' };
  for (const segment of reading.segments.values()) {
    if (!segment.ended) return { kind: 'broken', why: 'the report was cut: the runner did not reach its end' };
  }
  return { kind: 'complete', cases: reading.cases, errors: reading.errors };
}

/** Takes one line in; returns why the report is broken, or undefined. */
function readLine(line: string, reading: Reading): string | undefined {
  const fields = asRecord(parseJson(line));
  if (fields === undefined) return 'the report was cut in the middle of a line';
  const { s: name, n: number, t: type } = fields;
  if (typeof name !== 'string' || typeof number !== 'number') return 'a line of the report is malformed';
  let segment = reading.segments.get(name);
  if (type === 'start' && segment === undefined) {
    segment = { next: 0, ended: false, counts: { passed: 0, failed: 0, skipped: 0, errors: 0 } };
    reading.segments.set(name, segment);
  }
  if (segment === undefined || segment.ended || number !== segment.next) {
    return 'lines of the report are missing or were added';
  }
  segment.next++;
  if (type === 'start') return number === 0 ? undefined : 'a segment of the report starts twice';
  if (type === 'case') return readCase(fields, segment, reading);
  if (type === 'error') {
    if (reading.errors.length >= maxErrors) return `the report holds more than ${maxErrors} errors`;
    count(segment, 'errors');
    reading.errors.push(asText(fields.message) ?? 'an error without a message');
    return undefined;
  }
  if (type !== 'end') return 'a line of the report has an unknown type';
  segment.ended = true;
  const same = Object.entries(segment.counts).every(([state, counted]) => fields[state] === counted);
  return same ? undefined : 'the counts at the end of the report differ from its lines';
}

function readCase(fields: Readonly<Record<string, unknown>>, segment: Segment, reading: Reading): string | undefined {
  const { state } = fields;
  if (state !== 'passed' && state !== 'failed' && state !== 'skipped') return 'a case of the report has no state';
  if (reading.cases.length >= maxCases) return `the report holds more than ${maxCases} cases`;
  count(segment, state);
  const failure = readFailure(fields.failure);
  reading.cases.push({
    file: typeof fields.file === 'string' ? insidePath(fields.file) : undefined,
    line: asLine(fields.line),
    path: asArray(fields.path).map((title) => clip(String(title), 2000)),
    state,
    durationMs: asCount(fields.ms),
    ...(state === 'failed' ? { failure: failure ?? { message: 'failed without a message' } } : {}),
  });
  return undefined;
}

function count(segment: Segment, what: string): void {
  segment.counts[what] = (segment.counts[what] ?? 0) + 1;
}

/** A failure from its fields, or undefined; shared by every format that writes these four names. */
export function readFailure(value: unknown): TestFailure | undefined {
  const fields = asRecord(value);
  if (fields === undefined) return undefined;
  const expected = asText(fields.expected);
  const actual = asText(fields.actual);
  const stack = asText(fields.stack);
  return {
    message: asText(fields.message) ?? 'failed without a message',
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(stack === undefined ? {} : { stack }),
  };
}
