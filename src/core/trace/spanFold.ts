import type { Span, Trace } from './span.ts';

/**
 * A fold of a log into spans, one event at a time. Each event union has one file that makes such a fold with a
 * `SpanRecorder`; exports and reports know only spans.
 */
export interface SpanFold<E> {
  /** Folds the next event and gives the spans that ended with it. */
  add(event: E): readonly Span[];
  /** The spans of which it is known that they have ended once no event will follow. */
  finish(): readonly Span[];
  trace(): Trace;
}

/** What a fold takes along besides names, times and numbers. */
export interface SpanContent {
  /** Summaries and messages (file names, search words, what a failure said): for the person's own screen, off for exports that leave the machine. */
  readonly details: boolean;
}

/** All of a log at once. */
export function foldTrace<E>(fold: SpanFold<E>, events: readonly E[]): Trace {
  for (const event of events) fold.add(event);
  return fold.trace();
}
