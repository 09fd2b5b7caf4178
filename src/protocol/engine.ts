import type { CompareEngineCalls } from './compare.ts';
import type { ContextEngineCalls, IndexChange } from './context.ts';
import type { GraphEngineCalls } from './graph.ts';
import type { LibraryCalls } from './library.ts';
import type { ManifestDocument, ManifestName, ManifestProblem } from './manifests.ts';
import type { MergeEngineCalls } from './merge.ts';
import type { QuestionCalls, WaitingApproval, WaitingQuestion } from './questions.ts';
import type { ReviewEngineCalls } from './reviewEngine.ts';
import type { RunActionCalls } from './runActions.ts';
import type { RunRow } from './runView.ts';
import type { KnownTestsView, TestCommandView, TestRunView } from './tests.ts';
import type { TraceEngineCalls } from './trace.ts';

/** What a fix run is asked to do. Paths are absolute, test files relative to the workspace. */
export interface FixRequest {
  readonly workspace: string;
  /** Test files or test ids; empty means every failing test. */
  readonly tests: readonly string[];
  readonly testCommand: string | undefined;
  /** The found command to use, by its key; without one, the best. */
  readonly commandKey?: string | undefined;
  /** Ignored files or folders the tests need, relative to the workspace: the copy holds them, no proposal does. */
  readonly include?: readonly string[];
  /** `auto`, `none`, or a reference like `anthropic/…`. */
  readonly model: string;
  /** Other models for some nodes, by the node's id or path, or by its agent's name. */
  readonly modelFor?: Readonly<Record<string, string>>;
  /** Models that take over, in this order, when another fails. */
  readonly fallbackModels?: readonly string[];
  readonly budgetUsd: number;
  readonly maxTokens: number | undefined;
  readonly maxMinutes: number;
  readonly maxCalls: number | undefined;
  readonly maxAttempts: number;
  /** How long repair without a model may search, in seconds; 0 leaves it out, undefined is a share of the time. */
  readonly repairSeconds?: number | undefined;
  /** The person agreed to run without a sandbox. */
  readonly notIsolated: boolean;
  readonly baseUrl: string | undefined;
  /** false: nothing of earlier runs is used, and later runs learn nothing from this one. */
  readonly memory?: false;
  /** What the run may do at most; absent: `standard`. */
  readonly mode?: 'analysis-only' | 'safe';
  /** Another agent begins it, and no person. */
  readonly origin?: 'other-agent';
}

/** Which tests to run, by the settings of a fix. */
export interface TestRunRequest extends FixRequest {
  /** Both empty: all. Names are the titles of a test joined by a space. */
  readonly selection: { readonly files: readonly string[]; readonly names: readonly string[] };
  /** Measure which lines are executed, where the language of the runner gives that. */
  readonly coverage: boolean;
}

/** How the tests of a run are run and what it may use; what is undefined is decided by the workflow, or by what is usual. */
export interface RunOptionsView {
  /** `auto`, `none`, or a reference like `anthropic/…`. */
  readonly model: string;
  /** Other models for some nodes, by the node's id or path, or by its agent's name. */
  readonly modelFor?: Readonly<Record<string, string>>;
  /** Models that take over, in this order, when another fails. */
  readonly fallbackModels?: readonly string[];
  readonly baseUrl: string | undefined;
  readonly budgetUsd: number | undefined;
  readonly maxTokens: number | undefined;
  readonly maxCalls: number | undefined;
  readonly maxMinutes: number | undefined;
  readonly testCommand: string | undefined;
  readonly include: readonly string[];
  readonly repairSeconds: number | undefined;
  /** The person agreed to run without a sandbox. */
  readonly notIsolated: boolean;
  /** false: nothing of earlier runs is used, and later runs learn nothing from this one. */
  readonly memory?: false;
  /** What the run may do at most; absent: `standard`. */
  readonly mode?: 'analysis-only' | 'safe';
  /** Another agent begins it, and no person. */
  readonly origin?: 'other-agent';
}

/** A run of a workflow to begin. `workspace` is an absolute path. */
export interface WorkflowRequest extends RunOptionsView {
  readonly workspace: string;
  /** Name of a workflow of the workspace, or of one that comes with Loopwright. */
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The same key twice gives the same run. */
  readonly idempotencyKey: string | undefined;
}

/** An agent that workflows and tasks can use, and how many nodes of it are in work now, over all processes. */
export interface AgentView {
  readonly name: string;
  readonly description: string;
  readonly from: 'built-in' | 'workspace';
  readonly running: number;
  readonly idle: boolean;
}

/** How the runs of a workspace stand. */
export interface QueueView {
  /** Runs that wait for their turn. */
  readonly queued: number;
  /** Runs that go on, in whichever process. */
  readonly running: number;
  /** How many may go on at once; null: as many as are started. */
  readonly workers: number | null;
  /** New runs are held back until the queue is started again. */
  readonly stopped: boolean;
}

