import type { Clock } from '../../base/clock.ts';
import type { AgentModel } from '../agent/askModel.ts';
import type { TestRunOutcome } from '../evidence/testReport.ts';
import type { TestCommand, TestFinder, TestSelection } from '../evidence/testRunner.ts';
import type { PreparedPrompt } from '../prompt/renderPrompt.ts';
import type { SyntaxParser } from '../repair/syntaxParser.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { Secret } from '../trace/redaction.ts';
import type { Workspace, WorkspaceCopy } from '../workspace/workspace.ts';
import type { Budget } from './budget.ts';
import type { HostView } from './hostView.ts';
import type { RunLog } from './runLog.ts';

/** What a fix run is asked to do. */
export interface FixOptions {
  /** Tests to be fixed as the person named them: files, ids, titles. Empty means all that are red. */
  readonly named: readonly string[];
  /** A command that was given, to be run as it is. */
  readonly testCommand: string | undefined;
  /** Which of the commands that are found; without one, the best. */
  readonly commandKey?: string | undefined;
  /** Ignored files or folders of the workspace that the copy is to hold. */
  readonly include?: readonly string[];
  readonly maxAttempts: number;
  /** How long repair may search, ms; 0 leaves it out, undefined is a share of the time left. */
  readonly repairMs: number | undefined;
  /** How many candidate edits are tried at once. */
  readonly concurrency: number;
}

/** One run of the tests to be made. */
export interface TestRequest {
  readonly copy: WorkspaceCopy;
  readonly command: TestCommand;
  readonly selection: TestSelection;
  readonly timeoutMs: number;
  /** Measure which lines are executed, where the runner's language gives that without changing an outcome. */
  readonly coverage?: true;
}

/** How a run of the tests ended, and its coverage when that was asked for and could be had. */
export type MeasuredOutcome = TestRunOutcome & { readonly coverage?: readonly CoverageFile[] };

/** What one process of the runner measured, as it wrote it: hostile input. */
export interface CoverageFile {
  readonly text: string;
}

/** What a fix run works with. `model` is undefined when none is to be used. */
export interface FixPorts {
  readonly log: RunLog;
  readonly workspace: Workspace;
  readonly finder: TestFinder;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly model: AgentModel | undefined;
  readonly host: HostView;
  /** The debug agent's prompt; there is one when there is a model. */
  readonly prompt: PreparedPrompt | undefined;
  /** Values that must not appear in an edit. */
  readonly secrets: () => readonly Secret[];
  runTests(request: TestRequest, signal: AbortSignal): Promise<MeasuredOutcome>;
  openFiles(copy: WorkspaceCopy): CopyFiles;
  /** A further copy with the same files, for trying candidates beside each other. Goes with the run's own copy. */
  cloneCopy(copy: WorkspaceCopy, lane: number, signal: AbortSignal): Promise<WorkspaceCopy>;
  openParser(): Promise<SyntaxParser>;
}
