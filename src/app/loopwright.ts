import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/event.ts';
import type { BlobHash, RunId } from '../base/ids.ts';
import type { NodeCancel } from '../core/engine/durableBackend.ts';
import type { NodeChanges } from '../core/engine/fork.ts';
import type { ModelProbe } from '../core/model/modelProbe.ts';
import type { PasteDesk } from '../core/model/pasteDesk.ts';
import type { BudgetLimits } from '../core/run/budget.ts';
import type { ReplayReport } from '../core/run/replaySteps.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import type { RunState } from '../core/run/runState.ts';
import type { AgentTask } from '../core/run/taskEnvelope.ts';
import type { SandboxChange } from '../core/sandbox/choice.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { DashboardView } from '../protocol/dashboard.ts';
import type {
  AgentView,
  DoctorRow,
  FailingTestView,
  FixRequest,
  QueueView,
  RunOptionsView,
  SendTargetView,
  TestRunRequest,
  WorkflowRequest,
  WorkflowRunView,
} from '../protocol/engine.ts';
import type { MergeTask, MergeView } from '../protocol/merge.ts';
import type { WaitingApproval, WaitingQuestion } from '../protocol/questions.ts';
import type { AcceptResult, CommentView, Decision, ReviewView, RunRow, UndoResult } from '../protocol/runView.ts';
import type { SandboxReport } from '../protocol/sandbox.ts';
import type { KnownTestsView, TestCommandView, TestRunView } from '../protocol/tests.ts';
import type { ApprovalCalls } from './approvals.ts';
import type { AuditCalls } from './auditCalls.ts';
import type { ContextCalls } from './contextContract.ts';
import type { EditorDesk } from './editorDesk.ts';
import type { MapCalls } from './mapCalls.ts';
import type { MemoryCalls } from './memoryCalls.ts';

/** What a person says to a run that waits; without a node, to the one that waits. */
export interface ApprovalAnswer {
  readonly run: RunRef;
  readonly node: string | undefined;
  readonly approved: boolean;
  readonly reason: string;
}

/** What a person says to an agent that asks; without a node, to the one that asks. */
export interface QuestionAnswer {
  readonly run: RunRef;
  readonly node: string | undefined;
  readonly text: string;
}

/** What may be different when a run goes on. */
export interface ReopenRequest {
  /** Limits that replace those of the run; a limit that is absent stays. */
  readonly limits: Partial<BudgetLimits>;
  /** Another model than the run began with. */
  readonly model: string | undefined;
}

/** Rejected hunks that an agent is to try again. */
export interface RevisionRequest extends ReopenRequest {
  readonly hunkIds: readonly string[];
  /** Why they were rejected, for the agent; kept as the hunks' decision first. */
  readonly reason: string;
}

/** A run of a workspace; `workspace` is an absolute path. */
export interface RunRef {
  readonly workspace: string;
  readonly runId: RunId;
}

/** A run that goes on in this process. */
export interface StartedRun {
  readonly runId: RunId;
  /** Resolves with the run's last state once it has ended, whatever its outcome. Rejects only when the log cannot be written. */
  readonly ended: Promise<RunState>;
  /** The number of the last event before it went on; absent for a run that is new. */
  readonly goesOnAfter?: number;
}

/** What only some callers have for a run. */
export interface FixExtras {
  /** Folder for `request-0001.md` and `reply-0001.md` of the paste model. */
  readonly pasteDir?: string;
  readonly pasteDesk?: PasteDesk;
  /** Folder with recorded replies, for the recorded model. */
  readonly recordedDir?: string;
  /** Folder in which the answers of any other model are kept, for the recorded model. */
  readonly recordDir?: string;
  /** Told when the run has to wait for its turn, and at which place it stands (from 1). */
  readonly onWait?: (place: number) => void;
  /** Somebody sees what an agent asks, and can answer; absent: nobody does, and it goes on by its own judgement. */
  readonly canAsk?: boolean;
  /** Endpoints to which code may be sent in this run, beside those that the person has agreed to for good. */
  readonly agreedEndpoints?: readonly string[];
}

/** A run that is to begin, or to go on, as far as that decides who gets code of the workspace. */
export type SendQuestion =
  | {
      readonly workspace: string;
      readonly starts: { readonly workflow: string } | { readonly task: AgentTask };
      /** As the person writes it. */
      readonly model: string;
      readonly baseUrl: string | undefined;
      readonly modelFor?: Readonly<Record<string, string>>;
      readonly fallbackModels?: readonly string[];
    }
  | (RunRef & {
      /** Absent: the model on record. */
      readonly model: string | undefined;
      /** What a fork sets as the model of a node. */
      readonly nodeModel?: string | undefined;
    });

