import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import { modelFacts } from '../../core/model/modelCatalog.ts';
import type {
  FinishReason,
  ModelEvent,
  ModelProvider,
  ModelRequest,
  ModelUsage,
} from '../../core/model/modelProvider.ts';
import type { ModelVendor } from '../../core/model/modelVendor.ts';
import { toolCallPart } from '../../core/model/replyOf.ts';
import { abortableEvents } from './abortableEvents.ts';
import { createChatCalls } from './chatCalls.ts';
import { type ModelErrorContext, refused, toModelError, truncated } from './modelError.ts';
import { createModelFetch } from './modelFetch.ts';
import { type ChatDialect, toChatRequest } from './openaiMessages.ts';

/** How to reach OpenAI, or a server that speaks its Chat Completions. */
export interface OpenaiModelConfig {
  readonly ref: string;
  readonly model: string;
  /** `openai` for the provider itself, whatever its base URL is. */
  readonly vendor: ModelVendor;
  /** Undefined sends no Authorization header. */
  readonly apiKey: string | undefined;
  readonly baseUrl: string;
  readonly idleTimeoutMs: number;
}

/** A model behind Chat Completions. The SDK is loaded at the first call. */
export function createOpenaiModel(config: OpenaiModelConfig): ModelProvider {
  const facts = modelFacts(config.vendor, config.model);
  return {
    ref: config.ref,
    capability: {
      toolCalls: facts.tools !== 'none',
      editFormat: 'search-replace',
      contextWindow: facts.contextWindow,
      maxOutputTokens: facts.maxOutputTokens,
    },
    stream: (request, signal) => streamReply(config, request, signal),
  };
}

async function* streamReply(
  config: OpenaiModelConfig,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const watch = { started: false, endedInEvent: false };
  const isOpenAi = config.vendor === 'openai';
  const provider = isOpenAi ? 'OpenAI' : new URL(config.baseUrl).host;
  const secrets = config.apiKey === undefined ? [] : [config.apiKey];
  const context = { provider, model: config.model, secrets, watch, signal };
  try {
    const { default: Client } = await import('openai');
    // Everything the SDK would read from the environment is given, so that OpenAI's key never goes to another server.
    const client = new Client({
      apiKey: config.apiKey ?? 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      baseURL: config.baseUrl,
      maxRetries: 0,
      timeout: 86_400_000,
      logLevel: 'off',
      ...(config.apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
      fetch: createModelFetch({ idleTimeoutMs: config.idleTimeoutMs, watch }),
    });
    const dialect: ChatDialect = { isOpenAi, asksForUsage: config.vendor !== 'mistral' };
    const facts = modelFacts(config.vendor, config.model);
    const body = toChatRequest(request, config.model, { facts, dialect });
    const open = async function* () {
      yield* await client.chat.completions.create(body, { signal });
    };
    yield* readReply(abortableEvents(open(), signal), context);
  } catch (error) {
    throw toModelError(error, context);
  }
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
