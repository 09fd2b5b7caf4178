import type { AcceptResult, Decision, ReviewView, UndoResult } from './runView.ts';

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
    /** Undefined output: as for `accept`. */
    readonly undo: { readonly input: null; readonly output: UndoResult | undefined };
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
