import type { ModelEvent, ModelUsage } from '../../core/model/modelProvider.ts';
import { type ModelErrorContext, unreadable } from './modelError.ts';

/**
 * The same events, held against what the port promises of them: the SDKs pass on whatever a server sends, of whatever type. Throws
 * `model.badReply` for text or a call that is none; counts that are none are not known.
 */
export async function* soundEvents(
  events: AsyncIterable<ModelEvent>,
  context: ModelErrorContext,
): AsyncGenerator<ModelEvent> {
  for await (const event of events) {
    if (event.type === 'finished') {
      const model = isText(event.model) ? event.model : context.model;
      yield { ...event, model, usage: event.usage && isCounted(event.usage) ? event.usage : undefined };
      continue;
    }
    const texts =
      event.type === 'text.delta' ? [event.text] : [event.call.callId, event.call.name, event.call.inputText];
    if (!texts.every(isText)) throw unreadable(context);
    yield event;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCounted({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: ModelUsage): boolean {
  const counts: readonly unknown[] = [inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens];
  return counts.every((count) => typeof count === 'number' && Number.isFinite(count) && count >= 0);
}
