import type Anthropic from '@anthropic-ai/sdk';
import { CodedError, messageOf } from '../../base/errors.ts';
import { modelFacts } from '../../core/model/modelCatalog.ts';
import type {
  FinishReason,
  ModelEffort,
  ModelEvent,
  ModelProvider,
  ModelRequest,
  ModelUsage,
} from '../../core/model/modelProvider.ts';
import { toolCallPart } from '../../core/model/replyOf.ts';
import { abortableEvents, stallMsOf } from './abortableEvents.ts';
import { type AnthropicCallState, toAnthropicRequest, writeCallState } from './anthropicMessages.ts';
import { type ModelErrorContext, refused, toModelError, truncated } from './modelError.ts';
import { createModelFetch, type ModelConnection } from './modelFetch.ts';
import { soundEvents } from './soundEvents.ts';

/** How to reach Anthropic. */
export interface AnthropicModelConfig extends ModelConnection {
  readonly apiKey: string;
  readonly effort: ModelEffort | undefined;
}

/** A model behind Anthropic's Messages API. The SDK is loaded at the first call. */
export function createAnthropicModel(config: AnthropicModelConfig): ModelProvider {
  const facts = modelFacts('anthropic', config.model);
  return {
    ref: config.ref,
    endpoint: new URL(config.baseUrl).origin,
    capability: {
      toolCalls: true,
      editFormat: 'search-replace',
      contextWindow: facts.contextWindow,
      maxOutputTokens: facts.maxOutputTokens,
      responseSchema: true,
    },
    stream: (request, signal) => streamReply(config, request, signal),
  };
}

async function* streamReply(
  config: AnthropicModelConfig,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const watch = { started: false, endedInEvent: false };
  const context = { provider: 'Anthropic', model: config.model, secrets: [config.apiKey], watch, signal };
  try {
    const [{ default: Client }, { transformJSONSchema }] = await Promise.all([
      import('@anthropic-ai/sdk'),
      import('@anthropic-ai/sdk/lib/transform-json-schema'),
    ]);
    // Everything the SDK would read from the environment or the home folder is given, so that nothing else decides.
    const client = new Client({
      apiKey: config.apiKey,
      authToken: null,
      webhookKey: null,
      baseURL: config.baseUrl,
      maxRetries: 0,
      timeout: 86_400_000,
      logLevel: 'off',
      openTelemetry: false,
      fetch: createModelFetch({ ...config, watch }),
    });
    const options = {
      facts: modelFacts('anthropic', config.model),
      effort: config.effort,
      closeSchema: (schema: Record<string, unknown>) => closed(schema, transformJSONSchema),
    };
    const body = toAnthropicRequest(request, config.model, options);
    const open = async function* () {
      yield* await client.messages.create(body, { signal });
    };
    const events = abortableEvents(open(), stallMsOf(config.idleTimeoutMs), signal);
    yield* soundEvents(readReply(events, context), context);
  } catch (error) {
    throw toModelError(error, context);
  }
}

function closed(
  schema: Record<string, unknown>,
  transform: (schema: Record<string, unknown>) => Record<string, unknown>,
): Record<string, unknown> {
  try {
    return transform(schema);
  } catch (cause) {
    throw new CodedError('model.badRequest', `Anthropic takes no such JSON Schema: ${messageOf(cause)}`, { cause });
  }
}

/** Folds the API's events: blocks are numbered, a tool's input arrives as pieces of JSON text. */
async function* readReply(
  events: AsyncIterable<Anthropic.RawMessageStreamEvent>,
  context: ModelErrorContext,
): AsyncGenerator<ModelEvent> {
  const blocks = new Map<number, OpenBlock>();
  const calls = { before: [] as AnthropicCallState['before'][number][], count: 0 };
  let model = context.model;
  let usage = emptyUsage;
  let stop: Anthropic.RawMessageDeltaEvent.Delta | undefined;
  for await (const event of events) {
    if (event.type === 'message_start') {
      model = event.message.model;
      usage = withUsage(usage, event.message.usage);
    } else if (event.type === 'content_block_start')
      blocks.set(event.index, { block: event.content_block, text: '', signature: '' });
    else if (event.type === 'content_block_delta') {
      if (event.delta.type === 'text_delta') yield { type: 'text.delta', text: event.delta.text };
      addDelta(blocks.get(event.index), event.delta);
    } else if (event.type === 'content_block_stop') {
      const call = closeBlock(blocks.get(event.index), calls, context.model);
      if (call) yield { type: 'toolCall.done', call };
    } else if (event.type === 'message_delta') {
      stop = event.delta;
      usage = withUsage(usage, event.usage);
    } else if (event.type === 'message_stop') {
      if (stop?.stop_reason === 'refusal') throw refused(context, refusalReason(stop));
      yield { type: 'finished', reason: finishReason(stop?.stop_reason), usage, model };
      return;
    }
  }
  throw truncated(context);
}

interface OpenBlock {
  readonly block: Anthropic.RawContentBlockStartEvent['content_block'];
  /** Pieces of a tool's input or of reasoning. */
  text: string;
  signature: string;
}

function addDelta(open: OpenBlock | undefined, delta: Anthropic.RawContentBlockDelta): void {
  if (!open) return;
  if (delta.type === 'input_json_delta') open.text += delta.partial_json;
  else if (delta.type === 'thinking_delta') open.text += delta.thinking;
  else if (delta.type === 'signature_delta') open.signature += delta.signature;
}

function closeBlock(
  open: OpenBlock | undefined,
  calls: { before: AnthropicCallState['before'][number][]; count: number },
  model: string,
) {
  if (open?.block.type === 'thinking')
    calls.before.push({
      type: 'thinking',
      thinking: open.block.thinking + open.text,
      signature: open.block.signature + open.signature,
    });
  if (open?.block.type === 'redacted_thinking') calls.before.push({ type: 'redacted_thinking', data: open.block.data });
  if (open?.block.type !== 'tool_use') return undefined;
  const { before } = calls;
  const leads = calls.count++ === 0;
  calls.before = [];
  // A tool without parameters sends no pieces at all; its input is the empty object of the start event.
  const inputText = open.text === '' ? JSON.stringify(open.block.input ?? {}) : open.text;
  const state = before.length === 0 ? {} : { providerState: writeCallState({ model, before }, leads) };
  return toolCallPart({ callId: open.block.id, name: open.block.name, inputText, ...state });
}

const emptyUsage: ModelUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** The counts are cumulative and may be missing in the later event. `input_tokens` leaves cached tokens out. */
function withUsage(old: ModelUsage, usage: Partial<Anthropic.MessageDeltaUsage> | null | undefined): ModelUsage {
  const cacheReadTokens = usage?.cache_read_input_tokens ?? old.cacheReadTokens;
  const cacheWriteTokens = usage?.cache_creation_input_tokens ?? old.cacheWriteTokens;
  const plain = usage?.input_tokens ?? old.inputTokens - old.cacheReadTokens - old.cacheWriteTokens;
  return {
    inputTokens: plain + cacheReadTokens + cacheWriteTokens,
    outputTokens: usage?.output_tokens ?? old.outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
  };
}

function finishReason(stop: Anthropic.StopReason | null | undefined): FinishReason {
  if (stop === 'tool_use') return 'toolCalls';
  return stop === 'max_tokens' || stop === 'model_context_window_exceeded' ? 'length' : 'stop';
}

function refusalReason(stop: Anthropic.RawMessageDeltaEvent.Delta): string {
  return stop.stop_details?.category ?? stop.stop_details?.explanation ?? '';
}
