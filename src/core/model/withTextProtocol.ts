import type { ModelEvent, ModelProvider, ModelRequest } from './modelProvider.ts';
import { parseTextReply, proseEnd } from './parseTextReply.ts';
import { toTextRequest } from './textProtocol.ts';

/**
 * The same model, able to use tools: requests are rewritten to the text protocol and replies are read back. A provider
 * that calls tools itself is returned as it is. Prose before the first tool block streams; the rest comes at the end.
 */
export function withTextProtocol(provider: ModelProvider): ModelProvider {
  if (provider.capability.toolCalls) return provider;
  return {
    ...provider,
    // A schema would keep the model from writing tool calls into its text.
    capability: { ...provider.capability, toolCalls: true, responseSchema: false },
    stream(request, signal) {
      const plain = request.tools.length === 0;
      return plain ? provider.stream(toTextRequest(request), signal) : textStream(provider, request, signal);
    },
  };
}

async function* textStream(
  provider: ModelProvider,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  let text = '';
  let shown = 0;
  let native = 0;
  for await (const event of provider.stream(toTextRequest(request), signal)) {
    if (event.type === 'text.delta') {
      text += event.text;
      const end = proseEnd(text, shown);
      if (end > shown) yield { type: 'text.delta', text: text.slice(shown, end) };
      shown = Math.max(shown, end);
    } else if (event.type === 'toolCall.done') {
      native++;
      yield event;
    } else {
      const head = text.slice(0, shown);
      const tail = parseTextReply(text.slice(shown), 1 + callsIn(request));
      if (tail.text !== '') yield { type: 'text.delta', text: head === '' ? tail.text : `\n${tail.text}` };
      for (const call of tail.calls) yield { type: 'toolCall.done', call };
      const called = tail.calls.length + native > 0 && event.reason === 'stop';
      yield called ? { ...event, reason: 'toolCalls' } : event;
    }
  }
}

function callsIn(request: ModelRequest): number {
  return request.messages.flatMap((message) => message.content).filter((part) => part.type === 'toolCall').length;
}
