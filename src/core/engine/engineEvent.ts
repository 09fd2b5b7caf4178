import type { RunId } from '../../base/ids.ts';

/** Why a node or a run failed: a stable code and a sentence. */
export interface NodeFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What a node used, as its ledger says. `usd` is null when a price was unknown. */
export interface NodeSpent {
  readonly usd: number | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
}

/**
 * What happened in a run of a workflow, in the order it happened. `node` is a path: the node's id, behind the path of
 * what it is inside of (`each[3]/check`, `tries[2]/fix`, `both.left/ask`, `sub/plan`; `each#2[3]/check` in a second attempt).
 *
 * Started, retried, succeeded and failed nodes of the kinds agent, tool, run and approve, run.cancelling, run.paused,
 * run.resumed and run.extended come from outside; every other event follows from those before it, which is what a replay checks.
 */
export type EngineEventBody =
  | {
      readonly type: 'run.started';
      readonly workflow: string;
      readonly inputs: Readonly<Record<string, unknown>>;
      /** Seed of every random choice of the run. */
      readonly seed: number;
    }
  /** The events before this one were taken over from another run. */
  | { readonly type: 'run.forked'; readonly from: RunId; readonly at: string }
  | { readonly type: 'run.resumed' }
  /**
   * A run that had ended goes on with another workflow, in the same log and budget. `definition` is that workflow as text; its nodes
   * lie under `NAME[1]/`, `NAME[2]/` for the second one that was added.
   */
  | {
      readonly type: 'run.extended';
      readonly workflow: string;
      readonly definition: string;
      readonly inputs: Readonly<Record<string, unknown>>;
    }
  /** A limit of the run's budget was reached, by a call of `node` or by the clock; it goes on when it is resumed with a higher one. */
  | { readonly type: 'run.paused'; readonly node?: string; readonly reason: NodeFailure }
  /** Cancelled from outside (`run.cancelled`), or out of time (`run.timeout`). */
  | { readonly type: 'run.cancelling'; readonly reason: NodeFailure }
  | { readonly type: 'run.succeeded'; readonly output: unknown }
  | { readonly type: 'run.failed'; readonly node: string | undefined; readonly failure: NodeFailure }
  | { readonly type: 'run.cancelled'; readonly reason: NodeFailure }
  | { readonly type: 'node.ready'; readonly node: string }
  | {
      readonly type: 'node.started';
      readonly node: string;
      readonly attempt: number;
      /** Absent when the node has no `with`. */
      readonly input?: unknown;
      /** What `command`, `message` or `items` came to. */
      readonly subject?: unknown;
      /** The same attempt once more, because its process died. */
      readonly again?: true;
    }
  | {
      readonly type: 'node.succeeded';
      readonly node: string;
      readonly output: unknown;
      readonly spent?: NodeSpent;
      /** Taken from an earlier run with the same input. */
      readonly cached?: true;
    }
  /** An attempt failed and another will begin `waitMs` after this event. */
  | {
      readonly type: 'node.retried';
      readonly node: string;
      readonly attempt: number;
      readonly failure: NodeFailure;
      readonly waitMs: number;
      readonly spent?: NodeSpent;
    }
  | {
      readonly type: 'node.failed';
      readonly node: string;
      readonly attempt: number;
      readonly failure: NodeFailure;
      readonly spent?: NodeSpent;
    }
  /** `when`: its condition is false. `needs`: something it needs was skipped. `unused`: a fallback that was not needed. */
  | { readonly type: 'node.skipped'; readonly node: string; readonly why: 'when' | 'needs' | 'unused' }
  | { readonly type: 'node.cancelled'; readonly node: string };

/** An event as it stands in the log: numbered from 1 without gaps, stamped with wall time (ms since 1970). */
export type EngineEvent = EngineEventBody & { readonly seq: number; readonly atMs: number };

/** How a run came to rest. A paused one can be resumed. */
export type RunEnd =
  | { readonly kind: 'succeeded'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly node: string | undefined; readonly failure: NodeFailure }
  | { readonly kind: 'cancelled'; readonly reason: NodeFailure }
  | { readonly kind: 'paused'; readonly node: string | undefined; readonly reason: NodeFailure };

/** Whether a run has come to rest with this event. A paused one can be resumed. */
export function isEnding(event: EngineEventBody | undefined): boolean {
  return (
    event?.type === 'run.succeeded' ||
    event?.type === 'run.failed' ||
    event?.type === 'run.cancelled' ||
    event?.type === 'run.paused'
  );
}
