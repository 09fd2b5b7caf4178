import type OpenAI from 'openai';
import type { ModelFacts } from '../../core/model/modelCatalog.ts';
import type { ModelMessage, ModelRequest, ToolCallPart } from '../../core/model/modelProvider.ts';

type ChatMessage = OpenAI.ChatCompletionMessageParam;
type ChatRequest = OpenAI.ChatCompletionCreateParamsStreaming;

/** What some OpenAI-compatible servers want back with a tool call. */
export interface ChatCallState {
  /** DeepSeek and others: the reasoning of the reply, kept with its first call. */
  readonly reasoning?: string;
  /** Gemini: the call's thought signature. */
  readonly extraContent?: unknown;
}

/** How a server differs from OpenAI's own. */
export interface ChatDialect {
  /** True for api.openai.com and stand-ins: newer parameter names. */
  readonly isOpenAi: boolean;
  /** False for servers that answer 422 to `stream_options`. */
  readonly asksForUsage: boolean;
}

/** The request in the Chat Completions form. */
export function toChatRequest(
  request: ModelRequest,
  model: string,
  options: { facts: ModelFacts; dialect: ChatDialect },
): ChatRequest {
  const { facts, dialect } = options;
  const limit = Math.min(request.maxOutputTokens, facts.maxOutputTokens);
  const system: ChatMessage[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  const hasTools = request.tools.length > 0;
  return {
    model,
    stream: true,
    messages: [...system, ...request.messages.flatMap(toMessages)],
    // Compatible servers know the older name; OpenAI's reasoning models know only the newer one.
    ...(dialect.isOpenAi ? { max_completion_tokens: limit } : { max_tokens: limit }),
    ...(dialect.asksForUsage ? { stream_options: { include_usage: true } } : {}),
    ...(hasTools ? { tools: request.tools.map(toTool) } : {}),
    ...(hasTools && facts.tools === 'noReasoning' ? { reasoning_effort: 'none' } : {}),
    ...(request.temperature === undefined || !facts.sampling ? {} : { temperature: request.temperature }),
  };
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
function toArguments(call: ToolCallPart): string {
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
