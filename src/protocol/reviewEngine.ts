import type { AcceptResult, CommentView, Decision, ReviewView, UndoResult } from './runView.ts';

/** What the extension asks of the engine about a review. */
export type ReviewEngineCalls = {
  readonly getReview: {
    readonly input: { readonly workspace: string; readonly runId: string };
    readonly output: ReviewView;
  };
  readonly getFile: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly path: string;
      /** `kept`: the result without what was rejected. `before`: what the person had when the first hunk was written. */
      readonly side: 'base' | 'result' | 'kept' | 'before';
    };
    /** undefined when the file does not exist on that side. */
    readonly output: { readonly text: string | undefined };
  };
  readonly decide: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly hunkIds: readonly string[];
      readonly decision: Decision;
      readonly reason: string | undefined;
    };
    readonly output: null;
  };
  /** Makes another of the edits that make the tests green the proposal. Decides and writes nothing. */
  readonly choose: {
    readonly input: { readonly workspace: string; readonly runId: string; readonly number: number };
    readonly output: null;
  };
  /** Writes the accepted hunks that are not applied yet (or just the given ones) into the workspace. */
  readonly accept: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly hunkIds: readonly string[] | undefined;
    };
    readonly output: AcceptResult;
  };
  /** Accepts a proposed file as the person has edited it, and writes it into the workspace. */
  readonly acceptEdited: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly path: string;
      readonly text: string;
    };
    readonly output: AcceptResult;
  };
  /** Says something about a line of a hunk; an empty text takes it back. */
  readonly comment: {
    readonly input: { readonly workspace: string; readonly runId: string; readonly hunkId: string } & CommentView;
    readonly output: null;
  };
  /** Rejects hunks and lets an agent try again in their place; the run goes on. The reason is kept whatever comes of it. */
  readonly revise: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly hunkIds: readonly string[];
      readonly reason: string;
      /** Another model than the run went with; undefined: that one. */
      readonly model: string | undefined;
    };
    readonly output: { readonly runId: string };
  };
  /** Puts back what was there before all accepts of the run, or takes single hunks out again. */
  readonly undo: {
    readonly input: {
      readonly workspace: string;
      readonly runId: string;
      readonly hunkIds: readonly string[] | undefined;
    };
    readonly output: UndoResult;
  };
};
