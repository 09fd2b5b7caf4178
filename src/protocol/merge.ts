import type { AcceptResult } from './runView.ts';

/** A place that the person and a proposal changed differently, and the lines that could take its place. Texts are whole lines. */
export interface MergedPlace {
  /** In the person's file, counted from 1. */
  readonly line: number;
  readonly yours: string;
  readonly proposed: string;
  /** Absent: the agent came to nothing here, and the place stays the person's. */
  readonly merged?: string;
  /** The agent says that the lines do what both changes were for. */
  readonly sure: boolean;
  readonly why: string;
}

/** What a run of the workflow `merge` came to. `path` is relative to the workspace. */
export interface MergeView {
  readonly runId: string;
  readonly files: readonly { readonly path: string; readonly places: readonly MergedPlace[] }[];
  readonly summary: string;
}

/** The inputs of the workflow `merge`. */
export interface MergeTask {
  readonly files: readonly {
    readonly file: string;
    readonly conflicts: readonly {
      readonly base: string;
      readonly ours: string;
      readonly theirs: string;
      /** In the person's file, counted from 1. */
      readonly line: number;
    }[];
  }[];
  /** What the proposal is for. */
  readonly request: string;
}

/** What the extension asks of the engine about merges. */
export type MergeEngineCalls = {
  /** What a run of the workflow `merge` is to be given for these hunks (undefined: all accepted ones). Throws `merge.*`. */
  readonly getMergeTask: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly hunkIds: readonly string[] | undefined;
    };
    readonly output: MergeTask;
  };
  /** What a run of that workflow came to. Throws `merge.noMerge`. */
  readonly getMerge: {
    readonly input: { readonly workspace: string; readonly runId: string };
    readonly output: MergeView;
  };
  /** Writes hunks with the lines of that run where the person's files contradict them. */
  readonly acceptMerged: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly hunkIds: readonly string[] | undefined;
      readonly mergeRun: string;
    };
    readonly output: AcceptResult;
  };
};
