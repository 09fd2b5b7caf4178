import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import { canonicalRequest } from '../../core/model/canonicalRequest.ts';
import type { ModelCapability, ModelEvent, ModelProvider, ModelRequest } from '../../core/model/modelProvider.ts';

/** A reply as it is kept: the events in order, `finished` last. */
export interface RecordedReply {
  readonly model: string;
  readonly events: readonly ModelEvent[];
}

/** Where recorded replies are kept, keyed by `requestHash`. */
export interface RecordedReplies {
  find(hash: string, signal: AbortSignal): Promise<RecordedReply | undefined>;
  /** The hash of the kept request that is most like this one, for the error message. */
  nearest?(canonical: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Keeps a reply under the hash of its request; `canonical` is the request's text. */
export type SaveReply = (
  entry: { readonly hash: string; readonly canonical: string; readonly reply: RecordedReply },
  signal: AbortSignal,
) => Promise<void>;

/** The name of a request: SHA-256 of its canonical text, in lowercase hexadecimal. */
export function requestHash(request: ModelRequest): string {
  return createHash('sha256').update(canonicalRequest(request)).digest('hex');
}

const defaultCapability: ModelCapability = {
  toolCalls: true,
  editFormat: 'search-replace',
  contextWindow: undefined,
  maxOutputTokens: 128_000,
};

/**
 * A model that answers from recorded replies, without a network. A request nobody recorded throws `model.notRecorded`
 * with its hash and the nearest one's. Give the recorded model's capability, so that requests come out the same.
 */
export function createRecordedModel(
  replies: RecordedReplies,
  options: { readonly ref?: string; readonly capability?: ModelCapability } = {},
): ModelProvider {
  return {
    ref: options.ref ?? 'recorded',
    capability: options.capability ?? defaultCapability,
    async *stream(request, signal) {
      throwIfAborted(signal);
      const hash = requestHash(request);
      const reply = await replies.find(hash, signal);
      if (!reply) throw await notRecorded(replies, { hash, canonical: canonicalRequest(request) }, signal);
      for (const event of reply.events) {
        throwIfAborted(signal);
        yield event;
      }
      if (reply.events.at(-1)?.type !== 'finished')
        throw new CodedError('model.truncated', 'The recorded reply has no end.', { details: { hash } });
    },
  };
}

/** The same model; every whole reply is saved before its last event is passed on. Failed replies are not saved. */
export function createRecordingModel(inner: ModelProvider, save: SaveReply): ModelProvider {
  return {
    ...inner,
    async *stream(request, signal) {
      const events: ModelEvent[] = [];
      for await (const event of inner.stream(request, signal)) {
        events.push(event);
        if (event.type === 'finished') {
          const reply = { model: event.model, events };
          await save({ hash: requestHash(request), canonical: canonicalRequest(request), reply }, signal);
        }
        yield event;
      }
    },
  };
}

async function notRecorded(
  replies: RecordedReplies,
  request: { readonly hash: string; readonly canonical: string },
  signal: AbortSignal,
): Promise<CodedError> {
  const nearest = await replies.nearest?.(request.canonical, signal);
  const near = nearest === undefined ? 'nothing is recorded at all' : `the nearest is ${nearest.slice(0, 12)}`;
  return new CodedError(
    'model.notRecorded',
    `No reply is recorded for request ${request.hash.slice(0, 12)}; ${near}.`,
    {
      hint: 'The request has changed since it was recorded: record it again.',
      details: { hash: request.hash, ...(nearest === undefined ? {} : { nearest }) },
    },
  );
}
