import type { EngineEvent, NodeFailure, NodeSpent, RunEnd } from './engineEvent.ts';

/** What has become of a node. `waiting`: between two attempts. */
export type NodeStatus = 'ready' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/** A node as the log tells it. Times in ms since 1970; `spent` is the sum over its attempts. */
export interface NodeState {
  readonly path: string;
  readonly status: NodeStatus;
  readonly attempt: number;
  readonly readyAtMs: number | undefined;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly input: unknown;
  /** What its command, its question or its items came to. */
  readonly subject: unknown;
  readonly output: unknown;
  readonly failure: NodeFailure | undefined;
  readonly spent: NodeSpent | undefined;
}

/** A run of a workflow as its log tells it. `end` is undefined while it goes on (or when its process died). */
export interface EngineState {
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly end: RunEnd | undefined;
  readonly cancelling: boolean;
  /** In the order in which they became known. */
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly lastSeq: number;
}

/** A run of which nothing is known yet. */
export function emptyEngineState(): EngineState {
  return {
    workflow: '',
    inputs: {},
    startedAtMs: 0,
    endedAtMs: undefined,
    end: undefined,
    cancelling: false,
    nodes: new Map(),
    lastSeq: 0,
  };
}

/** The state after these events, which follow those already folded. The state given is left as it is. */
export function foldEngineState(state: EngineState, events: readonly EngineEvent[]): EngineState {
  const nodes = new Map(state.nodes);
  let folded: EngineState = { ...state, nodes };
  for (const event of events) {
    if ('node' in event && event.type.startsWith('node.')) foldNode(nodes, event);
    else folded = { ...folded, ...foldRun(event) };
  }
  return { ...folded, lastSeq: events.at(-1)?.seq ?? state.lastSeq };
}

function foldRun(event: EngineEvent): Partial<EngineState> {
  const ended = (end: RunEnd): Partial<EngineState> => ({ end, endedAtMs: event.atMs });
  switch (event.type) {
    case 'run.started':
      return { workflow: event.workflow, inputs: event.inputs, startedAtMs: event.atMs };
    case 'run.resumed':
    case 'run.extended':
    case 'run.forked':
      return { end: undefined, endedAtMs: undefined, cancelling: false };
    case 'run.cancelling':
      return { cancelling: true };
    case 'run.succeeded':
      return ended({ kind: 'succeeded', output: event.output });
    case 'run.failed':
      return ended({ kind: 'failed', node: event.node, failure: event.failure });
    case 'run.cancelled':
      return ended({ kind: 'cancelled', reason: event.reason });
    case 'run.paused':
      return ended({ kind: 'paused', node: event.node, reason: event.reason });
    default:
      return {};
  }
}

function foldNode(nodes: Map<string, NodeState>, event: EngineEvent): void {
  if (!('node' in event) || event.node === undefined) return;
  const before = nodes.get(event.node) ?? unknownNode(event.node);
  nodes.set(event.node, { ...before, ...nodeChange(before, event) });
}

function nodeChange(before: NodeState, event: EngineEvent): Partial<NodeState> {
  const endedAtMs = event.atMs;
  switch (event.type) {
    case 'node.ready':
      return { status: 'ready', readyAtMs: event.atMs };
    case 'node.started':
      return {
        status: 'running',
        attempt: event.attempt,
        startedAtMs: before.startedAtMs ?? event.atMs,
        input: event.input,
        subject: event.subject,
      };
    case 'node.succeeded':
      return { status: 'succeeded', output: event.output, endedAtMs, spent: sumSpent(before.spent, event.spent) };
    case 'node.retried':
      return { status: 'waiting', failure: event.failure, spent: sumSpent(before.spent, event.spent) };
    case 'node.failed':
      return { status: 'failed', failure: event.failure, endedAtMs, spent: sumSpent(before.spent, event.spent) };
    case 'node.skipped':
      return { status: 'skipped', endedAtMs };
    case 'node.cancelled':
      return { status: 'cancelled', endedAtMs };
    default:
      return {};
  }
}

/** The sum of what two attempts used. */
export function sumSpent(a: NodeSpent | undefined, b: NodeSpent | undefined): NodeSpent | undefined {
  if (!a || !b) return a ?? b;
  return {
    usd: a.usd === null || b.usd === null ? null : a.usd + b.usd,
    tokensIn: a.tokensIn + b.tokensIn,
    tokensOut: a.tokensOut + b.tokensOut,
    calls: a.calls + b.calls,
  };
}

function unknownNode(path: string): NodeState {
  return {
    path,
    status: 'ready',
    attempt: 0,
    readyAtMs: undefined,
    startedAtMs: undefined,
    endedAtMs: undefined,
    input: undefined,
    subject: undefined,
    output: undefined,
    failure: undefined,
    spent: undefined,
  };
}
