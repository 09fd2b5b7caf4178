import { raceAbort, throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { ModelEvent, ModelProvider, ModelRequest } from '../../core/model/modelProvider.ts';
import { parseTextReply } from '../../core/model/parseTextReply.ts';
import type { PasteDesk } from '../../core/model/pasteDesk.ts';
import { tokensRoughly } from '../../core/model/tokenEstimate.ts';
import { pasteMarkdown } from './pasteMarkdown.ts';

/**
 * A model reached by copy and paste: each request is shown on the desk as Markdown, the pasted text is the reply. Tool
 * calls travel in the text protocol. Usage is estimated from the texts' lengths.
 */
export function createPasteModel(desk: PasteDesk): ModelProvider {
  let asked = 0;
  return {
    ref: 'paste',
    capability: { toolCalls: true, editFormat: 'search-replace', contextWindow: undefined, maxOutputTokens: 32_000 },
    stream: (request, signal) => pasteReply({ desk, number: ++asked }, request, signal),
  };
}

async function* pasteReply(
  turn: { readonly desk: PasteDesk; readonly number: number },
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  throwIfAborted(signal);
  const markdown = pasteMarkdown(request);
  await raceAbort(turn.desk.show({ number: turn.number, markdown }, signal), signal);
  const pasted = await raceAbort(turn.desk.awaitReply(signal), signal);
  const callsBefore = request.messages.flatMap((message) => message.content).filter((part) => part.type === 'toolCall');
  const reply = parseTextReply(pasted, callsBefore.length + 1);
  if (reply.text === '' && reply.calls.length === 0)
    throw new CodedError('model.badReply', 'The pasted reply is empty.', {
      hint: 'Paste the whole answer of the chat.',
    });
  if (reply.text !== '') yield { type: 'text.delta', text: reply.text };
  for (const call of reply.calls) yield { type: 'toolCall.done', call };
  yield {
    type: 'finished',
    reason: reply.calls.length > 0 ? 'toolCalls' : 'stop',
    usage: {
      inputTokens: tokensRoughly(markdown),
      outputTokens: tokensRoughly(pasted),
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    },
    model: 'paste',
  };
}
