/** A way to run the tests, for a pick list. */
export interface TestCommandView {
  /** Names this way among the ones found in a workspace, for `FixRequest.commandKey`. */
  readonly key: string;
  readonly display: string;
  readonly runner: string;
  readonly why: string;
  readonly cwd: string;
}

/** One test as its runner reported it. */
export interface TestView {
  /** `<file> > <suite> > <name>`; tells tests apart, and is how a fix run names them. */
  readonly id: string;
  /** Relative to the workspace; undefined when the runner does not say. */
  readonly file: string | undefined;
  /** First line is 1. */
  readonly line: number | undefined;
  /** Titles from the outermost suite to the test; empty when the test stands for its whole file. */
  readonly path: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number | undefined;
  readonly failure:
    | {
        readonly message: string;
        readonly expected: string | undefined;
        readonly actual: string | undefined;
        readonly stack: string | undefined;
      }
    | undefined;
}

/** A way to run tests, and the tests that the newest run with it saw. */
export interface KnownTestsView {
  readonly command: TestCommandView;
  /** Empty when no run has used this command. */
  readonly tests: readonly TestView[];
}

/** The lines of a file that hold code: those that ran and those that did not. */
export interface CoveredFileView {
  readonly path: string;
  readonly ran: readonly number[];
  readonly missed: readonly number[];
}

/** What one run of the tests in an isolated copy gave. */
export interface TestRunView {
  readonly tests: readonly TestView[];
  /** The end of what the command printed, free of control characters except colours. */
  readonly output: string;
  /** Errors outside any test. */
  readonly errors: readonly string[];
  /** What ran has no report: only its exit code is known. */
  readonly exitCodeOnly: boolean;
  readonly exitCode: number | undefined;
  /** Undefined when it was not measured. */
  readonly coverage: readonly CoveredFileView[] | undefined;
}
