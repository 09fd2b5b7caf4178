import type { SpanRecorder } from '../trace/spanRecorder.ts';
import type { RunEvent } from './runEvent.ts';

/** The event of a type. */
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

/** Tokens and money of the tries of one call so far. `usd` undefined: a price was not known. */
export interface CallSum {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly usd: number | undefined;
  readonly tries: number;
  /** The code of the last failure, while the next try is waited for. */
  readonly failure: string | undefined;
}

/** A call that has not begun. */
export const noCall: CallSum = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  usd: 0,
  tries: 0,
  failure: undefined,
};

/** What a fold of a run's events into spans remembers. */
export interface Folding {
  readonly spans: SpanRecorder;
  readonly details: boolean;
  attempts: number;
  call: CallSum;
}

/** What each type of event does to the spans; a type that is missing does nothing. */
export type SpanSteps = { readonly [T in RunEvent['type']]?: (folding: Folding, event: EventOf<T>) => void };

/** The node of the workflow that a step of a fix run is. */
export const nodeOf = (step: string) => `fix-test/${step}`;

/** A model reference without the address of a private server. */
export const withoutAddress = (ref: string) => ref.replace(/@[a-z]+:\/\/.*$/, '');