/** A model that could be used, and what is there of it. */
export interface ModelRow {
  /** What to write behind `--model`; NAME stands for the name of a model. */
  readonly ref: string;
  /** `ready`: its key or its server is there. `missing`: `found` says what is not. */
  readonly state: 'ready' | 'missing';
  readonly found: string;
  readonly endpoint: string | undefined;
  /** Code may be sent there: the person agreed, or need not. */
  readonly agreed: boolean;
  readonly probe: ModelProbe | undefined;
}

/** How a model is tried. */
export interface ProbeRequest {
  readonly model: string;
  readonly baseUrl: string | undefined;
  readonly agreedEndpoints: readonly string[];
  readonly onTrial: (trial: string) => void;
}

/** Something that changed in a run. */
export interface RunChange {
  readonly workspace: string;
  readonly runId: RunId;
}

/** A choice as a review shows it, and as a patch. */
export interface ChosenView {
  readonly review: ReviewView;
  readonly patch: string;
}

/** A proposal as a patch that `git apply` takes, and its size. */
export interface PatchFile {
  readonly text: string;
  readonly path: string;
  readonly files: number;
  readonly hunks: number;
  readonly added: number;
  readonly removed: number;
}

/** What a collection may remove. Neither `olderThanDays` nor `keep`, here or in the settings: no run at all. */
export interface GarbageRequest {
  /** Runs whose last event is older. */
  readonly olderThanDays: number | undefined;
  /** The newest runs that stay. */
  readonly keep: number | undefined;
  /** Also runs whose proposal is not fully decided. */
  readonly undecided: boolean;
  /** Nothing is removed; the report says what would be. */
  readonly dryRun: boolean;
}

/** What a collection removed, or with `dryRun` would have. Sizes are in bytes. */
export interface GarbageReport {
  readonly dryRun: boolean;
  readonly runs: readonly RunId[];
  /** Events of the removed runs. */
  readonly events: number;
  readonly keptRuns: number;
  readonly blobs: number;
  readonly blobBytes: number;
  /** Copies of the workspace that dead runs left. */
  readonly copies: number;
  readonly copyBytes: number;
  /** Patches, paste folders, and outputs that were kept for later runs. */
  readonly files: number;
  readonly fileBytes: number;
}

/** How much room a workspace takes in the data folder, in bytes. */
export interface DiskUse {
  readonly bytes: number;
  /** Of it, isolated copies of runs. */
  readonly copyBytes: number;
}

