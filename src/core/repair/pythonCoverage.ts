import { parseJson } from '../../base/parseJson.ts';
import { type ExecutedLines, joinLines } from './executedLines.ts';

/** What one Python test executed, as the tracer beside the report wrote it. */
export interface TracedTest {
  /** Relative to the workspace. */
  readonly file: string | undefined;
  /** Titles from the outermost class to the test. */
  readonly path: readonly string[];
  readonly lines: ExecutedLines;
}

const maxText = 32_000_000;

/** The tests of a tracer's file, each with what ran outside of any test (imports, fixtures of a class) added. */
export function readPythonCoverage(text: string): readonly TracedTest[] {
  const { outside, tests } = asRecord(text.length <= maxText ? parseJson(text) : undefined);
  if (!Array.isArray(tests)) return [];
  const shared = linesOf(outside);
  return tests.flatMap((entry: unknown) => {
    const { file, path, lines } = asRecord(entry);
    if (!Array.isArray(path) || !path.every((title) => typeof title === 'string')) return [];
    return [{ file: typeof file === 'string' ? file : undefined, path, lines: joinLines([shared, linesOf(lines)]) }];
  });
}

function linesOf(value: unknown): ExecutedLines {
  const lines = new Map<string, Set<number>>();
  for (const [path, numbers] of Object.entries(asRecord(value)))
    if (Array.isArray(numbers))
      lines.set(path, new Set(numbers.filter((line) => Number.isSafeInteger(line) && line > 0)));
  return lines;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
