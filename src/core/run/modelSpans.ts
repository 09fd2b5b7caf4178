import { attribute, splitModelRef } from '../trace/attributeNames.ts';
import type { Attributes } from '../trace/span.ts';
import {
  type CallSum,
  type EventOf,
  type Folding,
  inNode,
  noCall,
  nodeFacts,
  nodeKey,
  type SpanSteps,
  withoutAddress,
} from './runSpanSteps.ts';

/** The agent of a fix run in logs of older versions. */
const agentName = 'debug';

/** What the agent, its model calls and its tools do to the spans. */
export const modelSpanSteps: SpanSteps = {
  'model.requested': requested,
  'model.failed': failed,
  'model.charged'(folding, event) {
    const { node, atMs: endMs } = event;
    const call = addUsage(callOf(folding, node), event);
    folding.calls.set(callKey(node), call);
    folding.spans.add(callKey(node), usageFacts(call));
    if (call.lostMs !== undefined) endCall(folding, node, { endMs, error: 'cancelled', message: undefined });
  },
  'model.replied'(folding, event) {
    const { node, atMs: endMs } = event;
    const call = addUsage(callOf(folding, node), event);
    folding.calls.delete(callKey(node));
    folding.spans.end(callKey(node), { endMs, attributes: replyFacts(event, call) });
  },
  'model.replaced'(folding, { node, atMs, model, code, message: said, by }) {
    const { spans, content } = folding;
    const message = content.details ? said : undefined;
    endCall(folding, node, { endMs: atMs, error: code, message });
    spans.note(agentKey(node), 'model.replaced', {
      atMs,
      attributes: {
        [attribute.modelRef]: withoutAddress(model),
        [attribute.errorType]: code,
        ...(by === undefined ? {} : { [attribute.replacedBy]: withoutAddress(by) }),
        ...(message === undefined ? {} : { [attribute.detail]: message }),
      },
    });
  },
  'tool.called'(folding, { node, name, summary, isError, seq, atMs, ms }) {
    const attributes = {
      [attribute.operation]: 'execute_tool',
      [attribute.toolName]: name,
      ...agentFacts(folding, node),
      ...(folding.content.details ? { [attribute.detail]: summary } : {}),
    };
    const parent = agentKey(node);
    const start = { key: 'tool', parent, name: `execute_tool ${name}`, seq, startMs: atMs - ms, attributes };
    folding.spans.record(start, { endMs: atMs, error: isError ? 'tool_error' : undefined });
  },
  'edit.refused'({ spans, content }, { node, atMs, why }) {
    const attributes = content.details ? { [attribute.detail]: why } : {};
    spans.note(agentKey(node), 'edit.refused', { atMs, attributes });
  },
  'conversation.compacted'({ spans }, { node, atMs, tokensBefore, tokensAfter }) {
    const attributes = { 'loopwright.tokens.before': tokensBefore, 'loopwright.tokens.after': tokensAfter };
    spans.note(agentKey(node), 'conversation.compacted', { atMs, attributes });
  },
  'context.given'({ spans, content }, { node, atMs, pieces, tokens }) {
    const said = pieces.map((one) => `${one.path}:${one.firstLine}-${one.lastLine} (${one.reasons.join('; ')})`);
    const attributes = {
      'loopwright.context.tokens': tokens,
      ...(content.details ? { [attribute.detail]: said.join('\n') } : {}),
    };
    spans.note(agentKey(node), 'context.given', { atMs, attributes });
  },
  'prompt.used'({ spans }, { node, name, version }) {
    spans.add(agentKey(node), { [attribute.promptName]: name, [attribute.promptVersion]: version });
  },
  'model.recalled'({ spans }, { node, atMs }) {
    spans.note(agentKey(node), 'model.recalled', { atMs });
  },
  'person.asked'({ spans, content }, { node, atMs, question }) {
    const attributes = content.details ? { [attribute.detail]: question } : {};
    spans.note(agentKey(node), 'person.asked', { atMs, attributes });
  },
  'person.answered'({ spans }, { node, atMs }) {
    spans.note(agentKey(node), 'person.answered', { atMs });
  },
  'agent.gaveUp'({ spans, content }, { node, atMs, why }) {
    spans.note(agentKey(node), 'agent.gave_up', {
      atMs,
      attributes: content.details ? { [attribute.detail]: why } : {},
    });
  },
  'attempt.finished'({ spans }, { node, atMs, attempt, proved }) {
    const facts = { 'loopwright.attempt.proved': proved };
    if (node === undefined) spans.end('agent', { endMs: atMs, attributes: facts });
    else
      spans.note(nodeKey(node), 'attempt.finished', { atMs, attributes: { [attribute.attempt]: attempt, ...facts } });
  },
  'budget.exhausted'(folding, { node, atMs, limit }) {
    const attributes = { 'loopwright.budget.limit': limit };
    folding.spans.note(node === undefined ? 'run' : nodeKey(node), 'budget.exhausted', { atMs, attributes });
    endCall(folding, node, { endMs: atMs, error: 'budget.exhausted', message: undefined });
  },
};

