import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createModelProvider } from '../../../src/adapters/model/createModelProvider.ts';
import { createPasteFolder } from '../../../src/adapters/model/pasteFolder.ts';
import { createPasteModel } from '../../../src/adapters/model/pasteModel.ts';
import { openRecordedFolder } from '../../../src/adapters/model/recordedFolder.ts';
import { createRecordedModel, createRecordingModel } from '../../../src/adapters/model/recordedModel.ts';
import type { ModelProvider, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { renderToolCall } from '../../../src/core/model/textProtocol.ts';
import { editorModelsOver } from '../../fakes/editorChannel.ts';
import { createFakeChatModels } from '../../fakes/fakeChatModels.ts';
import { createScriptedModel, type ScriptedReply } from '../../fakes/scriptedModel.ts';
import { startAnthropicServer } from '../../fakes/servers/anthropicServer.ts';
import { startOllamaServer } from '../../fakes/servers/ollamaServer.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import { startResponsesServer } from '../../fakes/servers/responsesServer.ts';
import {
  argumentsOf,
  type ModelServer,
  type ServerReply,
  type StreamedReply,
} from '../../fakes/servers/serverReply.ts';

export const testKey = 'sk-contract-0123456789abcdefghij';
export const idleTimeoutMs = 250;

/** A provider set up to give scripted replies. */
export interface Opened {
  readonly provider: ModelProvider;
  /** Undefined for providers without a server. */
  readonly server: ModelServer | undefined;
  close(): Promise<void>;
}

/** One kind of provider under the contract. */
export interface Harness {
  readonly name: string;
  /** A reference of this kind, without an address. */
  readonly ref: string;
  /** Has a server, so transport failures can happen. */
  readonly network: boolean;
  /** Cases that cannot happen here, with the reason. */
  readonly skips: Readonly<Record<string, string>>;
  open(replies: readonly ServerReply[]): Promise<Opened>;
}

const noTransport = 'it has no transport of its own';

export const harnesses: readonly Harness[] = [
  {
    name: 'anthropic',
    ref: 'anthropic/claude-sonnet-5-5',
    network: true,
    skips: { 'content filter': 'Anthropic reports it as a refusal', 'usage unknown': 'Anthropic always sends usage' },
    open: (replies) =>
      opened(startAnthropicServer(replies, { apiKey: testKey }), 'anthropic/claude-sonnet-5-5', {
        ANTHROPIC_API_KEY: testKey,
      }),
  },
  {
    name: 'openai by Chat Completions',
    ref: 'openai/gpt-6-sol?api=chat',
    network: true,
    skips: { 'usage unknown': 'usage is asked for and always comes' },
    open: (replies) =>
      opened(startOpenaiServer(replies, { apiKey: testKey }), 'openai/gpt-6-sol?api=chat', { OPENAI_API_KEY: testKey }),
  },
  {
    name: 'openai by Responses',
    ref: 'openai/gpt-6-sol',
    network: true,
    skips: { 'usage unknown': 'usage always comes' },
    open: (replies) =>
      opened(startResponsesServer(replies, { apiKey: testKey }), 'openai/gpt-6-sol', { OPENAI_API_KEY: testKey }),
  },
  {
    name: 'gemini',
    ref: 'gemini/gemini-3.8-flash',
    network: true,
    skips: {},
    open: async (replies) => {
      const server = startOpenaiServer(replies, { apiKey: testKey, flavour: 'compatible' });
      const { url } = await server;
      return opened(server, 'gemini/gemini-3.8-flash', { GEMINI_API_KEY: testKey, GEMINI_BASE_URL: url });
    },
  },
  {
    name: 'ollama',
    ref: 'ollama/qwen3:8b',
    network: true,
    skips: {
      refusal: 'Ollama has no mark for it',
      'content filter': 'Ollama has none',
      'malformed tool input': 'Ollama reads the arguments itself and sends an object',
    },
    open: async (replies) => {
      const server = startOllamaServer(replies, { apiKey: testKey });
      return opened(server, 'ollama/qwen3:8b', { OLLAMA_API_KEY: testKey, OLLAMA_BASE_URL: (await server).url });
    },
  },
  {
    name: 'openai-compatible',
    ref: 'openai-compatible/qwen',
    network: true,
    skips: {},
    open: (replies) =>
      opened(startOpenaiServer(replies, { apiKey: testKey, flavour: 'compatible' }), 'openai-compatible/qwen', {
        OPENAI_COMPATIBLE_API_KEY: testKey,
      }),
  },
  {
    name: 'scripted',
    ref: 'scripted',
    network: false,
    skips: { refusal: noTransport, 'content filter': noTransport },
    open: async (replies) => ({
      provider: createScriptedModel(replies.map(toScripted)),
      server: undefined,
      close: async () => undefined,
    }),
  },
  {
    name: 'recorded',
    ref: 'recorded',
    network: false,
    skips: {
      refusal: 'only whole replies are recorded',
      'content filter': 'only whole replies are recorded',
      'cut stream': 'only whole replies are recorded',
      'abort while waiting': 'a recorded reply never lets wait',
    },
    open: openRecorded,
  },
  {
    name: 'paste',
    ref: 'paste',
    network: false,
    skips: {
      refusal: 'a person reads it',
      'content filter': 'a person reads it',
      'cut stream': 'a pasted text has no end mark',
      'output limit': 'a chat window does not report it',
      'usage unknown': 'usage is estimated',
    },
    open: openPaste,
  },
  {
    name: 'vscode',
    ref: 'vscode',
    network: false,
    skips: {
      'malformed tool input': 'VS Code hands arguments out as an object',
      'output limit': 'VS Code does not report it',
      'usage unknown': 'usage is estimated',
      'content filter': 'VS Code reports it as blocked, which is a refusal',
      'cut stream': 'an answer of VS Code has no end mark',
    },
    open: async (replies) => {
      const { models, close } = editorModelsOver(createFakeChatModels(replies));
      const editor = { models, signal: new AbortController().signal };
      const provider = await createModelProvider({ ref: 'vscode', lookup: () => undefined, editor });
      if (!provider) throw new Error('no provider');
      return { provider, server: undefined, close: async () => close() };
    },
  },
];

/** A provider of this kind at another address: a server of the test's own. */
export async function providerAt(
  harness: Harness,
  url: string,
  { key = testKey, silenceMs = 180_000 } = {},
): Promise<ModelProvider> {
  const lookup = (name: string) => (name.endsWith('_KEY') ? key : name.endsWith('_BASE_URL') ? url : undefined);
  const provider = await createModelProvider({ ref: harness.ref, lookup, idleTimeoutMs: silenceMs });
  if (!provider) throw new Error('no provider');
  return provider;
}

async function opened(starting: Promise<ModelServer>, ref: string, env: Record<string, string>): Promise<Opened> {
  const server = await starting;
  const provider = await createModelProvider({ ref, lookup: (name) => env[name], baseUrl: server.url, idleTimeoutMs });
  if (!provider) throw new Error('no provider');
  return { provider, server, close: () => server.close() };
}

function toScripted(reply: ServerReply): ScriptedReply {
  if ('status' in reply) throw new Error('a status needs a server');
  return {
    ...(reply.text === undefined ? {} : { text: reply.text }),
    ...(reply.calls === undefined ? {} : { calls: reply.calls }),
    ...(reply.finish === undefined ? {} : { finish: reply.finish }),
    ...(reply.delayMs === undefined ? {} : { delayMs: reply.delayMs }),
    ...(reply.usage === false ? { usage: undefined } : {}),
    ...(reply.cutAfterBytes === undefined && reply.endAfterBytes === undefined ? {} : { cut: true as const }),
  };
}

/** Records each reply at the first call of a request and answers from the folder, as a replay does. */
async function openRecorded(replies: readonly ServerReply[]): Promise<Opened> {
  const dir = await mkdtemp(join(tmpdir(), 'loopwright-recorded-'));
  const folder = openRecordedFolder(dir);
  const recording = createRecordingModel(createScriptedModel(replies.map(toScripted)), folder.save);
  const recorded = createRecordedModel(folder, { capability: recording.capability });
  const provider: ModelProvider = {
    ref: recorded.ref,
    capability: recorded.capability,
    async *stream(request: ModelRequest, signal: AbortSignal) {
      if (!signal.aborted) for await (const _event of recording.stream(request, new AbortController().signal));
      yield* recorded.stream(request, signal);
    },
  };
  return { provider, server: undefined, close: () => rm(dir, { recursive: true }) };
}

/** A person at a folder: answers each request file after the reply's delay, in two writes. */
async function openPaste(replies: readonly ServerReply[]): Promise<Opened> {
  const dir = await mkdtemp(join(tmpdir(), 'loopwright-paste-'));
  const stop = new AbortController();
  const person = answerFiles(dir, replies, stop.signal);
  const provider = createPasteModel(createPasteFolder(dir, { pollMs: 5, stableMs: 40 }));
  return {
    provider,
    server: undefined,
    async close() {
      stop.abort();
      await person;
      await rm(dir, { recursive: true });
    },
  };
}

async function answerFiles(dir: string, replies: readonly ServerReply[], signal: AbortSignal): Promise<void> {
  for (let at = 0; at < replies.length && !signal.aborted; ) {
    const number = String(at + 1).padStart(4, '0');
    await sleep(5);
    if (!(await readdir(dir)).includes(`request-${number}.md`)) continue;
    const reply = replies[at++];
    if (!reply || 'status' in reply) throw new Error('a status needs a server');
    for (let waited = 0; waited < (reply.delayMs ?? 0) && !signal.aborted; waited += 10) await sleep(10);
    if (signal.aborted) return;
    const text = pasted(reply);
    await writeFile(join(dir, `reply-${number}.md`), text.slice(0, 3));
    await sleep(15);
    await writeFile(join(dir, `reply-${number}.md`), text);
  }
}

function pasted(reply: StreamedReply): string {
  const calls = (reply.calls ?? []).map((call) => renderToolCall(call.name, argumentsOf(call)));
  return [reply.text ?? '', ...calls].join('\n\n');
}
