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
    readonly accept: {
      readonly input: { readonly hunkIds: readonly string[] | undefined };
      readonly output: AcceptResult;
    };
    readonly undo: { readonly input: null; readonly output: UndoResult };
    readonly openDiff: { readonly input: { readonly path: string }; readonly output: null };
    readonly discard: { readonly input: null; readonly output: null };
  };
  readonly events: {
    /** The run changed: refetch. Messages to hidden views are lost, so becoming visible means refetch too. */
    readonly didChangeReview: null;
  };
}
