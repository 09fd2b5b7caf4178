/** A test of the run that repair starts from, in repair's own words; a case of a test report has this shape. */
export interface ObservedTest {
  readonly id: string;
  /** Relative to the workspace, `/` separators. */
  readonly file: string | undefined;
  /** First line is 1. */
  readonly line: number | undefined;
  /** Titles from the outermost suite to the test. */
  readonly path: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly failure?: ObservedFailure;
}

/** Why it failed, as the runner printed it. */
export interface ObservedFailure {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly stack?: string;
}

/** The test computed without end, and was stopped: the runners say so in these words. */
export function neverEnded({ failure }: ObservedTest): boolean {
  return /^Endless: The test did not come to an end/.test(failure?.message ?? '');
}
