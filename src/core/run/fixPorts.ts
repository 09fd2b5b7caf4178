import type { Clock } from '../../base/clock.ts';
import type { AgentModel } from '../agent/askModel.ts';
import type { StaticAnalysis } from '../analysis/staticAnalysis.ts';
import type { AskedFile, FoundDefinitions } from '../context/map/languageServices.ts';
import type { SymbolCache } from '../context/map/symbolCache.ts';
import type { TestRunOutcome } from '../evidence/testReport.ts';
import type { TestCommand, TestFinder, TestSelection } from '../evidence/testRunner.ts';
import type { WarmTests } from '../evidence/warmTests.ts';
import type { PreparedPrompt } from '../prompt/renderPrompt.ts';
import type { Secret } from '../redaction/redactor.ts';
import type { SyntaxParser } from '../repair/syntaxParser.ts';
import type { SandboxResult } from '../sandbox/sandbox.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { Workspace, WorkspaceCopy } from '../workspace/workspace.ts';
import type { AskPerson } from './askPerson.ts';
import type { Budget } from './budget.ts';
import type { CommandNetwork } from './commandNetwork.ts';
import type { HostView } from './hostView.ts';
import type { NodeHooks } from './runHooks.ts';
import type { RunLog } from './runLog.ts';
import type { RunMemory } from './runMemory.ts';

/** One run of the tests to be made. */
export interface TestRequest {
  readonly copy: WorkspaceCopy;
  readonly command: TestCommand;
  readonly selection: TestSelection;
  readonly timeoutMs: number;
  /** The hosts that the tests may reach; absent: none. */
  readonly network?: CommandNetwork;
  /** Measure which lines are executed, where the runner's language gives that without changing an outcome. */
  readonly coverage?: true;
}

/** How a run of the tests ended, and its coverage when that was asked for and could be had. */
export type MeasuredOutcome = TestRunOutcome & { readonly coverage?: readonly CoverageFile[] };

/** What one process of the runner measured, as it wrote it: hostile input. */
export interface CoverageFile {
  readonly text: string;
}

/** A piece of a file of the workspace. Lines count from 1; both belong to it. */
export interface FoundCode {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: string;
  readonly name: string;
}

/** A command to be run in the copy. */
export interface CommandRequest {
  readonly copy: WorkspaceCopy;
  readonly argv: readonly string[];
  /** On top of what the sandbox passes. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads on standard input; absent: nothing. */
  readonly stdin?: string;
  /**
   * What is started in the place of `argv`, which then is only what it is called: a program, whose text it is given as a file, the path
   * of which is its last argument. Everybody on the machine can see arguments.
   */
  readonly program?: { readonly argv: readonly string[]; readonly text: string };
  readonly timeoutMs: number;
  /** It is not to be run where it may not use the network. */
  readonly needsNetwork?: boolean;
  /** It reaches no host, whatever is listed. */
  readonly offline?: boolean;
  /** The hosts that it may reach; absent: none. */
  readonly network?: CommandNetwork;
}

/** Rules of the project as an agent is given them. */
export interface ProjectRules {
  readonly text: string;
  /** The files that they stand in. */
  readonly from: readonly string[];
  /** What was left out or cut for its length, one sentence each. */
  readonly cut: readonly string[];
}

/** What a node of a run works with. `model` is undefined when none is to be used. */
export interface FixPorts {
  readonly log: RunLog;
  readonly workspace: Workspace;
  readonly finder: TestFinder;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly hooks: NodeHooks;
  readonly model: AgentModel | undefined;
  /**
   * The same with the model that takes over after this error, which is recorded. undefined: the error is none that another model
   * helps against, or there is no other. Throws what came of all of them when the last one failed.
   */
  takeOver(error: unknown): Promise<FixPorts | undefined>;
  readonly host: HostView;
  readonly askPerson: AskPerson;
  /** The prompt of an agent, rendered for the node's model. Throws `prompt.…` when it cannot be used. */
  promptOf(name: string, signal: AbortSignal): Promise<PreparedPrompt>;
  /** Values that must not appear in an edit. */
  readonly secrets: () => readonly Secret[];
  runTests(request: TestRequest, signal: AbortSignal): Promise<MeasuredOutcome>;
  /**
   * A copy whose tests run in a process that stays, inside the same sandbox. Absent where there is none. Throws CodedError
   * `tests.notWarm` when this runner cannot, or does not start.
   */
  readonly openWarm?: (
    opening: { readonly copy: WorkspaceCopy; readonly command: TestCommand; readonly network?: CommandNetwork },
    signal: AbortSignal,
  ) => Promise<WarmTests>;
  runCommand(request: CommandRequest, signal: AbortSignal): Promise<SandboxResult>;
  openFiles(copy: WorkspaceCopy): CopyFiles;
  /** The rule by which no proposal may change a path; undefined: it may. */
  protectedBy?(path: string): string | undefined;
  /** A further copy with the same files, for trying candidates beside each other. Goes with the run's own copy. */
  cloneCopy(copy: WorkspaceCopy, lane: number, signal: AbortSignal): Promise<WorkspaceCopy>;
  openParser(): Promise<SyntaxParser>;
  /** Does something whose result is kept as JSON under a name, and that a replay takes from there instead of doing it. */
  once<T>(name: string, action: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Finds pieces of the workspace by words and by meaning; undefined where there is no index. */
  findCode?(text: string, signal: AbortSignal): Promise<readonly FoundCode[] | undefined>;
  /** What the project asks of changes of these files, framed for a prompt; '' when it asks nothing. */
  rulesFor(paths: readonly string[], signal: AbortSignal): Promise<ProjectRules>;
  /** What earlier runs proved; absent where it is not to be used. */
  readonly memory?: RunMemory | undefined;
  /** How the project is mapped; absent where no agent is to see a map. */
  readonly mapping?: { readonly cache?: SymbolCache; count(text: string): number };
  /** Definitions of files whose language has no grammar here, by an editor's language services; absent where there is no editor. */
  readonly describeFiles?: (files: readonly AskedFile[], signal: AbortSignal) => Promise<FoundDefinitions>;
  /** The project's own checkers. They may write into the copy that they are given. */
  readonly analysis: StaticAnalysis<WorkspaceCopy>;
}
