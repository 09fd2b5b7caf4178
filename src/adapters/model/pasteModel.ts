import { raceAbort, throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { ModelEvent, ModelProvider, ModelRequest } from '../../core/model/modelProvider.ts';
import { parseTextReply } from '../../core/model/parseTextReply.ts';
import type { PasteDesk } from '../../core/model/pasteDesk.ts';
import { tokensRoughly } from '../../core/model/tokenEstimate.ts';
import { pasteMarkdown } from './pasteMarkdown.ts';

/**
 * A model reached by copy and paste: each request is shown on the desk as Markdown, the pasted text is the reply. Tool
 * calls travel in the text protocol. Usage is estimated from the texts' lengths. A desk has one chair: requests that come
 * side by side are asked one after the other.
 */
export function createPasteModel(desk: PasteDesk): ModelProvider {
  let asked = 0;
  let last: Promise<unknown> = Promise.resolve();
  const carry = (markdown: string, signal: AbortSignal): Promise<string> => {
    const before = last;
    const turn = (async () => {
      await before.catch(() => undefined);
      throwIfAborted(signal);
      await raceAbort(desk.show({ number: ++asked, markdown }, signal), signal);
      return raceAbort(desk.awaitReply(signal), signal);
    })();
    last = turn;
    return raceAbort(turn, signal);
  };
  return {
    ref: 'paste',
    capability: { toolCalls: true, editFormat: 'search-replace', contextWindow: undefined, maxOutputTokens: 32_000 },
    stream: (request, signal) => pasteReply(carry, request, signal),
  };
}

async function* pasteReply(
  carry: (markdown: string, signal: AbortSignal) => Promise<string>,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  throwIfAborted(signal);
  const markdown = pasteMarkdown(request);
  const pasted = await carry(markdown, signal);
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