/** A model that a node asked, or tried to. */
export interface NodeModelView {
  /** As a reference. */
  readonly model: string;
  /** Why this one, in words; undefined when it could not be set up. */
  readonly why: string | undefined;
  /** Why another took its place, or none was left to. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

/** A node of a run for a person: its state in a word, and what came of it. */
export interface NodeView {
  readonly node: string;
  readonly status: 'ready' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  readonly attempt: number;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly costUsd: number | undefined;
  /** In the order in which they took over; of its last attempt. Empty for a node that asks none. */
  readonly models: readonly NodeModelView[];
  /** What went wrong, with its code. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  readonly input: unknown;
  readonly output: unknown;
}

/** A run of a workflow as it stands. */
export interface WorkflowRunView {
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly nodes: readonly NodeView[];
  readonly waiting: readonly WaitingApproval[];
  readonly questions: readonly WaitingQuestion[];
  /** What the workflow gave; undefined while it goes on, or when it did not succeed. */
  readonly output: unknown;
}

/** A failing test, reproduced. */
export interface FailingTestView {
  readonly id: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly message: string;
}

/** Where a run with this model would send code. */
export interface SendTargetView {
  /** The reference with `auto` decided; undefined when no model would be asked. */
  readonly model: string | undefined;
  /** Scheme, host and port, or `vscode:VENDOR`; undefined when nothing leaves this machine by itself. */
  readonly endpoint: string | undefined;
  /** The person has agreed, or need not: the endpoint is on this machine. */
  readonly agreed: boolean;
  /** The editor's own model that it is, whose `endpoint` is `vscode:VENDOR`. */
  readonly inEditor?: { readonly vendor: string; readonly id: string; readonly name: string };
}

/** A model that could be used. */
export interface ModelChoiceView {
  /** What to write as the model; NAME stands for the name of one. */
  readonly ref: string;
  readonly state: 'ready' | 'missing';
  /** What is there of it, or what is not. */
  readonly found: string;
  /** As in `SendTargetView`. */
  readonly endpoint: string | undefined;
  readonly agreed: boolean;
}

/** A row of `doctor`. */
export interface DoctorRow {
  readonly name: string;
  readonly state: 'works' | 'missing' | 'limited';
  readonly detail: string;
  readonly remedy: string | undefined;
}

/** What the extension asks of the engine, which runs in a process of its own. `workspace` is always an absolute path. */
export interface EngineContract {
  readonly calls: ReviewEngineCalls &
    MergeEngineCalls &
    GraphEngineCalls & {
      /** Gives the engine a secret (a model key) for as long as it lives; never stored. undefined forgets it. */
      readonly setSecret: {
        readonly input: { readonly name: string; readonly value: string | undefined };
        readonly output: null;
      };
      readonly findTests: {
        readonly input: { readonly workspace: string; readonly hint: readonly string[] };
        readonly output: readonly TestCommandView[];
      };
      /** Runs the tests once in an isolated copy and lists the red ones. */
      readonly reproduce: { readonly input: FixRequest; readonly output: readonly FailingTestView[] };
      /** The ways to run tests of a workspace, best first, each with what is known of its tests. Runs nothing. */
      readonly listTests: {
        readonly input: { readonly workspace: string; readonly testCommand: string | undefined };
        readonly output: readonly KnownTestsView[];
      };
      /** Runs tests once in an isolated copy, inside the sandbox. Leaves nothing behind and records nothing. */
      readonly runTests: { readonly input: TestRunRequest; readonly output: TestRunView };
      /** Starts a run and returns as soon as it is recorded; it goes on until it ends or is cancelled. */
      readonly startFix: { readonly input: FixRequest; readonly output: { readonly runId: string } };
      /** Starts any workflow; it goes on until it ends or is cancelled. */
      readonly startWorkflow: { readonly input: WorkflowRequest; readonly output: { readonly runId: string } };
      readonly getWaiting: QuestionCalls['getWaiting'];
      readonly approve: QuestionCalls['approve'];
      readonly restartRun: RunActionCalls['restartRun'];
      readonly replayRun: RunActionCalls['replayRun'];
      readonly getRunLog: RunActionCalls['getRunLog'];
      readonly getRunFolder: RunActionCalls['getRunFolder'];
      readonly getDiskUse: RunActionCalls['getDiskUse'];
      readonly cleanUp: RunActionCalls['cleanUp'];
      readonly getDashboard: RunActionCalls['getDashboard'];
      readonly listAgents: LibraryCalls['listAgents'];
      readonly listPrompts: LibraryCalls['listPrompts'];
      readonly listWorkflows: LibraryCalls['listWorkflows'];
      readonly listMemory: LibraryCalls['listMemory'];
      readonly listTools: LibraryCalls['listTools'];
      readonly describeTool: LibraryCalls['describeTool'];
      readonly forgetFact: LibraryCalls['forgetFact'];
      readonly getBuiltIn: LibraryCalls['getBuiltIn'];
      readonly eject: LibraryCalls['eject'];
      readonly cancelRun: {
        readonly input: { readonly workspace: string; readonly runId: string };
        readonly output: null;
      };
      /** Goes on with a run that was paused or interrupted; a limit that is given replaces that of the run. */
      readonly resumeRun: {
        readonly input: {
          readonly workspace: string;
          readonly runId: string;
          readonly raise: { readonly limit: 'usd' | 'tokens' | 'calls' | 'minutes'; readonly to: number } | undefined;
        };
        readonly output: { readonly runId: string };
      };
      readonly listRuns: { readonly input: { readonly workspace: string }; readonly output: readonly RunRow[] };
      /** Answers `didAskWrite`. */
      readonly wroteFiles: {
        readonly input: { readonly id: number; readonly outcome: 'written' | 'changed' | 'unable' };
        readonly output: null;
      };
      /** Removes the run's copy from the disk; the log stays. */
      readonly discard: {
        readonly input: { readonly workspace: string; readonly runId: string };
        readonly output: null;
      };
      /** The reply of a person's own chat window to the request a run asked last. Throws `paste.notWaiting`. */
      readonly pasteReply: {
        readonly input: { readonly workspace: string; readonly runId: string; readonly text: string };
        readonly output: null;
      };
      /**
       * What is wrong with the manifests that are open, in the order of `documents`. Their texts stand for those on the
       * disk, for each other too; a file that is no manifest has no problems.
       */
      readonly checkManifests: {
        readonly input: { readonly workspace: string; readonly documents: readonly ManifestDocument[] };
        readonly output: readonly { readonly file: string; readonly problems: readonly ManifestProblem[] }[];
      };
      /** The agent, tool or workflow named at a place of one of the documents; undefined when none is. */
      readonly nameAt: {
        readonly input: {
          readonly workspace: string;
          readonly documents: readonly ManifestDocument[];
          readonly file: string;
          readonly line: number;
          readonly column: number;
        };
        readonly output: ManifestName | undefined;
      };
      readonly getQuestions: QuestionCalls['getQuestions'];
      readonly answer: QuestionCalls['answer'];
      /** Where a run would send code: its own model first, then those that nodes name, each endpoint once. Sends nothing. */
      readonly getSendTargets: {
        readonly input: {
          readonly workspace: string;
          readonly workflow: string;
          readonly model: string;
          readonly baseUrl: string | undefined;
          readonly fallbackModels?: readonly string[];
        };
        readonly output: readonly SendTargetView[];
      };
      /** Keeps that the person agreed to send code to an endpoint. */
      readonly agreeToSend: { readonly input: { readonly endpoint: string }; readonly output: null };
      /** What is there to be used as a model: keys, servers of this machine, the editor's own. Asks no other machine. */
      readonly listModels: { readonly input: null; readonly output: readonly ModelChoiceView[] };
      /** What works of the sandbox here and what commands may do in it, as text for people. */
      readonly getSandboxText: {
        readonly input: { readonly workspace: string };
        readonly output: { readonly text: string };
      };
      readonly doctor: { readonly input: { readonly workspace: string }; readonly output: readonly DoctorRow[] };
      readonly getTrace: TraceEngineCalls['getTrace'];
      readonly getSpan: TraceEngineCalls['getSpan'];
      readonly findSpan: TraceEngineCalls['findSpan'];
      readonly getSpanText: TraceEngineCalls['getSpanText'];
      readonly searchTrace: TraceEngineCalls['searchTrace'];
      readonly exportTrace: TraceEngineCalls['exportTrace'];
      readonly releaseTrace: TraceEngineCalls['releaseTrace'];
      readonly compareRuns: CompareEngineCalls['compareRuns'];
      readonly searchContext: ContextEngineCalls['searchContext'];
      readonly updateContext: ContextEngineCalls['updateContext'];
      readonly getEmbeddingTarget: ContextEngineCalls['getEmbeddingTarget'];
    };
  readonly events: {
    /** An index is being brought up to date, or no more. */
    readonly didIndex: IndexChange;
    /** Something of this run changed, by this process or another: refetch. */
    readonly didChangeRun: { readonly workspace: string; readonly runId: string };
    /** A run with the copy-and-paste model waits for a reply to this request; `markdown` is to be copied whole. */
    readonly didAskPaste: {
      readonly workspace: string;
      readonly runId: string;
      readonly number: number;
      readonly markdown: string;
      /** Absolute path of a file that holds the same text. */
      readonly file: string | undefined;
    };
    /**
     * Text files to be written through the person's editor, so that its undo takes them back: all of them or none. `expected` is the
     * SHA-256 of what must be there. Answered by `wroteFiles`.
     */
    readonly didAskWrite: {
      readonly id: number;
      readonly workspace: string;
      readonly files: readonly { readonly path: string; readonly expected: string; readonly text: string }[];
    };
    /** Sanitised output of a sandboxed command of a run. `text` keeps ANSI colours only. */
    readonly didOutput: { readonly workspace: string; readonly runId: string; readonly text: string };
  };
}
