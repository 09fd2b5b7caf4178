import type { ModelEffort, ModelMessage, ModelRequest, ToolCallPart } from '../../core/model/modelProvider.ts';
import { withSchemaInWords } from '../../core/model/textProtocol.ts';
import { seedOf } from './seedOf.ts';

/** As Ollama's chat takes it. Arguments are objects here, not text. */
interface OllamaMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly OllamaCall[];
  readonly tool_name?: string;
  readonly tool_call_id?: string;
}

interface OllamaCall {
  readonly id?: string;
  readonly function: { readonly name: string; readonly arguments?: unknown };
}

/** How the model is loaded and asked. */
export interface OllamaSettings {
  readonly model: string;
  /** Tokens of prompt and reply together. The same for every call: another figure loads the model anew. */
  readonly window: number;
  readonly maxOutputTokens: number;
  /** A duration, or seconds; -1 is for ever. */
  readonly keepAlive: string | number;
  readonly effort: ModelEffort | undefined;
}

/**
 * The request for `POST /api/chat`, as docs.ollama.com/api/chat describes it. `truncate` and `shift` are false: by itself
 * Ollama would cut the beginning off a prompt that does not fit, and off a conversation that grows too long while it answers.
 */
export function toOllamaRequest(original: ModelRequest, settings: OllamaSettings): Readonly<Record<string, unknown>> {
  // `format` would keep the model from calling a tool (github.com/ollama/ollama/issues/11185).
  const request = original.tools.length > 0 ? withSchemaInWords(original) : original;
  const system: OllamaMessage[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  const seed = seedOf(request);
  const think = thinkOf(settings.model, request.effort ?? settings.effort);
  return {
    model: settings.model,
    messages: [...system, ...request.messages.flatMap(toMessages)],
    stream: true,
    truncate: false,
    shift: false,
    keep_alive: settings.keepAlive,
    options: {
      num_ctx: settings.window,
      num_predict: Math.min(request.maxOutputTokens, settings.maxOutputTokens),
      ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      ...(seed === undefined ? {} : { seed }),
    },
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toTool) }),
    ...(think === undefined ? {} : { think }),
    ...(request.responseSchema === undefined ? {} : { format: request.responseSchema.schema }),
  };
}

/** gpt-oss knows levels; other models think or do not. Nothing is sent unless asked: a model that cannot think answers 400. */
function thinkOf(model: string, effort: ModelEffort | undefined): boolean | string | undefined {
  if (effort === undefined) return undefined;
  if (!/(^|\/)gpt-oss/.test(model)) return effort !== 'none';
  if (effort === 'none' || effort === 'minimal') return 'low';
  return effort === 'xhigh' || effort === 'max' ? 'high' : effort;
}

function toTool({ name, description, inputSchema }: ModelRequest['tools'][number]) {
  return { type: 'function', function: { name, description, parameters: inputSchema } };
}

/** A message of ours is one or several of theirs: every tool result stands alone, before the text that follows. */
function toMessages(message: ModelMessage): OllamaMessage[] {
  const text = message.content.flatMap((part) => (part.type === 'text' && part.text !== '' ? [part.text] : []));
  const content = text.join('\n\n');
  if (message.role === 'assistant') return [toAssistant(message, content)];
  const results = message.content.flatMap((part): OllamaMessage[] =>
    part.type === 'toolResult'
      ? [
          {
            role: 'tool',
            tool_name: part.name,
            tool_call_id: part.callId,
            content: part.isError ? `Error: ${part.text}` : part.text,
          },
        ]
      : [],
  );
  return content === '' && results.length > 0 ? results : [...results, { role: 'user', content }];
}

function toAssistant(message: ModelMessage, content: string): OllamaMessage {
  const calls = message.content.filter((part) => part.type === 'toolCall');
  const thinking = calls.map((call) => readThinking(call.providerState)).find((text) => text !== undefined);
  return {
    role: 'assistant',
    content,
    ...(thinking === undefined ? {} : { thinking }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call) => ({
            id: call.callId,
            function: { name: call.name, arguments: toInput(call) },
          })),
        }),
  };
}

/** What was malformed goes back in an object, so that the model sees what it wrote. */
function toInput(call: ToolCallPart): unknown {
  const isObject = typeof call.input === 'object' && call.input !== null && !Array.isArray(call.input);
  return isObject ? call.input : { malformedInput: call.inputText };
}

/** The thinking before a call as opaque text: templates such as gpt-oss's want it back with the call. */
export function writeThinking(thinking: string): string {
  return JSON.stringify({ provider: 'ollama', thinking });
}

function readThinking(text: string | undefined): string | undefined {
  try {
    const state = JSON.parse(text ?? '{}');
    return state?.provider === 'ollama' && typeof state.thinking === 'string' ? state.thinking : undefined;
  } catch {
    // Another provider's state, from before the model was changed: not ours to send.
    return undefined;
  }
}
