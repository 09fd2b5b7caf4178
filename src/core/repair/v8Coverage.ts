import { parseJson } from '../../base/parseJson.ts';
/** One script of a coverage file: which stretches of its text ran, and how often. */
export interface V8Script {
  readonly url: string;
  /** Outer ranges before the inner ones that override them. */
  readonly ranges: readonly V8Range[];
}

/** Offsets count UTF-16 units from the script's begin; `end` is exclusive. */
export interface V8Range {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Larger files are not read: coverage is a hint, and not worth the memory. */
const maxText = 32_000_000;
const maxScripts = 5_000;
/** More ranges than a file that is repaired can have. */
const maxRanges = 200_000;

/**
 * The scripts of a file as V8 writes it (`NODE_V8_COVERAGE`, `Profiler.takePreciseCoverage`) whose URL is `wanted`.
 * Scripts with a source map are left out: their offsets are not those of the file. A malformed file has none.
 */
export function readV8Coverage(text: string, wanted: (url: string) => boolean): readonly V8Script[] {
  const file = text.length <= maxText ? asRecord(parseJson(text)) : undefined;
  const scripts = file?.result;
  if (!Array.isArray(scripts)) return [];
  const transformed = asRecord(file?.['source-map-cache']) ?? {};
  const found: V8Script[] = [];
  for (const entry of scripts.slice(0, maxScripts)) {
    const { url, functions } = asRecord(entry) ?? {};
    if (typeof url !== 'string' || Object.hasOwn(transformed, url) || !Array.isArray(functions) || !wanted(url))
      continue;
    found.push({ url, ranges: functions.flatMap(rangesOf).slice(0, maxRanges).sort(outerFirst) });
  }
  return found;
}

/**
 * How often each line of `source` was executed: the highest count of its non-blank code. Lines that never ran are absent, or
 * with `zeros` counted as 0.
 * Undefined when the text that ran was not this one, which its length tells: a transformer stood in between. Stripped
 * types keep all offsets and only add a comment with the URL at the end.
 */
export function lineCounts(
  script: V8Script,
  source: string,
  { zeros = false }: { readonly zeros?: boolean } = {},
): ReadonlyMap<number, number> | undefined {
  // Node takes the byte order mark away before it compiles.
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const whole = script.ranges[0];
  if (whole?.start !== 0 || !isLengthOf(whole.end, text, script.url)) return undefined;
  const lines = new Map<number, number>();
  const least = zeros ? -1 : 0;
  let line = 1;
  let at = 0;
  for (const { start, end, count } of flatten(script.ranges, text.length)) {
    for (; at < start; at++) if (text.charCodeAt(at) === newline) line++;
    for (; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit === newline) line++;
      else if (count > least && !isBlank(unit) && (lines.get(line) ?? least) < count) lines.set(line, count);
    }
  }
  return lines;
}

const newline = 10;
const isBlank = (unit: number): boolean => unit === 32 || (unit >= 9 && unit <= 13);

/** `\n\n//# sourceURL=` and the URL, or the path of it, is what Node's type stripping adds. */
function isLengthOf(length: number, text: string, url: string): boolean {
  const added = length - text.length - '\n\n//# sourceURL='.length;
  return length === text.length || added === url.length || added === url.length - 'file://'.length;
}

const outerFirst = (a: V8Range, b: V8Range): number => a.start - b.start || b.end - a.end;

/** Stretches in order and without overlap, each with the count of the innermost range over it. */
function* flatten(ranges: readonly V8Range[], length: number): Generator<V8Range> {
  const open: V8Range[] = [];
  let at = 0;
  function* upTo(next: number): Generator<V8Range> {
    for (let inner = open.at(-1); inner; inner = open.at(-1)) {
      const end = Math.min(inner.end, next);
      if (end > at) yield { start: at, end, count: inner.count };
      at = Math.max(at, end);
      if (inner.end > next) return;
      open.pop();
    }
    at = Math.max(at, next);
  }
  for (const range of ranges) {
    yield* upTo(Math.min(range.start, length));
    open.push(range);
  }
  yield* upTo(length);
}

function rangesOf(entry: unknown): readonly V8Range[] {
  const ranges = asRecord(entry)?.ranges;
  if (!Array.isArray(ranges)) return [];
  return ranges.flatMap((range: unknown) => {
    const { startOffset: start, endOffset: end, count } = asRecord(range) ?? {};
    return isOffset(start) && isOffset(end) && isOffset(count) && start < end ? [{ start, end, count }] : [];
  });
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
