import type { RunId } from '../../base/ids.ts';
import type { NodeSpent } from '../engine/engineEvent.ts';
import { attribute } from '../trace/attributeNames.ts';
import type { Attributes } from '../trace/span.ts';
import type { SpanContent } from '../trace/spanFold.ts';
import type { SpanRecorder } from '../trace/spanRecorder.ts';
import type { RunEvent } from './runEvent.ts';
import type { FindNode } from './workflowNodes.ts';

/** The event of a type. */
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

/** What the spans of a run are made with, beside its log. */
export interface RunSpanContent extends SpanContent {
  /** What the workflow says of a node, as soon as it is known: kinds, agents, models. Without it they are left out. */
  readonly findNode?: FindNode | undefined;
}

/** Tokens and money of the tries of one call so far. `usd` undefined: a price was not known. */
export interface CallSum {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly usd: number | undefined;
  /** Nobody has counted the tokens of some of them. */
  readonly estimated: boolean;
  readonly tries: number;
  /** The code of the last failure, while the next try is waited for. */
  readonly failure: string | undefined;
  /** When its node was cancelled: nothing will answer it, and what it is charged may still come. */
  readonly lostMs?: number;
}

/** A call that has not begun. */
export const noCall: CallSum = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  usd: 0,
  estimated: false,
  tries: 0,
  failure: undefined,
};

/** A node of the workflow that has not come out. */
export interface NodeTrack {
  readonly path: string;
  /** `waiting`: between two attempts. */
  status: 'ready' | 'running' | 'waiting';
  /** Its span was ended because the run came to rest, and goes on with the run. */
  atRest: boolean;
  /** Since when it could begin; undefined once it has. */
  readyMs: number | undefined;
  /** The attempt that goes on, from 1, and how many have begun in its span. */
  attempt: number;
  begun: number;
  /** Whether it holds graphs: then it goes on by itself when its run is resumed. */
  holds: boolean;
  /** Whether a call or a search has begun in it. */
  busy: boolean;
  spent: NodeSpent | undefined;
}

/** How and when a run came to rest. */
export interface RunRest {
  readonly atMs: number;
  readonly outcome: string;
  readonly error: string | undefined;
  readonly message: string | undefined;
}

/** What a fold of a run's events into spans remembers. */
export interface Folding {
  readonly spans: SpanRecorder;
  readonly content: RunSpanContent;
  readonly workflow: string;
  /** Attempts of the agent in logs of older versions, which know no nodes. */
  attempts: number;
  /** The open call of each node, by what `inNode` gives. */
  readonly calls: Map<string, CallSum>;
  readonly nodes: Map<string, NodeTrack>;
  /** false in logs of older versions. */
  knowsNodes: boolean;
  /** The run that this one was forked from, while the log tells of what was taken over from it. */
  takingOver: RunId | undefined;
  /** Set by the engine's word; the run's own, which may follow, says more of the outcome. */
  rest: RunRest | undefined;
  /** When the run's own process last wrote something. */
  aliveMs: number;
  /** The run was forked and has not gone on yet: nothing of its own was in flight. */
  forked: boolean;
}

/** What each type of event does to the spans; a type that is missing does nothing. */
export type SpanSteps = { readonly [T in RunEvent['type']]?: (folding: Folding, event: EventOf<T>) => void };

/** The key of the span of a node. */
export const nodeKey = (path: string) => `node ${path}`;

/** The key of a span of which each node has at most one open: a call, a search. */
export const inNode = (what: string, node: string | undefined) => (node === undefined ? what : `${what} in ${node}`);

/** What an event's spans say of the node in which it happened; `step` is the name that it has in logs of older versions. */
export function nodeFacts({ knowsNodes }: Folding, node: string | undefined, step: string): Attributes {
  if (node !== undefined) return { [attribute.node]: node };
  return knowsNodes ? {} : { [attribute.node]: `fix-test/${step}` };
}

/** A model reference without the address of a private server. */
export const withoutAddress = (ref: string) => ref.replace(/@[a-z]+:\/\/.*$/, '');
