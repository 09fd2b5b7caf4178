import type { MergeView } from './merge.ts';
import type { AcceptResult, CommentView, Decision, ReviewView, UndoResult } from './runView.ts';

/** What the Review panel asks of the extension. The panel's run is fixed when it opens. */
export interface ReviewContract {
  readonly calls: {
    readonly getReview: { readonly input: null; readonly output: ReviewView };
    readonly decide: {
      readonly input: {
        readonly hunkIds: readonly string[];
        readonly decision: Decision;
        readonly reason: string | undefined;
      };
      readonly output: null;
    };
    /** Undefined output: the person backed out of saving an editor first. */
    readonly accept: {
      readonly input: { readonly hunkIds: readonly string[] | undefined };
      readonly output: AcceptResult | undefined;
    };
    /** Rejects hunks and lets an agent try again in their place. Undefined output: the person backed out of sending code. */
    readonly retry: {
      readonly input: { readonly hunkIds: readonly string[]; readonly reason: string };
      readonly output: { readonly runId: string } | undefined;
    };
    /** Lets an agent propose lines where hunks (as for `accept`) contradict the person's files. Undefined output: the person backed out. */
    readonly proposeMerge: {
      readonly input: { readonly hunkIds: readonly string[] | undefined };
      readonly output: MergeView | undefined;
    };
    /** Accepts hunks with the lines of that proposal. Undefined output: as for `accept`. */
    readonly acceptMerged: {
      readonly input: { readonly hunkIds: readonly string[] | undefined; readonly mergeRun: string };
      readonly output: AcceptResult | undefined;
    };
    /** Says something about a line of a hunk; an empty text takes it back. */
    readonly comment: { readonly input: { readonly hunkId: string } & CommentView; readonly output: null };
    /** Makes another of the edits that make the tests green the proposal; 1 is the one that the run proposed. */
    readonly choose: { readonly input: { readonly number: number }; readonly output: null };
    /** Everything that was applied, or single hunks. Undefined output: as for `accept`. */
    readonly undo: {
      readonly input: { readonly hunkIds: readonly string[] | undefined };
      readonly output: UndoResult | undefined;
    };
    /** All files in VS Code's multi-diff editor. */
    readonly openAll: { readonly input: null; readonly output: null };
    readonly openDiff: { readonly input: { readonly path: string }; readonly output: null };
    /** Opens the person's own file at a line, counted from 1. */
    readonly openFile: { readonly input: { readonly path: string; readonly line: number }; readonly output: null };
    /** Shows the commands and output of the run in a terminal. */
    readonly showOutput: { readonly input: null; readonly output: null };
    readonly discard: { readonly input: null; readonly output: null };
  };
  readonly events: {
    /** The run changed: refetch. Messages to hidden views are lost, so becoming visible means refetch too. */
    readonly didChangeReview: null;
  };
}
