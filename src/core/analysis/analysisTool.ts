import type { Finding, ToolName } from './finding.ts';

/** The languages that tools are chosen for. */
export type AnalysisLanguage = 'javascript' | 'typescript' | 'python';

/** A tool as it can be run here. */
export interface DetectedTool {
  readonly name: ToolName;
  /** The project's own program, relative to `cwd`, and what stands before the tool's arguments. */
  readonly argv: readonly string[];
  /** Folder it runs in, relative to the workspace ('' = the workspace). */
  readonly cwd: string;
  /** Its configuration, relative to the workspace, when a file of its own or a section decides. */
  readonly config: string | undefined;
  /** Compiles the projects that this one refers to (`tsc --build`). */
  readonly build?: true;
  /** The configuration says which files are checked, so none are named for a check of everything. */
  readonly namesFiles?: true;
  /** Why it was chosen: `eslint.config.js`, `package.json: devDependencies.eslint`. */
  readonly why: string;
}

/** Which tools a project has, and which of those it names cannot be run. */
export interface Detection {
  readonly tools: readonly DetectedTool[];
  /** Configured tools that are not installed among the project's dependencies, with the reason in a sentence. */
  readonly missing: readonly { readonly name: ToolName; readonly why: string }[];
}

/** What analysis must know of an isolated copy. */
export interface AnalysisCopy {
  /** Absolute path on the host. */
  readonly hostPath: string;
  /** Absolute path inside the sandbox. */
  readonly originalPath: string;
  readonly dependencies: readonly { readonly source: string; readonly target: string }[];
}

/** A command of a tool: an argument vector, run inside the sandbox. */
export interface ToolCommand<Copy> {
  readonly copy: Copy;
  readonly argv: readonly string[];
  /** Relative to the workspace. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** What came out of it. `exitCode` is undefined when a signal or a limit ended it. */
export interface ToolRun {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly limit: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

/**
 * Port: finds the tools of a copy from its files and dependencies.
 *
 * Contract: reads only, runs nothing; a tool is found when the project names it and its own dependencies hold it. Links that
 * leave the copy are not followed. The same copy gives the same tools in the same order.
 */
export interface ToolFinder<Copy> {
  find(copy: Copy, signal: AbortSignal): Promise<Detection>;
}

/** Where a tool ran, for placing the paths that it prints. */
export interface ReadingPlace {
  /** Absolute paths that stand for the workspace. */
  readonly roots: readonly string[];
  /** Folder it ran in, relative to the workspace. */
  readonly cwd: string;
  readonly config: string | undefined;
  /** Files that it was asked about, relative to the workspace; empty means all. */
  readonly files: readonly string[];
}

/** What a reader makes of a run. */
export interface Reading {
  readonly findings: readonly Finding[];
  readonly masked: 'all' | readonly string[];
  readonly unchecked?: readonly string[];
}

/**
 * How one tool is asked and how its answer is read.
 *
 * Contract: `read` is pure and throws CodedError (`analysis.crashed`, `analysis.unreadable`) for output that is cut, malformed or
 * does not fit the exit code: never a reading without findings. File arguments are relative to the tool's folder and begin with `./`.
 */
export interface ToolFormat {
  readonly name: ToolName;
  readonly languages: readonly AnalysisLanguage[];
  /** Endings of the files that it can be asked about. */
  readonly endings: RegExp;
  /** Arguments for a check. Without files: of everything that the configuration covers. */
  check(tool: DetectedTool, files: readonly string[]): readonly string[];
  /** Arguments that apply the tool's safe fixes to these files; undefined when it has none. */
  fix?(tool: DetectedTool, files: readonly string[]): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  read(run: ToolRun, place: ReadingPlace): Reading;
}
