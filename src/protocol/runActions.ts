import type { DashboardView } from './dashboard.ts';

/** Names a run; `workspace` is an absolute path. */
interface Named {
  readonly workspace: string;
  readonly runId: string;
}

/** What came of going through a run again. */
export interface ReplayView {
  readonly same: boolean;
  readonly events: number;
  /** Nodes that were carried out anew, and those that were taken as recorded. */
  readonly rerun: number;
  readonly taken: number;
  /** Where and why it goes another way now. */
  readonly parted: { readonly seq: number; readonly node: string | undefined; readonly why: string } | undefined;
}

/** What a clean-up is to remove: runs by age or number (neither: no run), and always what nothing refers to. */
export interface CleanUpRequest {
  readonly workspace: string;
  readonly olderThanDays: number | undefined;
  readonly keep: number | undefined;
  /** Also runs whose proposal is not fully decided. */
  readonly undecided: boolean;
  /** Nothing is removed; the answer is what would be. */
  readonly dryRun: boolean;
}

/** What a clean-up removed, or would. Sizes are in bytes. */
export interface CleanUpView {
  readonly runs: readonly string[];
  readonly events: number;
  readonly keptRuns: number;
  readonly blobs: number;
  readonly copies: number;
  readonly files: number;
  readonly bytes: number;
}

/** What can be done with runs and the room that they take. */
export interface RunActionCalls {
  /** Begins a new run as another one began. */
  readonly restartRun: { readonly input: Named; readonly output: { readonly runId: string } };
  /** Goes through a run again, offline and for free. Throws `run.noWorkflow`. */
  readonly replayRun: { readonly input: Named; readonly output: ReplayView };
  /** Its log for a person, one event a line. */
  readonly getRunLog: { readonly input: Named; readonly output: { readonly text: string } };
  /** Absolute path of its isolated copy; undefined when there is none any more. */
  readonly getRunFolder: { readonly input: Named; readonly output: { readonly path: string | undefined } };
  readonly getDiskUse: {
    readonly input: { readonly workspace: string };
    readonly output: { readonly bytes: number; readonly copyBytes: number };
  };
  readonly cleanUp: { readonly input: CleanUpRequest; readonly output: CleanUpView };
  /** All runs of these workspaces as figures. */
  readonly getDashboard: {
    readonly input: { readonly workspaces: readonly string[]; readonly days: number };
    readonly output: DashboardView;
  };
}
