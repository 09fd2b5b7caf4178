/** The runners that Loopwright can read. */
export type RunnerName = 'node:test' | 'mocha' | 'vitest' | 'jest' | 'pytest' | 'unittest' | 'unknown';

/** Why a test failed, as its runner reported it. */
export interface TestFailure {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly stack?: string;
}

/** One test of a report. */
export interface TestCase {
  /** Stable across runs and copies: `<file> > <suite> > <name>`, file relative to the workspace with `/`. */
  readonly id: string;
  /** Relative to the workspace, `/` separators; undefined when the runner does not say. */
  readonly file: string | undefined;
  /** First line is 1. */
  readonly line: number | undefined;
  /**
   * Titles from the outermost suite to the test. Empty when the case stands for the whole file: a file that did not load
   * (state `failed`), or a script without tests of its own that ran to its end.
   */
  readonly path: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number | undefined;
  readonly failure?: TestFailure;
}

/** A runner's structured report, read completely. */
export interface TestReport {
  readonly runner: RunnerName;
  /**
   * `exit-code` only for an unknown runner: then `cases` is empty and `exitCode` is all that is known. An unknown runner
   * with `structured` printed a report (TAP, JUnit, JSON) on its standard output, which a test could have printed too.
   */
  readonly source: 'structured' | 'exit-code';
  readonly cases: readonly TestCase[];
  readonly exitCode: number | undefined;
  readonly durationMs: number;
  /** Errors outside any test (a hook, a worker, an exit code that contradicts the cases), one text each. */
  readonly errors: readonly string[];
}

/** How one run of the tests ended. Only `report` can prove anything. */
export type TestRunOutcome =
  | { readonly kind: 'report'; readonly report: TestReport; readonly output: string }
  | { readonly kind: 'no-tests'; readonly output: string; readonly exitCode: number | undefined }
  | { readonly kind: 'crashed'; readonly why: string; readonly output: string; readonly exitCode: number | undefined }
  | {
      readonly kind: 'report-missing';
      readonly why: string;
      readonly output: string;
      readonly exitCode: number | undefined;
    }
  | { readonly kind: 'timed-out'; readonly limitMs: number; readonly output: string };

/** Counts of a report. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts the cases by state. */
export function countCases(cases: readonly TestCase[]): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { state } of cases) counts[state]++;
  return counts;
}