/** All that Loopwright does, for the command line and for the extension's engine alike. */
export interface Loopwright extends Disposable, MemoryCalls, MapCalls, ContextCalls, AuditCalls, ApprovalCalls {
  findTests(workspace: string, hint: readonly string[], signal: AbortSignal): Promise<readonly TestCommandView[]>;
  reproduce(request: FixRequest, signal: AbortSignal): Promise<readonly FailingTestView[]>;
  /** The ways to run tests, each with the tests that the newest run with it saw. Runs nothing. */
  listTests(
    workspace: string,
    testCommand: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly KnownTestsView[]>;
  /** Runs tests once in an isolated copy. Leaves nothing behind and records nothing. */
  runTests(request: TestRunRequest, signal: AbortSignal): Promise<TestRunView>;
  /** Starts a run. The signal cancels the run itself, also after this has resolved. */
  startFix(request: FixRequest, extras: FixExtras, signal: AbortSignal): Promise<StartedRun>;
  /** Starts any workflow. `existed`: the run was begun before with the same key; `ended` is then its state as it stands. */
  startWorkflow(
    request: WorkflowRequest,
    extras: FixExtras,
    signal: AbortSignal,
  ): Promise<StartedRun & { readonly existed: boolean }>;
  /** Runs a task by the agent that it names, or by one that can take it. */
  startTask(
    request: { readonly workspace: string; readonly task: AgentTask; readonly options: RunOptionsView },
    extras: FixExtras,
    signal: AbortSignal,
  ): Promise<StartedRun & { readonly existed: boolean; readonly agent: string }>;
  listAgents(workspace: string, signal: AbortSignal): Promise<readonly AgentView[]>;
  getQueue(workspace: string, signal: AbortSignal): Promise<QueueView>;
  /** Holds new runs back, lets them begin again, or says how many may go on at once. */
  changeQueue(workspace: string, change: { readonly stopped?: boolean; readonly workers?: number }): Promise<void>;
  /** Goes on with a run that was paused or whose process died. Throws `run.held` while it goes on, and `run.ended`. */
  resumeRun(run: RunRef, request: ReopenRequest, extras: FixExtras, signal: AbortSignal): Promise<StartedRun>;
  /** Begins a run with all that another had recorded before a node started, and goes on from there. */
  forkRun(
    run: RunRef,
    request: ReopenRequest & { readonly at: string; readonly changes: NodeChanges },
    extras: FixExtras,
    signal: AbortSignal,
  ): Promise<StartedRun>;
  /**
   * Begins a new run of the same workflow with the inputs and settings of another, and its limits and model where the request
   * says none. The workflow is the one that has the name now; one that stands in no file is taken from the other run's record.
   */
  restartRun(run: RunRef, request: ReopenRequest, extras: FixExtras, signal: AbortSignal): Promise<StartedRun>;
  /**
   * Rejects hunks of a run's proposal and lets an agent try again in their place: the run goes on, within what is left of its budget.
   * The decision and its reason are kept whatever comes of it. Throws `model.notConnected`, `run.notEnded` and `revision.*`.
   */
  reviseRun(run: RunRef, request: RevisionRequest, extras: FixExtras, signal: AbortSignal): Promise<StartedRun>;
  /** Goes through a run again, offline and for free, from what is on record. Throws `run.noWorkflow`. */
  replayRun(run: RunRef, signal: AbortSignal): Promise<ReplayReport>;
  /** A run node by node. Throws `run.noWorkflow` for one of an older version. */
  getWorkflowRun(run: RunRef, signal: AbortSignal): Promise<WorkflowRunView>;
  /** Answers a question of a run, and gives that question. Throws `approval.notWaiting` and `approval.ambiguous`. */
  approve(answer: ApprovalAnswer, signal: AbortSignal): Promise<WaitingApproval>;
  /**
   * Answers what an agent asks, and gives that question. The number of a choice stands for that choice. Throws
   * `question.notWaiting`, `question.ambiguous` and `question.badAnswer`.
   */
  answer(answer: QuestionAnswer, signal: AbortSignal): Promise<WaitingQuestion>;
  /** What agents of a run ask and nobody has answered yet. */
  getQuestions(run: RunRef, signal: AbortSignal): Promise<readonly WaitingQuestion[]>;
  /** Tells a run to end, whichever process runs it. Throws `run.notRunning`. */
  cancelRun(run: RunRef, reason: string, signal: AbortSignal): Promise<void>;
  /**
   * Tells one node of a run to end, by its path, whichever process runs it: it fails with `node.cancelled`, is not tried again, and the
   * run goes on as its `onFailure` says. Throws `run.notRunning`, `node.notRunning` and `node.holdsOthers`.
   */
  cancelNode(run: RunRef, cancel: NodeCancel, signal: AbortSignal): Promise<void>;
  listRuns(workspace: string, signal: AbortSignal): Promise<readonly RunRow[]>;
  /** Finds a run by its id or by the beginning of it. Throws `run.unknown` or `run.ambiguous`. */
  findRun(workspace: string, id: string, signal: AbortSignal): Promise<RunRef>;
  getState(run: RunRef, signal: AbortSignal): Promise<RunState>;
  listEvents(run: RunRef, signal: AbortSignal): Promise<readonly RunEvent[]>;
  /** The events behind one that is known, for those who follow a run that goes on. */
  listEventsAfter(run: RunRef, seq: number, signal: AbortSignal): Promise<readonly RunEvent[]>;
  /** A workflow that a run's log names. Throws `run.damaged` when it is no longer kept. */
  getWorkflow(run: RunRef, definition: BlobHash, signal: AbortSignal): Promise<WorkflowDefinition>;
  /** A text that a run's log names; undefined when it is no longer kept. */
  readKept(run: RunRef, hash: BlobHash, signal: AbortSignal): Promise<string | undefined>;
  getReview(run: RunRef, signal: AbortSignal): Promise<ReviewView>;
  /** A run as it would be with another choice, and that choice as a patch. Records nothing. Throws `usage.unknownChoice`. */
  getChoice(run: RunRef, number: number, signal: AbortSignal): Promise<ChosenView>;
  /**
   * Makes another of the edits that make the tests green the proposal; decides and writes nothing. Throws `usage.unknownChoice`,
   * `choice.running` and `choice.applied`.
   */
  choose(run: RunRef, number: number, signal: AbortSignal): Promise<void>;
  /** `kept` is the result without what was rejected, `before` what the person had when the first hunk was written. */
  getFile(
    run: RunRef,
    path: string,
    side: 'base' | 'result' | 'kept' | 'before',
    signal: AbortSignal,
  ): Promise<string | undefined>;
  /** The proposal as a patch, kept beside the run; undefined when there is no proposal. */
  getPatch(run: RunRef, signal: AbortSignal): Promise<PatchFile | undefined>;
  decide(
    run: RunRef,
    what: { readonly hunkIds: readonly string[]; readonly decision: Decision; readonly reason: string | undefined },
    signal: AbortSignal,
  ): Promise<void>;
  /** Writes hunks into the workspace: the given ones, or all that are accepted. A conflict anywhere writes nothing. */
  accept(run: RunRef, hunkIds: readonly string[] | undefined, signal: AbortSignal): Promise<AcceptResult>;
  /** What a run of the workflow `merge` is given for these hunks (undefined: all accepted ones). Throws `merge.*`. */
  getMergeTask(run: RunRef, hunkIds: readonly string[] | undefined, signal: AbortSignal): Promise<MergeTask>;
  /** What a run of that workflow came to. Throws `merge.noMerge`. */
  getMerge(run: RunRef, signal: AbortSignal): Promise<MergeView>;
  /** Accepts hunks as `accept` does, with the lines of a merge in the places that contradict them, as far as it has lines for them. */
  acceptMerged(
    run: RunRef,
    what: {
      readonly hunkIds: readonly string[] | undefined;
      readonly mergeRun: RunRef;
      readonly desk?: EditorDesk | undefined;
    },
    signal: AbortSignal,
  ): Promise<AcceptResult>;
  /** The rule by which a proposal must not be written before a person has looked at it; undefined: it may. A refusal is recorded. */
  whyNotUnasked(run: RunRef, signal: AbortSignal): Promise<string | undefined>;
  /** The same through the person's editor, where it can write all of it. */
  acceptInEditor(
    run: RunRef,
    what: { readonly hunkIds: readonly string[] | undefined; readonly desk: EditorDesk },
    signal: AbortSignal,
  ): Promise<AcceptResult>;
  /** Accepts a proposed file as the person has edited it, and writes it into the workspace. */
  acceptEdited(
    run: RunRef,
    what: { readonly path: string; readonly text: string; readonly desk?: EditorDesk },
    signal: AbortSignal,
  ): Promise<AcceptResult>;
  /** Says something about a line of a hunk; an empty text takes it back. */
  comment(run: RunRef, what: { readonly hunkId: string } & CommentView, signal: AbortSignal): Promise<void>;
  undo(run: RunRef, signal: AbortSignal): Promise<UndoResult>;
  /** Takes single hunks back out of the workspace, also around later edits. Throws `usage.notApplied`. */
  undoHunks(run: RunRef, hunkIds: readonly string[], signal: AbortSignal): Promise<UndoResult>;
  /** Removes what the run left on the disk besides its log. */
  discard(run: RunRef, signal: AbortSignal): Promise<{ readonly bytes: number }>;
  /** Removes old runs as asked, or as the settings of the data folder say, and what nothing refers to any more. */
  collectGarbage(workspace: string, request: GarbageRequest, signal: AbortSignal): Promise<GarbageReport>;
  getDiskUse(workspace: string, signal: AbortSignal): Promise<DiskUse>;
  /** Absolute path of a run's isolated copy; undefined when there is none any more. */
  getRunFolder(run: RunRef, signal: AbortSignal): Promise<string | undefined>;
  /** All runs of some workspaces as figures: those that began today or in the days before, `days` of them in all. */
  getDashboard(
    question: { readonly workspaces: readonly string[]; readonly days: number },
    signal: AbortSignal,
  ): Promise<DashboardView>;
  doctor(workspace: string, signal: AbortSignal): Promise<readonly DoctorRow[]>;
  /** Tries every back end of this machine, and says what commands of a workspace may do. Throws `sandbox.badChoice`. */
  reportSandbox(workspace: string, signal: AbortSignal): Promise<SandboxReport>;
  /** Keeps which sandbox the person wants, for all workspaces; what is not given stays. Throws `sandbox.badChoice`. */
  chooseSandbox(change: SandboxChange): Promise<void>;
  /**
   * Where a run would send code, and whether the person has agreed to it: its own model first, then those that its nodes name,
   * each endpoint once. Sends nothing.
   */
  getSendTargets(question: SendQuestion, signal: AbortSignal): Promise<readonly SendTargetView[]>;
  /** Keeps that the person agreed to send code to an endpoint, and gives it as it is kept. */
  agreeToSend(endpoint: string, signal: AbortSignal): Promise<string>;
  /** Takes an agreement back; false when there was none. */
  revokeSending(endpoint: string, signal: AbortSignal): Promise<boolean>;
  /** What is there: keys in the environment, servers of this machine. Asks no other machine. */
  listModels(signal: AbortSignal): Promise<readonly ModelRow[]>;
  /** Tries what a model can do, with texts of our own, and keeps the result. Throws `model.notAgreed` like a run. */
  probeModel(request: ProbeRequest, signal: AbortSignal): Promise<ModelProbe>;
  setSecret(name: string, value: string | undefined): void;
  readonly onDidChangeRun: Event<RunChange>;
  /** Sanitised output of sandboxed commands. */
  readonly onDidOutput: Event<RunChange & { readonly text: string }>;
}
