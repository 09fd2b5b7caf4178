import { CodedError } from '../../base/errors.ts';
import type { ContentPart, FinishReason, ModelEvent, ModelUsage, ToolCallPart } from './modelProvider.ts';

/** A whole reply, folded from its events. */
export interface ModelReply {
  readonly text: string;
  readonly calls: readonly ToolCallPart[];
  readonly finish: FinishReason;
  readonly usage: ModelUsage | undefined;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** The assistant message's content for the next request: the text, then the calls. */
  readonly content: readonly ContentPart[];
}

/**
 * Reads a stream to its end and returns the reply. Throws what the stream throws, and `model.truncated` for a stream
 * that ends without `finished`. `onText` hears each piece of text as it arrives. A reply longer than `maxLength` is cut there,
 * as one that has reached its output limit, and the stream is left: a server that minds no limit would go on for ever.
 */
export async function replyOf(
  stream: AsyncIterable<ModelEvent>,
  onText?: (delta: string) => void,
  maxLength = Number.POSITIVE_INFINITY,
): Promise<ModelReply> {
  let text = '';
  let length = 0;
  const calls: ToolCallPart[] = [];
  for await (const event of stream) {
    if (event.type === 'text.delta') {
      text += event.text;
      onText?.(event.text);
    } else if (event.type === 'toolCall.done') calls.push(event.call);
    length += event.type === 'text.delta' ? event.text.length : event.type === 'toolCall.done' ? sizeOf(event.call) : 0;
    if (length > maxLength) return cutReply(text.slice(0, maxLength));
    if (event.type === 'finished') {
      const content: ContentPart[] = text === '' ? [...calls] : [{ type: 'text', text }, ...calls];
      return { text, calls, finish: event.reason, usage: event.usage, model: event.model, content };
    }
  }
  throw new CodedError('model.truncated', 'The reply ended before it was finished.');
}

const sizeOf = ({ name, inputText }: ToolCallPart) => name.length + inputText.length;

/** Calls are left out: nobody knows whether the last of them is whole. */
function cutReply(text: string): ModelReply {
  return {
    text,
    calls: [],
    finish: 'length',
    usage: undefined,
    model: '',
    content: text === '' ? [] : [{ type: 'text', text }],
  };
}

/** Nobody nests arguments so deep; much deeper, what goes through a value by calling itself fails, as writing it does. */
const mostDeep = 200;

/** A tool call from the text of its arguments; `input` stays undefined when that text is not a JSON value, or nested too deeply. */
export function toolCallPart(call: Omit<ToolCallPart, 'type' | 'input'>): ToolCallPart {
  return { type: 'toolCall', ...call, input: parsedJson(call.inputText) };
}

function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostDeep) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
