import type { RunnerName, TestRunOutcome } from './testReport.ts';

/** A way to run a project's tests, found or given. */
export interface TestCommand {
  readonly runner: RunnerName;
  /** As a person would type it, for display. */
  readonly display: string;
  /** What is run before the runner's own reporter options are added. */
  readonly argv: readonly string[];
  /** Folder it runs in, relative to the workspace ('' = the workspace). */
  readonly cwd: string;
  /** Where it was found: `package.json: scripts.test`. */
  readonly why: string;
  /** Environment the project's own command sets in front (`NODE_ENV=test mocha`). */
  readonly env: Readonly<Record<string, string>>;
  /** The text of the package script that `argv` runs (`npm test`), when it runs one. */
  readonly script?: string;
}

/** Which tests to run. `files` are relative to the workspace. Both empty means all. `names` are full titles joined by one space, matched exactly where the runner can. */
export interface TestSelection {
  readonly files: readonly string[];
  readonly names: readonly string[];
}

/** A test command made ready: reporter wired in, report path known. Paths are those inside the sandbox. */
export interface TestInvocation {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path the structured report is written to, in the scratch folder; undefined for an unknown runner. */
  readonly reportPath: string | undefined;
}

/** What came out of running an invocation. `reportText` is undefined when no report file was written. */
export interface RawTestRun {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly limit: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly reportText: string | undefined;
  readonly wallMs: number;
}

/** Where the command runs, as seen inside the sandbox. */
export interface TestPlace {
  /** Absolute path of the copy inside the sandbox. */
  readonly workspacePath: string;
  /** Absolute writable scratch folder, as the command has it. */
  readonly scratchPath: string;
  /** The same folder as this process has it, where that is another path (Linux on Windows). */
  readonly hostScratchPath?: string;
  /** Unique per run of the tests, safe in a file name, and not guessable: every line of the report carries it. */
  readonly runName: string;
  /**
   * Absolute folder for what the runner's processes measure of the lines they execute; it need not exist. Undefined
   * when nothing is to be measured. A runner that cannot measure, or not without changing an outcome, leaves it empty.
   */
  readonly coveragePath?: string;
}

/** What a warm process is told when it starts. */
export interface WarmSettings {
  /** Absolute path, the same inside and outside, of the socket that it connects to. */
  readonly socket: string;
  /** What it says first, so that nobody else is taken for it. */
  readonly token: string;
  /** Absolute folders inside whose files are not the copy's: dependencies. */
  readonly skip: readonly string[];
  /** All processes it can see but those there are at its start are of the tests: it may end them. */
  readonly alone: boolean;
}

/** Where a warm process runs. */
export interface WarmPlace extends TestPlace {
  readonly warm: WarmSettings;
  /** What `learn` has found out. */
  readonly learnt?: string;
}

/**
 * The two commands that make a runner warm. `learn`, where there is one, is run first, once for all copies: the file at its
 * `reportPath` then says how the project's own command starts the runner. `serve` starts the process that stays.
 */
export interface WarmForm {
  learn?(command: TestCommand, place: WarmPlace, signal: AbortSignal): Promise<TestInvocation>;
  serve(command: TestCommand, place: WarmPlace, signal: AbortSignal): Promise<TestInvocation>;
}

/**
 * Port: one test runner.
 *
 * Contract: `prepare` adds what makes the runner write its structured report, without changing which tests run, and may
 * write reporter files to the scratch folder first. `read` is pure: the same raw run gives the same outcome; a missing,
 * cut or malformed report is `report-missing` or `crashed`, zero executed tests is `no-tests`, never a pass.
 */
export interface TestRunner {
  readonly name: RunnerName;
  prepare(
    command: TestCommand,
    selection: TestSelection,
    place: TestPlace,
    signal: AbortSignal,
  ): Promise<TestInvocation>;
  read(raw: RawTestRun, command: TestCommand, place: TestPlace): TestRunOutcome;
  /** How the runner is kept in one process for many runs; absent where it cannot be. */
  readonly warm?: WarmForm;
}

/**
 * Port: finds the ways to run a workspace's tests from the project's own files, best first; never runs project code.
 * `hint` names test files or tests of interest: the nearest package wins. `recognise` reads a command that was given.
 */
export interface TestFinder {
  find(workspacePath: string, hint: readonly string[], signal: AbortSignal): Promise<readonly TestCommand[]>;
  recognise(workspacePath: string, commandLine: string, signal: AbortSignal): Promise<TestCommand>;
}
