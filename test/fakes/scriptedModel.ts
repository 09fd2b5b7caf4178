import { setTimeout as sleep } from 'node:timers/promises';
import { abortError, throwIfAborted } from '../../src/base/abort.ts';
import { CodedError } from '../../src/base/errors.ts';
import type {
  FinishReason,
  ModelCapability,
  ModelEvent,
  ModelProvider,
  ModelRequest,
  ModelUsage,
} from '../../src/core/model/modelProvider.ts';
import { toolCallPart } from '../../src/core/model/replyOf.ts';
import { piecesOf, type ScriptedCall } from './servers/serverReply.ts';

/** One scripted reply, or a failure with one of the port's codes. */
export interface ScriptedReply {
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
  readonly finish?: FinishReason;
  /** `undefined` given explicitly leaves usage unknown. */
  readonly usage?: ModelUsage | undefined;
  /** Fails instead, after the text has streamed. */
  readonly error?: { readonly code: string; readonly message?: string; readonly retryAfterMs?: number };
  readonly delayMs?: number;
  /** Characters in a text delta. */
  readonly chunkSize?: number;
  /** Ends without `finished`, as a cut stream does. */
  readonly cut?: true;
}

/** Replies in order, or one for each request. */
export type ModelScript = readonly ScriptedReply[] | ((request: ModelRequest, index: number) => ScriptedReply);

/** A model in the process that answers by a script and keeps the requests it got. */
export interface ScriptedModel extends ModelProvider {
  readonly requests: readonly ModelRequest[];
}

const usage: ModelUsage = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** Creates a scripted model. A script that runs out is a bug of the test and throws a plain Error. */
export function createScriptedModel(
  script: ModelScript,
  options: { readonly ref?: string; readonly capability?: Partial<ModelCapability> } = {},
): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    ref: options.ref ?? 'scripted/model',
    capability: {
      toolCalls: true,
      editFormat: 'search-replace',
      contextWindow: 200_000,
      maxOutputTokens: 32_000,
      ...options.capability,
    },
    requests,
    stream(request, signal) {
      const index = requests.push(structuredClone(request)) - 1;
      const reply = typeof script === 'function' ? script(request, index) : script[index];
      if (!reply) throw new Error(`the script has no reply for request ${index}`);
      return play(reply, index, signal);
    },
  };
}

async function* play(reply: ScriptedReply, index: number, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  throwIfAborted(signal);
  if (reply.delayMs !== undefined)
    await sleep(reply.delayMs, undefined, { signal }).catch(() => Promise.reject(abortError(signal)));
  for (const text of piecesOf(reply.text ?? '', reply.chunkSize ?? 7)) {
    throwIfAborted(signal);
    yield { type: 'text.delta', text };
  }
  if (reply.error) {
    const { code, message, retryAfterMs } = reply.error;
    throw new CodedError(code, message ?? `scripted ${code}`, {
      details: retryAfterMs === undefined ? {} : { retryAfterMs },
    });
  }
  if (reply.cut) throw new CodedError('model.truncated', 'The scripted reply broke off.');
  const calls = reply.calls ?? [];
  for (const [at, call] of calls.entries()) {
    const inputText = call.argumentsText ?? JSON.stringify(call.input ?? {});
    yield {
      type: 'toolCall.done',
      call: toolCallPart({ callId: call.id ?? `call_${index}_${at}`, name: call.name, inputText }),
    };
  }
  yield {
    type: 'finished',
    reason: reply.finish ?? (calls.length > 0 ? 'toolCalls' : 'stop'),
    usage: 'usage' in reply ? reply.usage : usage,
    model: 'scripted',
  };
}
