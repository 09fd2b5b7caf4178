import type {
  EditorEvent,
  EditorMessage,
  EditorModel,
  EditorModels,
  EditorPart,
  EditorRequest,
} from '../../core/model/editorModels.ts';
import { editorEndpoint } from '../../core/model/editorModels.ts';
import type {
  ContentPart,
  ModelEvent,
  ModelMessage,
  ModelProvider,
  ModelRequest,
  ModelUsage,
} from '../../core/model/modelProvider.ts';
import { toolCallPart } from '../../core/model/replyOf.ts';
import { withSchemaInWords } from '../../core/model/textProtocol.ts';
import { requestTokensRoughly, tokensRoughly } from '../../core/model/tokenEstimate.ts';
import { abortableEvents } from './abortableEvents.ts';

/** A model of the editor, and how it is reached. */
export interface EditorModelConfig {
  readonly ref: string;
  readonly models: EditorModels;
  readonly model: EditorModel;
  /** How long it may say nothing. */
  readonly stallMs: number;
}

/** More than a reply here needs, and no more than the smallest of the known models write. */
const maxReplyTokens = 16_000;

/**
 * A language model of VS Code. It knows no instructions apart from messages, takes neither temperature nor limits, and counts
 * nothing: what the editor's counter says of the texts, or an estimate, stands for the usage.
 */
export function createEditorModel({ ref, models, model, stallMs }: EditorModelConfig): ModelProvider {
  return {
    ref,
    endpoint: editorEndpoint(model),
    capability: {
      toolCalls: true,
      editFormat: 'search-replace',
      contextWindow: model.maxInputTokens,
      maxOutputTokens: Math.max(1, Math.min(maxReplyTokens, Math.floor(model.maxInputTokens / 4))),
      responseSchema: false,
    },
    async *stream(request, signal) {
      const asked = models.ask(model, toEditorRequest(request), signal);
      yield* readReply(abortableEvents(asked, stallMs, signal), request, model.id);
    },
  };
}

async function* readReply(
  events: AsyncIterable<EditorEvent>,
  request: ModelRequest,
  model: string,
): AsyncGenerator<ModelEvent> {
  let said = '';
  let calls = 0;
  let counted: Extract<EditorEvent, { type: 'counted' }> | undefined;
  for await (const event of events) {
    if (event.type === 'counted') counted = event;
    else if (event.type === 'text') {
      said += event.text;
      if (event.text !== '') yield { type: 'text.delta', text: event.text };
    } else {
      calls++;
      const inputText = JSON.stringify(event.input);
      said += inputText;
      yield { type: 'toolCall.done', call: toolCallPart({ callId: event.callId, name: event.name, inputText }) };
    }
  }
  const usage: ModelUsage = {
    inputTokens: counted?.inputTokens ?? requestTokensRoughly(request),
    outputTokens: counted?.outputTokens ?? tokensRoughly(said),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    estimated: true,
  };
  yield { type: 'finished', reason: calls > 0 ? 'toolCalls' : 'stop', usage, model };
}

/** Said in front of the instructions, which have to go as a message of the user here. */
const instructionsMark = 'Instructions for this conversation, from the program that asks you (not from its user):';

/** The request as the editor takes it: instructions first, tool results before the text that goes with them. */
export function toEditorRequest(original: ModelRequest): EditorRequest {
  const request = withSchemaInWords(original);
  const instructions: EditorMessage[] =
    request.system === ''
      ? []
      : [{ role: 'user', content: [{ type: 'text', text: `${instructionsMark}\n\n${request.system}` }] }];
  const messages = request.messages.map(toMessage).filter(({ content }) => content.length > 0);
  return { messages: [...instructions, ...messages], tools: request.tools };
}

function toMessage({ role, content }: ModelMessage): EditorMessage {
  const parts = content.flatMap(toPart);
  const results = parts.filter(({ type }) => type === 'toolResult');
  return { role, content: [...results, ...parts.filter(({ type }) => type !== 'toolResult')] };
}

function toPart(part: ContentPart): EditorPart[] {
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }];
  if (part.type === 'toolCall') {
    const { callId, name, input, inputText } = part;
    // Arguments that were no object are shown to their author as they were.
    const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
    return [{ type: 'toolCall', callId, name, input: isObject ? input : { notJson: inputText } }];
  }
  return [{ type: 'toolResult', callId: part.callId, text: part.isError ? `Error: ${part.text}` : part.text }];
}