/** The key of the one call that a node has open. */
const callKey = (node: string | undefined) => inNode('chat', node);

/** The key of the span in which an agent works: its node, or the attempt of an older version. */
const agentKey = (node: string | undefined) => (node === undefined ? 'agent' : nodeKey(node));

const callOf = ({ calls }: Folding, node: string | undefined) => calls.get(callKey(node)) ?? noCall;

/** Which agent, in which attempt. In a node of another kind, or of an unknown one, it is nobody. */
function agentFacts(folding: Folding, node: string | undefined): Attributes {
  const attempt = node === undefined ? folding.attempts : folding.nodes.get(node)?.attempt;
  const defined = node === undefined ? undefined : folding.content.findNode?.(node)?.node;
  const agent = node === undefined ? agentName : defined?.kind === 'agent' ? defined.agent : undefined;
  return {
    ...nodeFacts(folding, node, agentName),
    ...(agent === undefined ? {} : { [attribute.agentName]: agent }),
    ...(attempt === undefined ? {} : { [attribute.attempt]: attempt }),
    ...(node === undefined ? {} : { [attribute.workflowName]: folding.workflow }),
  };
}

/** Tries of one call are one span: the convention's client span covers its retries, which are events in it. */
function requested(folding: Folding, event: EventOf<'model.requested'>): void {
  const { spans, calls } = folding;
  const { node, seq, atMs } = event;
  const key = callKey(node);
  const { provider, model } = splitModelRef(event.model);
  const track = node === undefined ? undefined : folding.nodes.get(node);
  if (track) track.busy = true;
  if (node === undefined) beginAgent(folding, event);
  if (spans.isOpen(key)) {
    const call = callOf(folding, node);
    calls.set(key, { ...call, tries: call.tries + 1, failure: undefined });
    spans.add(key, { [attribute.tries]: call.tries + 1 });
    return;
  }
  calls.set(key, { ...noCall, tries: 1 });
  spans.begin({
    key,
    parent: agentKey(node),
    name: `chat ${model}`,
    kind: 'client',
    seq,
    part: 1,
    startMs: atMs,
    attributes: {
      [attribute.operation]: 'chat',
      [attribute.provider]: provider,
      [attribute.requestModel]: model,
      [attribute.modelRef]: withoutAddress(event.model),
      ...(event.maxOutputTokens === undefined ? {} : { [attribute.requestMaxTokens]: event.maxOutputTokens }),
      ...(event.temperature === undefined ? {} : { [attribute.requestTemperature]: event.temperature }),
      [attribute.tries]: 1,
      ...agentFacts(folding, node),
    },
  });
}

/** In logs of older versions an attempt begins with its first call. */
function beginAgent(folding: Folding, { seq, atMs, model }: EventOf<'model.requested'>): void {
  const { spans } = folding;
  if (spans.isOpen('agent')) return;
  folding.attempts += 1;
  const attributes = {
    [attribute.operation]: 'invoke_agent',
    ...agentFacts(folding, undefined),
    [attribute.provider]: splitModelRef(model).provider,
  };
  spans.begin({ key: 'agent', parent: 'run', name: `invoke_agent ${agentName}`, seq, startMs: atMs, attributes });
}

