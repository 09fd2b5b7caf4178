import assert from 'node:assert/strict';
import { createModelProvider, type ModelProviderConfig } from '../../../src/adapters/model/createModelProvider.ts';
import type { ModelMessage, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { type ModelReply, replyOf } from '../../../src/core/model/replyOf.ts';
import { startAnthropicServer } from '../../fakes/servers/anthropicServer.ts';
import { startOllamaServer } from '../../fakes/servers/ollamaServer.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import { startResponsesServer } from '../../fakes/servers/responsesServer.ts';
import type { ModelServer, RequestBody, ServerReply } from '../../fakes/servers/serverReply.ts';

export const key = 'sk-parameters-0123456789';
export const tool = { name: 'read', description: 'Reads.', inputSchema: { type: 'object', properties: {} } };
export const first: ModelMessage = { role: 'user', content: [{ type: 'text', text: 'Go' }] };
export const request: ModelRequest = {
  system: 'S',
  messages: [first],
  tools: [],
  maxOutputTokens: 500,
  temperature: 0,
};

type Start = (replies: readonly ServerReply[]) => Promise<ModelServer>;
const starts: Readonly<Record<string, Start>> = {
  anthropic: (replies) => startAnthropicServer(replies, { apiKey: key }),
  chat: (replies) => startOpenaiServer(replies, { apiKey: key }),
  compatible: (replies) => startOpenaiServer(replies, { apiKey: key, flavour: 'compatible' }),
  responses: (replies) => startResponsesServer(replies, { apiKey: key }),
  ollama: (replies) => startOllamaServer(replies, { apiKey: key }),
};

interface Sent {
  readonly body: RequestBody;
  readonly reply: ModelReply;
}

/** Sends one request to a server of a kind, and gives what was sent and what came back. */
export async function send(
  kind: string,
  ref: string,
  options: {
    readonly request?: Partial<ModelRequest>;
    readonly reply?: ServerReply;
    readonly config?: Partial<ModelProviderConfig>;
  } = {},
): Promise<Sent> {
  const server = await (starts[kind] as Start)([options.reply ?? { text: '{"ok":true}' }]);
  const lookup = (name: string) =>
    name.endsWith('_API_KEY') ? key : name.endsWith('_BASE_URL') ? server.url : undefined;
  try {
    const provider = await createModelProvider({ ref, lookup, ...options.config });
    assert.ok(provider);
    const reply = await replyOf(provider.stream({ ...request, ...options.request }, new AbortController().signal));
    assert.ok(server.requests[0]);
    return { body: server.requests[0].body, reply };
  } finally {
    await server.close();
  }
}
