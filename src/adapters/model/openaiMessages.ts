import { createHash } from 'node:crypto';
import type OpenAI from 'openai';
import { acceptedEffort, type ModelFacts } from '../../core/model/modelCatalog.ts';
import type { ModelEffort, ModelMessage, ModelRequest, ToolCallPart } from '../../core/model/modelProvider.ts';
import { withSchemaInWords } from '../../core/model/textProtocol.ts';
import type { ChatDialect } from './chatDialect.ts';
import { seedOf } from './seedOf.ts';
import { isStrictSchema } from './strictSchema.ts';

type ChatMessage = OpenAI.ChatCompletionMessageParam;
type ChatRequest = OpenAI.ChatCompletionCreateParamsStreaming;

/** What some OpenAI-compatible servers want back with a tool call. */
export interface ChatCallState {
  /** DeepSeek and others: the reasoning of the reply, kept with its first call. */
  readonly reasoning?: string;
  /** Gemini: the call's thought signature. */
  readonly extraContent?: unknown;
}

/** The request in the Chat Completions form. `effort` is the reference's; the request's own wins. */
export function toChatRequest(
  original: ModelRequest,
  model: string,
  options: { readonly facts: ModelFacts; readonly dialect: ChatDialect; readonly effort: ModelEffort | undefined },
): ChatRequest {
  const { facts, dialect } = options;
  const hasTools = original.tools.length > 0;
  // Held to a schema, most servers let no tool be called (vLLM, LM Studio) or refuse both at once (Gemini).
  const heldTo = hasTools && !dialect.isOpenAi ? 'words' : dialect.responseFormat;
  const request = heldTo === 'schema' ? original : withSchemaInWords(original);
  const limit = Math.min(request.maxOutputTokens, facts.maxOutputTokens);
  return {
    model,
    stream: true,
    messages: [...systemMessages(request, dialect.marksCache(model)), ...request.messages.flatMap(toMessages)],
    // Compatible servers know the older name; OpenAI's reasoning models know only the newer one.
    ...(dialect.isOpenAi
      ? { max_completion_tokens: limit, prompt_cache_key: cacheKeyOf(request) }
      : { max_tokens: limit }),
    ...(dialect.asksForUsage ? { stream_options: { include_usage: true } } : {}),
    ...(hasTools ? { tools: request.tools.map(toTool) } : {}),
    ...effortOf(request, { ...options, mustBeNone: hasTools && facts.tools === 'noReasoning' }),
    ...(request.temperature === undefined || !facts.sampling ? {} : { temperature: request.temperature }),
    ...seedField(request, options),
    ...responseFormat(original, heldTo),
  };
}

/** Names the part of a prompt that stays the same over a conversation, so that its calls meet the same cache. */
export function cacheKeyOf({ system, tools }: Pick<ModelRequest, 'system' | 'tools'>): string {
  return `loopwright-${createHash('sha256')
    .update(JSON.stringify([system, tools]))
    .digest('hex')
    .slice(0, 24)}`;
}

function systemMessages({ system }: ModelRequest, isMarked: boolean): ChatMessage[] {
  if (system === '') return [];
  if (!isMarked) return [{ role: 'system', content: system }];
  const marked = { type: 'text' as const, text: system, cache_control: { type: 'ephemeral' } };
  return [{ role: 'system', content: [marked] }];
}

function effortOf(
  request: ModelRequest,
  options: {
    readonly facts: ModelFacts;
    readonly dialect: ChatDialect;
    readonly effort: ModelEffort | undefined;
    readonly mustBeNone: boolean;
  },
): Readonly<Record<string, unknown>> {
  if (options.mustBeNone) return { reasoning_effort: 'none' };
  const wanted = request.effort ?? options.effort;
  const level = wanted && acceptedEffort(wanted, options.facts.efforts);
  return level === undefined ? {} : options.dialect.effort(level);
}

function seedField(
  request: ModelRequest,
  { facts, dialect }: { readonly facts: ModelFacts; readonly dialect: ChatDialect },
): Readonly<Record<string, unknown>> {
  const seed = facts.sampling && dialect.seed !== undefined ? seedOf(request) : undefined;
  return seed === undefined || dialect.seed === undefined ? {} : { [dialect.seed]: seed };
}

function responseFormat(
  request: ModelRequest,
  heldTo: ChatDialect['responseFormat'] | 'words',
): Pick<ChatRequest, 'response_format'> {
  if (request.responseSchema === undefined || heldTo === 'words') return {};
  if (heldTo === 'json') return { response_format: { type: 'json_object' } };
  const { name, schema } = request.responseSchema;
  const strict = isStrictSchema(schema);
  return { response_format: { type: 'json_schema', json_schema: { name, schema: { ...schema }, strict } } };
}

function toTool(tool: ModelRequest['tools'][number]): OpenAI.ChatCompletionFunctionTool {
  const parameters = { ...tool.inputSchema };
  return { type: 'function', function: { name: tool.name, description: tool.description, parameters } };
}

/** A message of ours is one or several of theirs: every tool result stands alone, before the text that follows. */
function toMessages(message: ModelMessage): ChatMessage[] {
  const text = message.content.flatMap((part) => (part.type === 'text' && part.text !== '' ? [part.text] : []));
  const content = text.join('\n\n');
  if (message.role === 'assistant') return [toAssistant(message, content)];
  const results = message.content.flatMap((part): ChatMessage[] =>
    part.type === 'toolResult'
      ? [{ role: 'tool', tool_call_id: part.callId, content: part.isError ? `Error: ${part.text}` : part.text }]
      : [],
  );
  return content === '' && results.length > 0 ? results : [...results, { role: 'user', content }];
}

function toAssistant(message: ModelMessage, content: string): ChatMessage {
  const calls = message.content.filter((part) => part.type === 'toolCall');
  if (calls.length === 0) return { role: 'assistant', content };
  const states = calls.map((call) => readState(call.providerState));
  const reasoning = states.find((state) => state.reasoning !== undefined)?.reasoning;
  const assistant = {
    role: 'assistant' as const,
    content: content === '' ? null : content,
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    tool_calls: calls.map((call, index) => ({
      id: call.callId,
      type: 'function' as const,
      function: { name: call.name, arguments: toArguments(call) },
      ...(states[index]?.extraContent === undefined ? {} : { extra_content: states[index].extraContent }),
    })),
  };
  return assistant;
}

/** Some servers parse the arguments of earlier calls and fail on bad JSON, so what was malformed goes back in an object. */
export function toArguments(call: ToolCallPart): string {
  return call.input === undefined ? JSON.stringify({ malformedInput: call.inputText }) : call.inputText;
}

/** The state of a call as opaque text, or undefined when the server sent nothing to keep. */
export function writeCallState(state: ChatCallState): string | undefined {
  if (state.reasoning === undefined && state.extraContent === undefined) return undefined;
  return JSON.stringify({ provider: 'chat', ...state });
}

function readState(text: string | undefined): ChatCallState {
  try {
    const state = JSON.parse(text ?? '{}');
    return state?.provider === 'chat' ? state : {};
  } catch {
    // Another provider's state, from before the model was changed: not ours to send.
    return {};
  }
}
