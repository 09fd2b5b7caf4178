import type { EngineEventBody, NodeSpent } from '../engine/engineEvent.ts';
import { sumSpent } from '../engine/engineState.ts';
import { containerOf, graphPrefix } from '../engine/nodePath.ts';
import { isComposite } from '../engine/task.ts';
import { attribute, type Waiting } from '../trace/attributeNames.ts';
import type { Attributes } from '../trace/span.ts';
import type { NodeDefinition } from '../workflow/definition.ts';
import { endCall, loseCall } from './modelSpans.ts';
import { goOn, interruptNodes, restNodes } from './restSpans.ts';
import { type EventOf, type Folding, inNode, type NodeTrack, nodeKey } from './runSpanSteps.ts';

/** Where an event of the engine stands in the log. */
interface At {
  readonly seq: number;
  readonly index: number;
  readonly atMs: number;
  /** It was taken over from the run that this one was forked from. */
  readonly takenOver: boolean;
}

type NodeEvent<T extends EngineEventBody['type']> = Extract<EngineEventBody, { readonly type: T }>;

/** How a node came out. */
interface NodeEnd {
  readonly outcome: string;
  readonly error?: string;
  readonly message?: string;
  readonly attributes?: Attributes;
  readonly spent?: NodeSpent | undefined;
}

/** What the engine recorded in one tick, as spans: one a node, below the node that it is inside of. */
export function recorded(folding: Folding, { events, seq, atMs }: EventOf<'engine.recorded'>): void {
  const from = folding.takingOver;
  // A run that was forked itself has its own fork among what is taken over.
  const fork = events.findLastIndex(
    (event) => event.type === 'run.forked' && (from === undefined || event.from === from),
  );
  for (const [index, event] of events.entries()) {
    const at: At = { seq, index, atMs, takenOver: fork < 0 ? from !== undefined : index < fork };
    // That the other run was at rest says nothing of this one.
    if (!nodeStep(folding, event, at) && !at.takenOver) runStep(folding, event, at);
  }
  if (fork >= 0) folding.takingOver = undefined;
}

function runStep(folding: Folding, event: EngineEventBody, { seq, index, atMs }: At): void {
  const { spans } = folding;
  const rest = (outcome: string, error?: string, message?: string) => {
    folding.rest = { atMs, outcome, error, message };
  };
  switch (event.type) {
    case 'run.forked':
      spans.add('run', { [attribute.forkedFrom]: event.from });
      interruptNodes(folding, atMs, { [attribute.takenOver]: true });
      folding.forked = true;
      break;
    case 'run.resumed':
      goOn(folding, { seq, index, atMs });
      break;
    case 'run.cancelling':
      spans.note('run', 'cancelling', { atMs, attributes: { [attribute.errorType]: event.reason.code } });
      break;
    case 'run.succeeded':
      rest('succeeded');
      break;
    case 'run.failed':
      rest('failed', event.failure.code, event.failure.message);
      break;
    case 'run.cancelled':
      rest('cancelled', 'cancelled');
      break;
    case 'run.paused':
      restNodes(folding, atMs, { outcome: 'paused', error: undefined });
      rest('paused');
  }
}

/** False for an event that is not of a node. */
function nodeStep(folding: Folding, event: EngineEventBody, at: At): boolean {
  switch (event.type) {
    case 'node.ready':
      trackOf(folding, event.node).readyMs = at.atMs;
      return true;
    case 'node.started':
      started(folding, event, at);
      return true;
    case 'node.retried':
      retried(folding, event, at);
      return true;
    case 'node.succeeded': {
      const attributes: Attributes = event.cached ? { [attribute.cached]: true } : {};
      ended(folding, event.node, { at, end: { outcome: 'succeeded', attributes, spent: event.spent } });
      return true;
    }
    case 'node.failed': {
      const { code: error, message } = event.failure;
      ended(folding, event.node, { at, end: { outcome: 'failed', error, message, spent: event.spent } });
      return true;
    }
    case 'node.skipped':
      ended(folding, event.node, {
        at,
        end: { outcome: 'skipped', attributes: { [attribute.skippedWhy]: event.why } },
      });
      return true;
    case 'node.cancelled':
      // To lose a race or a join is part of the plan, and no error.
      ended(folding, event.node, { at, end: { outcome: 'cancelled' } });
      return true;
    default:
      return false;
  }
}

function trackOf({ nodes }: Folding, path: string): NodeTrack {
  const known = nodes.get(path);
  if (known) return known;
  const track: NodeTrack = {
    path,
    status: 'ready',
    atRest: false,
    readyMs: undefined,
    attempt: 1,
    begun: 0,
    holds: false,
    busy: false,
    spent: undefined,
  };
  nodes.set(path, track);
  return track;
}

function started(folding: Folding, { node, attempt, again }: NodeEvent<'node.started'>, at: At): void {
  const { spans } = folding;
  const track = trackOf(folding, node);
  const key = nodeKey(node);
  if (track.status === 'waiting') spans.end(inNode('wait', node), { endMs: at.atMs });
  if (!spans.isOpen(key)) begin(folding, track, { at, again: again === true });
  track.status = 'running';
  track.readyMs = undefined;
  track.attempt = attempt;
  track.begun++;
}