function failed(folding: Folding, { node, atMs, code, message, retryInMs }: EventOf<'model.failed'>): void {
  const { spans, calls, content } = folding;
  const key = callKey(node);
  const said = content.details ? message : undefined;
  if (retryInMs === undefined) {
    spans.end(key, { endMs: atMs, error: code, message: said, attributes: usageFacts(callOf(folding, node)) });
    calls.delete(key);
    return;
  }
  calls.set(key, { ...callOf(folding, node), failure: code });
  const attributes = { [attribute.errorType]: code, [attribute.retryWaitMs]: Math.round(retryInMs) };
  spans.note(key, 'retry', {
    atMs,
    attributes: said === undefined ? attributes : { ...attributes, [attribute.detail]: said },
  });
}

/** How a call ends that nothing will answer any more. */
interface LostCall {
  readonly endMs: number;
  readonly error: string;
  readonly message: string | undefined;
}

/** Ends the call of a node that nothing will answer any more. One whose try had failed failed for that reason. */
export function endCall(folding: Folding, node: string | undefined, lost: LostCall): void {
  endCallAt(folding, callKey(node), lost);
}

/** The node was cancelled: its call ends with what it is charged, which is told later, or with the run. */
export function loseCall({ calls }: Folding, node: string, lostMs: number): void {
  const call = calls.get(callKey(node));
  if (call) calls.set(callKey(node), { ...call, lostMs });
}

/** Ends the calls of all nodes that nothing will answer any more. */
export function endCalls(folding: Folding, lost: LostCall): void {
  for (const key of [...folding.calls.keys()]) endCallAt(folding, key, lost);
}

function endCallAt({ spans, calls }: Folding, key: string, { endMs, error, message }: LostCall): void {
  const call = calls.get(key);
  calls.delete(key);
  if (!call || !spans.isOpen(key)) return;
  const lost = call.lostMs === undefined ? { endMs, error } : { endMs: call.lostMs, error: 'cancelled' };
  spans.end(key, { ...lost, error: call.failure ?? lost.error, message, attributes: usageFacts(call) });
}

function replyFacts(event: EventOf<'model.replied'>, call: CallSum): Attributes {
  const { provider } = splitModelRef(event.model);
  const model = provider === event.model ? event.model : splitModelRef(event.model).model;
  return {
    [attribute.responseModel]: model,
    ...(event.finish === undefined ? {} : { [attribute.finishReasons]: [finishReason[event.finish]] }),
    ...usageFacts(call),
  };
}

/** Finish reasons in the convention's words. */
const finishReason = { stop: 'stop', toolCalls: 'tool_call', length: 'length' } as const;

function addUsage(call: CallSum, { usage, usd }: EventOf<'model.replied' | 'model.charged'>): CallSum {
  return {
    ...call,
    inputTokens: call.inputTokens + (usage?.inputTokens ?? 0),
    outputTokens: call.outputTokens + (usage?.outputTokens ?? 0),
    cacheReadTokens: call.cacheReadTokens + (usage?.cacheReadTokens ?? 0),
    cacheWriteTokens: call.cacheWriteTokens + (usage?.cacheWriteTokens ?? 0),
    usd: call.usd === undefined || usd === undefined ? undefined : call.usd + usd,
    estimated: call.estimated || (usage?.estimated === true && usd !== 0),
  };
}

function usageFacts(call: CallSum): Attributes {
  return {
    [attribute.inputTokens]: call.inputTokens,
    [attribute.outputTokens]: call.outputTokens,
    [attribute.cacheReadTokens]: call.cacheReadTokens,
    [attribute.cacheWriteTokens]: call.cacheWriteTokens,
    [attribute.costKnown]: call.usd !== undefined,
    ...(call.estimated ? { [attribute.costEstimated]: true } : {}),
    ...(call.usd === undefined ? {} : { [attribute.costUsd]: call.usd }),
  };
}
