import type OpenAI from 'openai';
import { modelFacts } from '../../core/model/modelCatalog.ts';
import type { ModelEvent, ModelProvider, ModelRequest, ModelUsage } from '../../core/model/modelProvider.ts';
import { toolCallPart } from '../../core/model/replyOf.ts';
import { abortableEvents, stallMsOf } from './abortableEvents.ts';
import { failedAnswer, type ModelErrorContext, refused, toModelError, truncated } from './modelError.ts';
import { createModelFetch } from './modelFetch.ts';
import { openaiClient } from './openaiClient.ts';
import type { OpenaiModelConfig } from './openaiModel.ts';
import { type ResponsesCallState, toResponsesRequest, writeResponsesState } from './responsesMessages.ts';
import { soundEvents } from './soundEvents.ts';

type StreamEvent = OpenAI.Responses.ResponseStreamEvent;
type OutputItem = OpenAI.Responses.ResponseOutputItem;

/** A model behind OpenAI's Responses API, where its reasoning models think and call tools together. */
export function createResponsesModel(config: OpenaiModelConfig): ModelProvider {
  return {
    ref: config.ref,
    endpoint: new URL(config.baseUrl).origin,
    capability: config.capability,
    stream: (request, signal) => streamReply(config, request, signal),
  };
}

async function* streamReply(
  config: OpenaiModelConfig,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const watch = { started: false, endedInEvent: false };
  const secrets = config.apiKey === undefined ? [] : [config.apiKey];
  const context = { provider: 'OpenAI', model: config.model, secrets, watch, signal };
  try {
    const client = await openaiClient(config, createModelFetch({ ...config, watch }));
    const facts = modelFacts(config.vendor, config.model);
    const body = toResponsesRequest(request, config.model, { facts, effort: config.effort });
    const open = async function* () {
      yield* await client.responses.create(body, { signal });
    };
    const events = abortableEvents(open(), stallMsOf(config.idleTimeoutMs), signal);
    yield* soundEvents(readReply(events, context), context);
  } catch (error) {
    throw toModelError(error, context);
  }
}

/** Folds the API's events. Items come whole with `output_item.done`; only text is taken as it streams. */
async function* readReply(events: AsyncIterable<StreamEvent>, context: ModelErrorContext): AsyncGenerator<ModelEvent> {
  const reply = { before: [] as ResponsesCallState['before'][number][], phase: '', calls: 0, refusal: '' };
  for await (const event of events) {
    if (event.type === 'response.output_text.delta') yield { type: 'text.delta', text: event.delta };
    else if (event.type === 'response.refusal.delta') reply.refusal += event.delta;
    else if (event.type === 'response.output_item.done') {
      const call = takeItem(event.item, reply, context.model);
      if (call) yield { type: 'toolCall.done', call };
    } else if (event.type === 'response.failed')
      throw failedAnswer({ status: undefined, headers: undefined, body: event.response.error }, context);
    else if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      const { incomplete_details: incomplete, usage, model } = event.response;
      if (reply.refusal !== '' || incomplete?.reason === 'content_filter')
        throw refused(context, reply.refusal || 'content_filter');
      const reason = incomplete ? 'length' : reply.calls > 0 ? 'toolCalls' : 'stop';
      yield { type: 'finished', reason, usage: usage ? toUsage(usage) : undefined, model: model ?? context.model };
      return;
    }
  }
  throw truncated(context);
}

function takeItem(
  item: OutputItem,
  reply: { before: ResponsesCallState['before'][number][]; phase: string; calls: number },
  model: string,
) {
  if (item.type === 'reasoning') reply.before.push(item);
  if (item.type === 'message') reply.phase = item.phase ?? '';
  if (item.type !== 'function_call') return undefined;
  const { before } = reply;
  reply.before = [];
  const leads = reply.calls++ === 0;
  const phase = reply.phase === 'commentary' || reply.phase === 'final_answer' ? reply.phase : undefined;
  const state = writeResponsesState({ model, before, ...(leads && phase ? { phase } : {}) });
  const { call_id: callId, name } = item;
  const inputText = item.arguments === '' ? '{}' : item.arguments;
  return toolCallPart({ callId, name, inputText, ...(state === undefined ? {} : { providerState: state }) });
}

/** `input_tokens` counts cached tokens too. */
function toUsage(usage: OpenAI.Responses.ResponseUsage): ModelUsage {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: usage.input_tokens_details?.cache_write_tokens ?? 0,
  };
}
