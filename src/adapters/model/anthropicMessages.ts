import type Anthropic from '@anthropic-ai/sdk';
import { acceptedEffort, type ModelFacts } from '../../core/model/modelCatalog.ts';
import type {
  ContentPart,
  ModelEffort,
  ModelMessage,
  ModelRequest,
  ResponseSchema,
  ToolCallPart,
} from '../../core/model/modelProvider.ts';

type BlockParam = Anthropic.ContentBlockParam;
type CacheableParam = Anthropic.TextBlockParam | Anthropic.ToolUseBlockParam | Anthropic.ToolResultBlockParam;

const cacheHere = { cache_control: { type: 'ephemeral' } } as const;

/** Reasoning blocks that came before a tool call. They hold for the model that wrote them and for no other. */
export interface AnthropicCallState {
  readonly model: string;
  readonly before: readonly (Anthropic.ThinkingBlockParam | Anthropic.RedactedThinkingBlockParam)[];
}

/** What a request needs beside itself. `closeSchema` brings a JSON Schema into the form that the API takes. */
export interface AnthropicRequestOptions {
  readonly facts: ModelFacts;
  /** The reference's; the request's own wins. */
  readonly effort: ModelEffort | undefined;
  readonly closeSchema: (schema: Record<string, unknown>) => Record<string, unknown>;
}

/**
 * The request in the Messages API's form. Tools and system text are marked for caching, because they stay the same from
 * call to call. With tools the ends of the last two user messages are marked too: the next turn of the loop begins with
 * all of it, and finds the older mark even where one turn brings more blocks than the API looks back over (20). Without
 * tools no next turn is expected, and a mark would only cost the higher price of writing.
 */
export function toAnthropicRequest(
  request: ModelRequest,
  model: string,
  options: AnthropicRequestOptions,
): Anthropic.MessageCreateParamsStreaming {
  const { facts } = options;
  const messages = request.messages.map((message) => toMessage(message, model));
  const tools = request.tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' as const },
  }));
  if (tools.length > 0)
    for (const { content } of messages.filter(({ role }) => role === 'user').slice(-2)) markEnd(content);
  const wanted = request.effort ?? options.effort;
  const effort = wanted && acceptedEffort(wanted, facts.efforts);
  return {
    model,
    max_tokens: Math.min(request.maxOutputTokens, facts.maxOutputTokens),
    stream: true,
    messages,
    ...(request.system === '' ? {} : { system: [{ type: 'text', text: request.system, ...cacheHere }] }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(request.temperature === undefined || !facts.sampling ? {} : { temperature: request.temperature }),
    ...outputConfig(effort, request.responseSchema, options),
  };
}

function outputConfig(
  effort: ModelEffort | undefined,
  responseSchema: ResponseSchema | undefined,
  options: AnthropicRequestOptions,
): Pick<Anthropic.MessageCreateParamsStreaming, 'output_config' | 'thinking'> {
  const level = effort === 'none' || effort === 'minimal' ? 'low' : effort;
  const format = responseSchema && {
    type: 'json_schema' as const,
    schema: options.closeSchema({ ...responseSchema.schema }),
  };
  if (level === undefined && !format) return {};
  return {
    output_config: { ...(level === undefined ? {} : { effort: level }), ...(format ? { format } : {}) },
    // Asking for effort asks for thinking: some models do not think unless told that they may.
    ...(level !== undefined && options.facts.efforts?.includes('max') ? { thinking: { type: 'adaptive' } } : {}),
  };
}

function markEnd(content: readonly BlockParam[]): void {
  const last = content.at(-1);
  if (last && isCacheable(last)) Object.assign(last, cacheHere);
}

function toMessage(message: ModelMessage, model: string): { role: 'user' | 'assistant'; content: BlockParam[] } {
  const parts = message.content.filter((part) => part.type !== 'text' || part.text.trim() !== '');
  // The API wants tool results before any text of the same message, and never an empty message.
  const results = parts.filter((part) => part.type === 'toolResult');
  const others = parts.filter((part) => part.type !== 'toolResult');
  const blocks = [...results, ...others].flatMap((part) => toBlocks(part, model));
  const leading = others.find((part) => part.type === 'toolCall');
  const content = leading ? [...reasoningBefore(leading, model), ...blocks] : blocks;
  return { role: message.role, content: content.length > 0 ? content : [{ type: 'text', text: '(empty)' }] };
}

function toBlocks(part: ContentPart, model: string): BlockParam[] {
  if (part.type === 'text') return [{ type: 'text', text: part.text }];
  if (part.type === 'toolResult') {
    const content = part.text === '' ? '(no output)' : part.text;
    return [{ type: 'tool_result', tool_use_id: part.callId, content, is_error: part.isError }];
  }
  return [...laterReasoning(part, model), { type: 'tool_use', id: part.callId, name: part.name, input: toInput(part) }];
}

/** The API wants an object; what was malformed goes back in one, so that the model sees what it wrote. */
function toInput(call: ToolCallPart): unknown {
  const isObject = typeof call.input === 'object' && call.input !== null && !Array.isArray(call.input);
  return isObject ? call.input : { malformedInput: call.inputText };
}

function reasoningBefore(call: ToolCallPart, model: string): AnthropicCallState['before'] {
  const state = readState(call.providerState);
  return state?.leads && state.model === model ? state.before : [];
}

function laterReasoning(call: ToolCallPart, model: string): AnthropicCallState['before'] {
  const state = readState(call.providerState);
  return state && !state.leads && state.model === model ? state.before : [];
}

/** The state of a call as opaque text. `leads`: it belongs in front of the whole reply, text included. */
export function writeCallState(state: AnthropicCallState, leads: boolean): string {
  return JSON.stringify({ provider: 'anthropic', leads, ...state });
}

function readState(text: string | undefined): (AnthropicCallState & { leads: boolean }) | undefined {
  if (text === undefined) return undefined;
  try {
    const state = JSON.parse(text);
    return state?.provider === 'anthropic' && Array.isArray(state.before) ? state : undefined;
  } catch {
    // Another provider's state, from before the model was changed: not ours to send.
    return undefined;
  }
}

function isCacheable(block: BlockParam): block is CacheableParam {
  return block.type === 'text' || block.type === 'tool_use' || block.type === 'tool_result';
}
