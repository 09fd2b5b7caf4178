import type { BlobHash } from '../../base/ids.ts';
import type { EngineEventBody, NodeFailure, NodeSpent } from '../engine/engineEvent.ts';
import { emptyEngineState, foldEngineState, type NodeState, type NodeStatus } from '../engine/engineState.ts';
import { engineEventsOf } from './runBackend.ts';
import type { RunEvent } from './runEvent.ts';
import { withoutAddress } from './runSpanSteps.ts';

/** What a node of a run came to, and what it took. */
export interface NodeAccount {
  readonly status: NodeStatus;
  readonly attempts: number;
  /** From its first beginning to its end, waiting included; undefined when it has not begun or not ended. */
  readonly ms: number | undefined;
  readonly input: unknown;
  readonly output: unknown;
  readonly failure: NodeFailure | undefined;
  /** Its output was taken from an earlier run with the same input. */
  readonly cached: boolean;
  /** It came out in the run that this one was forked from; what it was asked there stands in that run's log. */
  readonly takenOver: boolean;
  /** Its model calls, or what the engine says that it used. `usd` is null when a price is not known. */
  readonly usd: number | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
  readonly models: readonly string[];
  /** The prompts that it spoke by, with version and the beginning of the hash of their text: `debug 3 (1f0c77ab)`. */
  readonly prompts: readonly string[];
  /** The first request: alike only when the same was asked, word by word. */
  readonly request: BlobHash | undefined;
  /** With what else the first request was made, as its event says: its temperature, how long a reply may be, … */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The nodes of a run in two orders. */
export interface NodeAccounts {
  /** In the order in which they became known. */
  readonly nodes: ReadonlyMap<string, NodeAccount>;
  /** Paths in the order in which they came out; those that have not, last. */
  readonly byEnd: readonly string[];
}

/** The calls of one node so far. */
interface Calls {
  readonly models: Set<string>;
  request: BlobHash | undefined;
  parameters: Readonly<Record<string, unknown>>;
  usd: number | null;
  tokensIn: number;
  tokensOut: number;
  calls: number;
}

/** What each node of a workflow's run came to. */
export function nodeAccounts(log: readonly RunEvent[]): NodeAccounts {
  const events = engineEventsOf(log);
  const state = foldEngineState(emptyEngineState(), events);
  const calls = callsOf(log);
  const prompts = promptsOf(log);
  const fork = events.findLastIndex(({ type }) => type === 'run.forked');
  const ends = new Map<string, End>();
  for (const [index, event] of events.entries())
    if (isEnd(event)) ends.set(event.node, { cached: 'cached' in event, takenOver: index < fork });
  return {
    nodes: new Map(
      [...state.nodes].map(([path, node]) => [
        path,
        accountOf(node, { ...(ends.get(path) ?? notEnded), prompts: prompts.get(path) ?? [] }, calls.get(path)),
      ]),
    ),
    byEnd: [...ends.keys(), ...[...state.nodes.keys()].filter((path) => !ends.has(path))],
  };
}

type End = Pick<NodeAccount, 'cached' | 'takenOver'>;

const notEnded: End = { cached: false, takenOver: false };

function isEnd(
  event: EngineEventBody,
): event is Extract<
  EngineEventBody,
  { readonly type: 'node.succeeded' | 'node.failed' | 'node.skipped' | 'node.cancelled' }
> {
  return (
    event.type === 'node.succeeded' ||
    event.type === 'node.failed' ||
    event.type === 'node.skipped' ||
    event.type === 'node.cancelled'
  );
}

function accountOf(node: NodeState, told: End & Pick<NodeAccount, 'prompts'>, calls: Calls | undefined): NodeAccount {
  const { status, attempt, startedAtMs, endedAtMs, input, output, failure, spent } = node;
  const { usd, tokensIn, tokensOut, calls: made } = calls ?? spent ?? nothing;
  return {
    ...told,
    status,
    attempts: attempt,
    ms: startedAtMs === undefined || endedAtMs === undefined ? undefined : endedAtMs - startedAtMs,
    input,
    output,
    failure: status === 'failed' ? failure : undefined,
    usd,
    tokensIn,
    tokensOut,
    calls: made,
    models: calls ? [...calls.models] : [],
    request: calls?.request,
    parameters: calls?.parameters ?? {},
  };
}

const nothing: NodeSpent = { usd: 0, tokensIn: 0, tokensOut: 0, calls: 0 };

function promptsOf(log: readonly RunEvent[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const event of log) {
    if (event.type !== 'prompt.used' || event.node === undefined) continue;
    const { node, name, version, hash } = event;
    const prompt = `${name} ${version} (${hash.slice(0, 8)})`;
    const known = found.get(node) ?? [];
    if (!known.includes(prompt)) found.set(node, [...known, prompt]);
  }
  return found;
}

function callsOf(log: readonly RunEvent[]): ReadonlyMap<string, Calls> {
  const found = new Map<string, Calls>();
  for (const event of log) {
    const { node } = event;
    if (node === undefined) continue;
    if (event.type === 'model.requested') {
      const known = found.get(node) ?? firstCall(event);
      known.models.add(withoutAddress(event.model));
      known.calls++;
      found.set(node, known);
    } else if (event.type === 'model.replied' || event.type === 'model.charged') {
      const calls = found.get(node);
      if (!calls) continue;
      calls.usd = calls.usd === null || event.usd === undefined ? null : calls.usd + event.usd;
      calls.tokensIn += event.usage?.inputTokens ?? 0;
      calls.tokensOut += event.usage?.outputTokens ?? 0;
    }
  }
  return found;
}

function firstCall(event: Extract<RunEvent, { readonly type: 'model.requested' }>): Calls {
  // Whatever a later version records of a request is compared without being named here.
  const {
    type: _type,
    seq: _seq,
    atMs: _atMs,
    v: _v,
    node: _node,
    call: _call,
    model: _model,
    reservedTokens: _tokens,
    reservedUsd: _usd,
    request,
    ...parameters
  } = event;
  return { models: new Set(), request, parameters, usd: 0, tokensIn: 0, tokensOut: 0, calls: 0 };
}
