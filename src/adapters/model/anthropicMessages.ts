import type Anthropic from '@anthropic-ai/sdk';
import type { ModelFacts } from '../../core/model/modelCatalog.ts';
import type { ContentPart, ModelMessage, ModelRequest, ToolCallPart } from '../../core/model/modelProvider.ts';

type BlockParam = Anthropic.ContentBlockParam;
type CacheableParam = Anthropic.TextBlockParam | Anthropic.ToolUseBlockParam | Anthropic.ToolResultBlockParam;

const cacheHere = { cache_control: { type: 'ephemeral' } } as const;

/** Reasoning blocks that came before a tool call. They hold for the model that wrote them and for no other. */
export interface AnthropicCallState {
  readonly model: string;
  readonly before: readonly (Anthropic.ThinkingBlockParam | Anthropic.RedactedThinkingBlockParam)[];
}

/**
 * The request in the Messages API's form. Tools and system text are marked for caching, because they stay the same from
 * call to call; with tools the last message is marked too, since the next turn of the loop begins with all of it.
 */
export function toAnthropicRequest(
  request: ModelRequest,
  model: string,
  facts: ModelFacts,
): Anthropic.MessageCreateParamsStreaming {
  const messages = request.messages.map((message) => toMessage(message, model));
  const tools = request.tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' as const },
  }));
  const last = messages.at(-1)?.content.at(-1);
  if (tools.length > 0 && last && isCacheable(last)) Object.assign(last, cacheHere);
  return {
    model,
    max_tokens: Math.min(request.maxOutputTokens, facts.maxOutputTokens),
    stream: true,
    messages,
    ...(request.system === '' ? {} : { system: [{ type: 'text', text: request.system, ...cacheHere }] }),
    ...(tools.length === 0 ? {} : { tools }),
    ...(request.temperature === undefined || !facts.sampling ? {} : { temperature: request.temperature }),
  };
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
