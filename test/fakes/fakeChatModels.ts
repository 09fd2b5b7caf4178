import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatModel, ChatModels } from '../../src/extension/models/chatModels.ts';
import type { EditorMessageView } from '../../src/protocol/editorModels.ts';
import { argumentsOf, piecesOf, type ServerReply } from './servers/serverReply.ts';

/** What a fake model was asked. */
export interface ChatRequest {
  readonly messages: readonly EditorMessageView[];
  readonly tools: readonly { readonly name: string }[];
}

/** Models of an editor that give scripted replies, as `vscode.lm` gives them. */
export interface FakeChatModels extends ChatModels {
  readonly requests: readonly ChatRequest[];
}

/** An error as VS Code throws it. */
export function languageModelError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** One model, or as many as are named; a function in the place of a reply throws what it gives. */
export function createFakeChatModels(
  replies: readonly (ServerReply | (() => Error))[],
  models: readonly Partial<ChatModel>[] = [{}],
): FakeChatModels {
  const requests: ChatRequest[] = [];
  const all = models.map(
    (one): ChatModel => ({
      id: 'fake-1',
      vendor: 'fake',
      family: 'fake',
      name: 'Fake 1',
      maxInputTokens: 100_000,
      allowed: true,
      countTokens: async (text) => Math.ceil(text.length / 4) + 1,
      async *send(request, signal) {
        const reply = replies[requests.push(structuredClone(request)) - 1];
        if (!reply) throw new Error('the script has no further reply');
        if (typeof reply === 'function') throw reply();
        if ('status' in reply) throw new Error('a status needs a server');
        if (reply.refusal !== undefined) throw languageModelError('Blocked', reply.refusal);
        // Like VS Code: a cancelled request throws its own kind of error, and only once it looks.
        const pause = (ms: number) =>
          sleep(ms, undefined, { signal }).catch(() => Promise.reject(new Error('Canceled')));
        if (reply.delayMs !== undefined) await pause(reply.delayMs);
        for (const text of piecesOf(reply.text ?? '', reply.chunkSize ?? 7)) {
          if (reply.dripMs !== undefined) await pause(reply.dripMs);
          yield { type: 'text', text };
        }
        for (const [at, call] of (reply.calls ?? []).entries())
          yield {
            type: 'toolCall',
            callId: call.id ?? `call_${requests.length}_${at}`,
            name: call.name,
            input: JSON.parse(argumentsOf(call)) as object,
          };
      },
      ...one,
    }),
  );
  return {
    requests,
    select: async (named) => all.filter(({ vendor, id }) => !named || (vendor === named.vendor && id === named.id)),
  };
}
