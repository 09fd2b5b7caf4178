import { CodedError } from '../base/errors.ts';
import type { EngineEvent, EngineEventBody } from '../core/engine/engineEvent.ts';
import { emptyEngineState, foldEngineState, type NodeState } from '../core/engine/engineState.ts';
import { nodeAccounts } from '../core/run/nodeAccounts.ts';
import { engineEventsOf } from '../core/run/runBackend.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import { spansOf } from '../core/run/runSpans.ts';
import { attribute } from '../core/trace/attributeNames.ts';
import { placeInWorkflow } from '../core/trace/placeInWorkflow.ts';
import { durationOf, type Trace } from '../core/trace/span.ts';
import type { AttemptView, NodeDetailView, NodeSpanView, ValueView } from '../protocol/graph.ts';
import type { Loopwright, RunRef } from './loopwright.ts';
import { nodeStatus } from './runGraphs.ts';
import { statusOf } from './runViews.ts';
import { findNodesOf } from './traceOf.ts';

const longestValue = 20_000;
const mostInstances = 200;
const mostSpans = 200;

/** An instance of a node by its path, or the newest by its place. Throws `graph.unknownNode`. */
export async function nodeDetail(
  app: Pick<Loopwright, 'listEvents' | 'getWorkflow' | 'getState'>,
  { run, node }: { readonly run: RunRef; readonly node: string },
  signal: AbortSignal,
): Promise<NodeDetailView> {
  const log = await app.listEvents(run, signal);
  const findNode = await findNodesOf(app, { run, events: log }, signal);
  const atRest = (await statusOf(await app.getState(run, signal))) !== 'running';
  const events = engineEventsOf(log);
  const { nodes } = foldEngineState(emptyEngineState(), events);
  const id = placeInWorkflow(node);
  const instances = [...nodes.values()].filter(({ path }) => placeInWorkflow(path) === id);
  const shown = nodes.get(node) ?? instances.at(-1);
  if (!shown) {
    // A node of the workflow at which nothing happened yet has nothing to tell.
    if (findNode && !findNode(node)) throw unknownNode(node);
    return pendingNode(id);
  }
  const asks = findNode?.(id)?.node.kind === 'approve';
  const status = (one: NodeState) => nodeStatus(one.status, { atRest, asks });
  return {
    id,
    path: shown.path,
    instances: instances.slice(-mostInstances).map((one) => ({ path: one.path, status: status(one) })),
    status: status(shown),
    input: toValue(shown.input),
    subject: toValue(shown.subject),
    output: shown.status === 'succeeded' ? toValue(shown.output ?? null) : undefined,
    failure: shown.status === 'failed' || shown.status === 'waiting' ? shown.failure : undefined,
    attempts: attemptsOf(events, shown.path),
    ...accountOf(log, shown.path),
    spans: spansOfNode(spansOf(log, { details: false, findNode }), shown.path),
    canFork: events.some((event) => event.type === 'node.started' && event.node === shown.path),
  };
}

function unknownNode(node: string): CodedError {
  return new CodedError('graph.unknownNode', `The run has no node ${JSON.stringify(node)}.`);
}

function pendingNode(id: string): NodeDetailView {
  return {
    ...{ id, path: id, instances: [], status: 'pending', attempts: [], spans: [], canFork: false },
    ...{ input: undefined, subject: undefined, output: undefined, failure: undefined },
    ...nothingSpent,
  };
}

type Account = Pick<
  NodeDetailView,
  'costUsd' | 'tokensIn' | 'tokensOut' | 'calls' | 'models' | 'prompts' | 'cached' | 'takenOver'
>;

const nothingSpent: Account = {
  costUsd: undefined,
  tokensIn: 0,
  tokensOut: 0,
  calls: 0,
  models: [],
  prompts: [],
  cached: false,
  takenOver: false,
};

function accountOf(log: readonly RunEvent[], path: string): Account {
  const account = nodeAccounts(log).nodes.get(path);
  if (!account) return nothingSpent;
  const { usd, tokensIn, tokensOut, calls, models, prompts, cached, takenOver } = account;
  return {
    costUsd: calls === 0 ? undefined : (usd ?? undefined),
    tokensIn,
    tokensOut,
    calls,
    models,
    prompts,
    cached,
    takenOver,
  };
}

function toValue(value: unknown): ValueView | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return { text: text.slice(0, longestValue), cut: text.length > longestValue };
}

function attemptsOf(events: readonly EngineEvent[], path: string): readonly AttemptView[] {
  const attempts: AttemptView[] = [];
  for (const event of events) {
    if (!('node' in event) || event.node !== path) continue;
    const open = attempts.at(-1);
    if (event.type === 'node.started' && event.again !== true)
      attempts.push({
        ...{
          number: event.attempt,
          startedAtMs: event.atMs,
          endedAtMs: undefined,
          outcome: 'running',
          failure: undefined,
        },
      });
    else if (open && open.endedAtMs === undefined) {
      const end = endOf(event);
      if (end) attempts[attempts.length - 1] = { ...open, ...end, endedAtMs: event.atMs };
    }
  }
  return attempts;
}

function endOf(event: EngineEventBody): Pick<AttemptView, 'outcome' | 'failure'> | undefined {
  switch (event.type) {
    case 'node.succeeded':
      return { outcome: 'succeeded', failure: undefined };
    case 'node.retried':
    case 'node.failed':
      return { outcome: 'failed', failure: { code: event.failure.code, message: event.failure.message } };
    case 'node.cancelled':
      return { outcome: 'cancelled', failure: undefined };
    default:
      return undefined;
  }
}

function spansOfNode({ spans, lastMs }: Trace, path: string): readonly NodeSpanView[] {
  const own = spans.filter(({ attributes }) => attributes[attribute.node] === path);
  return own.slice(0, mostSpans).map((span) => ({
    spanId: span.spanId,
    name: span.name,
    ms: durationOf(span, lastMs),
    ended: span.endMs !== undefined,
    failed: span.status === 'error',
  }));
}
