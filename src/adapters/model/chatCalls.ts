import type OpenAI from 'openai';
import type { ToolCallPart } from '../../core/model/modelProvider.ts';
import { writeCallState } from './openaiMessages.ts';

type Delta = OpenAI.ChatCompletionChunk.Choice['delta'];
type CallDelta = NonNullable<Delta['tool_calls']>[number] & { readonly extra_content?: unknown };
type RawCall = Omit<ToolCallPart, 'type' | 'input'>;

interface OpenCall {
  readonly index: number | undefined;
  id: string;
  name: string;
  text: string;
  extraContent: unknown;
}

/**
 * Puts together the tool calls of one streamed reply. OpenAI numbers them; compatible servers leave the number out or
 * give several calls the same one, so a new id together with a name begins a new call as well.
 */
export function createChatCalls(): { add(delta: Delta): void; finish(newId: () => string): readonly RawCall[] } {
  const calls: OpenCall[] = [];
  let reasoning: string | undefined;
  return {
    add(delta) {
      reasoning = addReasoning(reasoning, delta);
      for (const piece of delta.tool_calls ?? []) addPiece(calls, piece);
    },
    finish(newId) {
      return calls.map((call, index) => {
        const state = writeCallState({
          ...(index === 0 && reasoning !== undefined ? { reasoning } : {}),
          ...(call.extraContent === undefined ? {} : { extraContent: call.extraContent }),
        });
        return {
          callId: call.id || newId(),
          name: call.name,
          inputText: call.text === '' ? '{}' : call.text,
          ...(state === undefined ? {} : { providerState: state }),
        };
      });
    },
  };
}

function addPiece(calls: OpenCall[], piece: CallDelta): void {
  const index: number | undefined = piece.index;
  const open = index === undefined ? calls.at(-1) : calls.findLast((call) => call.index === index);
  const begins = piece.id && piece.function?.name && piece.id !== open?.id;
  if (open && !begins) {
    open.id ||= piece.id ?? '';
    open.name ||= piece.function?.name ?? '';
    open.text += piece.function?.arguments ?? '';
    open.extraContent ??= piece.extra_content;
    return;
  }
  calls.push({
    index,
    id: piece.id ?? '',
    name: piece.function?.name ?? '',
    text: piece.function?.arguments ?? '',
    extraContent: piece.extra_content,
  });
}

/** Not in OpenAI's own form: DeepSeek and others stream their reasoning beside the content. */
function addReasoning(old: string | undefined, delta: Delta & { reasoning_content?: unknown }): string | undefined {
  return typeof delta.reasoning_content === 'string' ? (old ?? '') + delta.reasoning_content : old;
}
