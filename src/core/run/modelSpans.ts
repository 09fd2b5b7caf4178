import { attribute, splitModelRef } from '../trace/attributeNames.ts';
import type { Attributes } from '../trace/span.ts';
import {
  type CallSum,
  type EventOf,
  type Folding,
  noCall,
  nodeOf,
  type SpanSteps,
  withoutAddress,
} from './runSpanSteps.ts';

/** The agent of a fix run. */
const agentName = 'debug';

/** What the agent, its model calls and its tools do to the spans. */
export const modelSpanSteps: SpanSteps = {
  'model.requested': requested,
  'model.failed': failed,
  'model.charged'(folding, event) {
    folding.call = addUsage(folding.call, event);
    folding.spans.add('chat', usageFacts(folding.call));
  },
  'model.replied'(folding, event) {
    folding.call = addUsage(folding.call, event);
    folding.spans.end('chat', { endMs: event.atMs, attributes: replyFacts(event, folding.call) });
  },
  'tool.called'({ spans, details, attempts }, { name, summary, isError, seq, atMs, ms }) {
    const attributes = {
      [attribute.operation]: 'execute_tool',
      [attribute.toolName]: name,
      ...agentFacts(attempts),
      ...(details ? { [attribute.detail]: summary } : {}),
    };
    const start = { key: 'tool', parent: 'agent', name: `execute_tool ${name}`, seq, startMs: atMs - ms, attributes };
    spans.record(start, { endMs: atMs, error: isError ? 'tool_error' : undefined });
  },
  'edit.refused'({ spans, details }, { atMs, why }) {
    spans.note('agent', 'edit.refused', { atMs, attributes: details ? { [attribute.detail]: why } : {} });
  },
  'attempt.finished'({ spans }, { atMs, proved }) {
    spans.end('agent', { endMs: atMs, attributes: { 'loopwright.attempt.proved': proved } });
  },
  'budget.exhausted'(folding, { atMs, limit }) {
    folding.spans.note('run', 'budget.exhausted', { atMs, attributes: { 'loopwright.budget.limit': limit } });
    endCall(folding, atMs, { error: 'budget.exhausted', message: undefined });
  },
};

const agentFacts = (attempt: number): Attributes => ({
  [attribute.node]: nodeOf(agentName),
  [attribute.agentName]: agentName,
  [attribute.attempt]: attempt,
});

/** Tries of one call are one span: the convention's client span covers its retries, which are events in it. */
function requested(folding: Folding, event: EventOf<'model.requested'>): void {
  const { spans } = folding;
  const { seq, atMs } = event;
  const { provider, model } = splitModelRef(event.model);
  if (!spans.isOpen('agent')) {
    folding.attempts += 1;
    const attributes = {
      [attribute.operation]: 'invoke_agent',
      ...agentFacts(folding.attempts),
      [attribute.provider]: provider,
    };
    spans.begin({ key: 'agent', parent: 'run', name: `invoke_agent ${agentName}`, seq, startMs: atMs, attributes });
  }
  if (spans.isOpen('chat')) {
    folding.call = { ...folding.call, tries: folding.call.tries + 1, failure: undefined };
    spans.add('chat', { [attribute.tries]: folding.call.tries });
    return;
  }
  folding.call = { ...noCall, tries: 1 };
  spans.begin({
    key: 'chat',
    parent: 'agent',
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
      ...agentFacts(folding.attempts),
    },
  });
}

function failed(folding: Folding, { atMs, code, message, retryInMs }: EventOf<'model.failed'>): void {
  const { spans, details } = folding;
  const said = details ? message : undefined;
  if (retryInMs === undefined) {
    spans.end('chat', { endMs: atMs, error: code, message: said, attributes: usageFacts(folding.call) });
    return;
  }
  folding.call = { ...folding.call, failure: code };
  const attributes = { [attribute.errorType]: code, 'loopwright.retry.wait_ms': Math.round(retryInMs) };
  spans.note('chat', 'retry', {
    atMs,
    attributes: said === undefined ? attributes : { ...attributes, [attribute.detail]: said },
  });
}

/** A call that nothing will answer any more. One whose try had failed failed for that reason. */
export function endCall(
  { spans, call }: Folding,
  endMs: number,
  { error, message }: { readonly error: string; readonly message: string | undefined },
): void {
  if (!spans.isOpen('chat')) return;
  spans.end('chat', { endMs, error: call.failure ?? error, message, attributes: usageFacts(call) });
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
  };
}

function usageFacts(call: CallSum): Attributes {
  return {
    [attribute.inputTokens]: call.inputTokens,
    [attribute.outputTokens]: call.outputTokens,
    [attribute.cacheReadTokens]: call.cacheReadTokens,
    [attribute.cacheWriteTokens]: call.cacheWriteTokens,
    [attribute.costKnown]: call.usd !== undefined,
    ...(call.usd === undefined ? {} : { [attribute.costUsd]: call.usd }),
  };
}
