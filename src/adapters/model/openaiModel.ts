import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import { isPromptCut, promptCut } from '../../core/model/checkRequest.ts';
import { modelFacts } from '../../core/model/modelCatalog.ts';
import type {
  FinishReason,
  ModelCapability,
  ModelEffort,
  ModelEvent,
  ModelProvider,
  ModelRequest,
  ModelUsage,
} from '../../core/model/modelProvider.ts';
import { isPrivateHost, type ModelVendor } from '../../core/model/modelVendor.ts';
import { toolCallPart } from '../../core/model/replyOf.ts';
import { abortableEvents, stallMsOf } from './abortableEvents.ts';
import { createChatCalls } from './chatCalls.ts';
import { chatDialect } from './chatDialect.ts';
import { type ModelErrorContext, refused, toModelError, truncated } from './modelError.ts';
import { createModelFetch, type ModelConnection } from './modelFetch.ts';
import { openaiClient } from './openaiClient.ts';
import { toChatRequest } from './openaiMessages.ts';
import { soundEvents } from './soundEvents.ts';

/** How to reach OpenAI, or a server that speaks its Chat Completions. */
export interface OpenaiModelConfig extends ModelConnection {
  /** `openai` for the provider itself, whatever its base URL is. */
  readonly vendor: ModelVendor;
  /** Undefined sends no Authorization header. */
  readonly apiKey: string | undefined;
  readonly effort: ModelEffort | undefined;
  readonly capability: ModelCapability;
}

/** A model behind Chat Completions. The SDK is loaded at the first call. */
export function createOpenaiModel(config: OpenaiModelConfig): ModelProvider {
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
  const provider = config.vendor === 'openai' ? 'OpenAI' : new URL(config.baseUrl).host;
  const secrets = config.apiKey === undefined ? [] : [config.apiKey];
  const context = { provider, model: config.model, secrets, watch, signal };
  try {
    const client = await openaiClient(config, createModelFetch({ ...config, watch }));
    const facts = modelFacts(config.vendor, config.model);
    const options = { facts, dialect: chatDialect(config.vendor), effort: config.effort };
    const body = toChatRequest(request, config.model, options);
    const open = async function* () {
      yield* await client.chat.completions.create(body, { signal });
    };
    const chunks = abortableEvents(open(), stallMsOf(config.idleTimeoutMs), signal);
    for await (const event of soundEvents(readReply(chunks, context), context)) {
      if (event.type === 'finished') requireWholePrompt(config, request, event.usage);
      yield event;
    }
  } catch (error) {
    throw toModelError(error, context);
  }
}

/** Servers that people run themselves may cut a prompt without a word; what they counted gives it away. */
function requireWholePrompt(config: OpenaiModelConfig, request: ModelRequest, usage: ModelUsage | undefined): void {
  const isOwn = isPrivateHost(new URL(config.baseUrl).hostname) && config.vendor !== 'openai';
  if (!isOwn || !usage || usage.inputTokens === 0) return;
  if (isPromptCut(request, usage.inputTokens, config.capability))
    throw promptCut(config.ref, usage.inputTokens, request);
}

async function* readReply(
  chunks: AsyncIterable<OpenAI.ChatCompletionChunk>,
  context: ModelErrorContext,
): AsyncGenerator<ModelEvent> {
  const calls = createChatCalls();
  let model = context.model;
  let usage: ModelUsage | undefined;
  let refusal = '';
  let finish: OpenAI.ChatCompletionChunk.Choice['finish_reason'] = null;
  for await (const chunk of chunks) {
    if (chunk.model) model = chunk.model;
    if (chunk.usage) usage = toUsage(chunk.usage);
    const choice = chunk.choices?.[0];
    if (!choice) continue;
    const delta: OpenAI.ChatCompletionChunk.Choice['delta'] | undefined = choice.delta;
    if (delta?.content) yield { type: 'text.delta', text: delta.content };
    if (delta?.refusal) refusal += delta.refusal;
    if (delta) calls.add(delta);
    if (choice.finish_reason) finish = choice.finish_reason;
  }
  // Some compatible servers close without a finish reason after whole tool calls; a cut in between looks the same, so
  // only a finish reason counts as an end.
  if (finish === null) throw truncated(context);
  if (refusal !== '' || finish === 'content_filter') throw refused(context, refusal || 'content_filter');
  const whole = calls.finish(() => `call_${randomUUID()}`);
  for (const call of whole) yield { type: 'toolCall.done', call: toolCallPart(call) };
  yield { type: 'finished', reason: finishReason(finish, whole.length > 0), usage, model };
}

/** Compatible servers say `stop` after tool calls too. */
function finishReason(finish: string, hasCalls: boolean): FinishReason {
  if (finish === 'length') return 'length';
  return hasCalls ? 'toolCalls' : 'stop';
}

/** `prompt_tokens` counts cached tokens too. DeepSeek names the cached ones differently. */
function toUsage(usage: OpenAI.CompletionUsage & { prompt_cache_hit_tokens?: number }): ModelUsage {
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cacheReadTokens: usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0,
    cacheWriteTokens: usage.prompt_tokens_details?.cache_write_tokens ?? 0,
  };
}