function begin(folding: Folding, track: NodeTrack, { at, again }: { readonly at: At; readonly again: boolean }): void {
  const { spans, nodes, content } = folding;
  const { path, readyMs } = track;
  const node = content.findNode?.(path)?.node;
  const container = containerOf(path);
  const around = container === undefined ? undefined : nodes.get(container);
  if (around) around.holds = true;
  if (node && isComposite(node)) track.holds = true;
  track.begun = 0;
  const queuedMs = readyMs === undefined ? 0 : Math.max(0, at.atMs - readyMs);
  spans.begin({
    key: nodeKey(path),
    parent: container === undefined ? 'run' : nodeKey(container),
    name: nameOf(node, path),
    seq: at.seq,
    index: at.index,
    startMs: at.atMs,
    attributes: {
      [attribute.node]: path,
      [attribute.nodeKind]: node?.kind ?? 'unknown',
      ...kindFacts(node),
      ...(queuedMs > 0 ? { [attribute.queuedMs]: queuedMs } : {}),
      ...(again ? { [attribute.again]: true } : {}),
    },
  });
}

function retried(folding: Folding, event: NodeEvent<'node.retried'>, { seq, index, atMs }: At): void {
  const { spans, content } = folding;
  const { node, attempt, failure, waitMs } = event;
  const track = trackOf(folding, node);
  endInside(folding, track, { endMs: atMs, error: failure.code });
  track.status = 'waiting';
  track.spent = sumSpent(track.spent, event.spent);
  const attributes = {
    [attribute.errorType]: failure.code,
    [attribute.attempt]: attempt,
    [attribute.retryWaitMs]: Math.round(waitMs),
    ...(content.details ? { [attribute.detail]: failure.message } : {}),
  };
  spans.note(nodeKey(node), 'retry', { atMs, attributes });
  const wait: Waiting = 'retry';
  spans.begin({
    key: inNode('wait', node),
    parent: nodeKey(node),
    name: 'wait for retry',
    seq,
    index,
    startMs: atMs,
    attributes: { [attribute.node]: node, [attribute.wait]: wait },
  });
}

function ended(folding: Folding, path: string, { at, end }: { readonly at: At; readonly end: NodeEnd }): void {
  const { spans, nodes, content } = folding;
  const endMs = at.atMs;
  const track = trackOf(folding, path);
  nodes.delete(path);
  endInside(folding, track, { endMs, error: end.outcome === 'cancelled' ? 'cancelled' : (end.error ?? 'abandoned') });
  if (track.status === 'waiting') spans.end(inNode('wait', path), { endMs });
  const key = nodeKey(path);
  if (!spans.isOpen(key)) begin(folding, track, { at, again: false });
  spans.end(key, {
    endMs,
    error: end.error,
    message: content.details ? end.message : undefined,
    attributes: {
      [attribute.outcome]: end.outcome,
      ...(track.begun > 0 ? { [attribute.attempts]: track.begun } : {}),
      ...(at.takenOver ? { [attribute.takenOver]: true } : {}),
      ...end.attributes,
      ...spentFacts(sumSpent(track.spent, end.spent)),
    },
  });
}

/** Ends what goes on inside an attempt that has come out. */
function endInside(
  folding: Folding,
  { path, busy }: NodeTrack,
  { endMs, error }: { readonly endMs: number; readonly error: string },
): void {
  if (!busy) return;
  if (error === 'cancelled') loseCall(folding, path, endMs);
  else endCall(folding, path, { endMs, error, message: undefined });
  folding.spans.end(inNode('repair', path), { endMs, error });
}

function nameOf(node: NodeDefinition | undefined, path: string): string {
  switch (node?.kind) {
    case 'agent':
      return `invoke_agent ${node.agent}`;
    case 'tool':
      return `execute_tool ${node.tool}`;
    case 'workflow':
      return `invoke_workflow ${node.workflow}`;
    default:
      return `${node?.kind ?? 'node'} ${path.slice(graphPrefix(path).length)}`;
  }
}

function kindFacts(node: NodeDefinition | undefined): Attributes {
  const person: Waiting = 'person';
  switch (node?.kind) {
    case 'agent':
      return { [attribute.operation]: 'invoke_agent', [attribute.agentName]: node.agent };
    case 'tool':
      return { [attribute.operation]: 'execute_tool', [attribute.toolName]: node.tool };
    case 'workflow':
      return { [attribute.operation]: 'invoke_workflow', [attribute.workflowName]: node.workflow };
    case 'approve':
      return { [attribute.wait]: person };
    default:
      return {};
  }
}

function spentFacts(spent: NodeSpent | undefined): Attributes {
  if (!spent) return {};
  return {
    [attribute.spentTokensIn]: spent.tokensIn,
    [attribute.spentTokensOut]: spent.tokensOut,
    [attribute.spentCalls]: spent.calls,
    ...(spent.usd === null ? {} : { [attribute.spentUsd]: spent.usd }),
  };
}
