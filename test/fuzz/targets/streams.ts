import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createModelProvider } from '../../../src/adapters/model/createModelProvider.ts';
import { CodedError } from '../../../src/base/errors.ts';
import type { ModelEvent, ModelProvider } from '../../../src/core/model/modelProvider.ts';
import { type FuzzTarget, numbersOf, type OpenTarget, piecesOf } from '../fuzzTarget.ts';

const apiKey = 'sk-fuzz-0123456789abcdefghij';
/** The first line of an input says who answers: one of these. */
const kinds = ['anthropic', 'openai', 'responses', 'ollama'] as const;
type Kind = (typeof kinds)[number];

const refs: Readonly<Record<Kind, string>> = {
  anthropic: 'anthropic/claude-sonnet-5-5',
  openai: 'openai-compatible/qwen',
  responses: 'openai/gpt-6-sol',
  ollama: 'ollama/qwen3:8b',
};

/** What a model server sends: server-sent events and lines of JSON, cut anywhere, read by the adapters over a real connection. */
export const target: FuzzTarget = {
  name: 'streams',
  seeds: () => [],
  open,
};

async function open(): Promise<OpenTarget> {
  let answer: { readonly type: string; readonly pieces: readonly Buffer[] } = { type: '', pieces: [] };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': answer.type });
    const send = (index: number): void => {
      const piece = answer.pieces[index];
      if (piece === undefined) return void response.end();
      response.write(piece, () => setImmediate(send, index + 1));
    };
    send(0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const providers = await providersAt(`http://127.0.0.1:${port}/v1`);
  return {
    async check(text) {
      const { kind, body } = partsOf(text);
      const type = kind === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';
      const whole = Buffer.from(body, 'utf8');
      answer = { type, pieces: [whole] };
      const first = await reply(providers[kind]);
      answer = { type, pieces: cut(whole, numbersOf(text)) };
      const second = await reply(providers[kind]);
      assert.deepEqual(withoutIds(second), withoutIds(first), 'the reply depends on where the connection cuts it');
      return `${kind} ${first.code} ${first.events
        .map(({ type: name }) => name)
        .slice(0, 4)
        .join(',')}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function providersAt(url: string): Promise<Readonly<Record<Kind, ModelProvider>>> {
  const values: Record<string, string> = {
    ANTHROPIC_API_KEY: apiKey,
    ANTHROPIC_BASE_URL: url.replace('/v1', ''),
    OPENAI_API_KEY: apiKey,
    OPENAI_BASE_URL: url,
    OPENAI_COMPATIBLE_API_KEY: apiKey,
    OPENAI_COMPATIBLE_BASE_URL: url,
    OLLAMA_API_KEY: apiKey,
    OLLAMA_BASE_URL: url.replace('/v1', ''),
  };
  const found: Partial<Record<Kind, ModelProvider>> = {};
  for (const kind of kinds) {
    const provider = await createModelProvider({ ref: refs[kind], lookup: async (name) => values[name], asIs: true });
    found[kind] = provider ?? assert.fail(`no provider for ${kind}`);
  }
  return found as Record<Kind, ModelProvider>;
}

function partsOf(text: string): { readonly kind: Kind; readonly body: string } {
  const end = text.indexOf('\n');
  const named = kinds.find((kind) => kind === text.slice(0, end));
  if (named) return { kind: named, body: text.slice(end + 1) };
  return { kind: kinds[text.length % kinds.length] ?? 'openai', body: text };
}

/** The bytes cut anywhere, within characters too. */
function cut(bytes: Buffer, random: () => number): readonly Buffer[] {
  const pieces = piecesOf(bytes.toString('latin1'), random, 6);
  return pieces.map((piece) => Buffer.from(piece, 'latin1')).filter(({ length }) => length > 0);
}

interface Reply {
  readonly events: readonly ModelEvent[];
  readonly code: string;
}

/** Reads a reply and holds it against the contract of the port. */
async function reply(provider: ModelProvider): Promise<Reply> {
  const events: ModelEvent[] = [];
  const request = {
    system: '',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    tools: [],
    maxOutputTokens: 100,
  } as const;
  try {
    for await (const event of provider.stream(request, new AbortController().signal)) {
      checkEvent(event);
      assert.notEqual(events.at(-1)?.type, 'finished', 'an event after the end');
      events.push(event);
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    assert.match(error.code, /^model\.\w+$/);
    const told = `${error.message} ${error.hint} ${JSON.stringify(error.details)}`;
    assert.ok(!told.includes(apiKey), 'the key is in the error');
    return { events, code: error.code };
  }
  assert.equal(events.at(-1)?.type, 'finished', 'the reply ended without its end');
  return { events, code: 'ok' };
}

function checkEvent(event: ModelEvent): void {
  if (event.type === 'text.delta') {
    assert.equal(typeof event.text, 'string', `text that is ${JSON.stringify(event.text)}`);
    return;
  }
  if (event.type === 'toolCall.done') {
    const { callId, name, inputText, input, providerState } = event.call;
    for (const part of [callId, name, inputText])
      assert.equal(typeof part, 'string', `a call with ${JSON.stringify(part)}`);
    assert.ok(callId !== '', 'a call without an id');
    assert.ok(['string', 'undefined'].includes(typeof providerState));
    if (input !== undefined) assert.deepEqual(JSON.parse(inputText), input);
    return;
  }
  assert.ok(['stop', 'toolCalls', 'length'].includes(event.reason));
  assert.equal(typeof event.model, 'string', `a model called ${JSON.stringify(event.model)}`);
  for (const [name, count] of Object.entries(event.usage ?? {}))
    assert.ok(Number.isFinite(count) && Number(count) >= 0, `${name} is ${JSON.stringify(count)}`);
}

function withoutIds(reply: Reply): Reply {
  const texts: string[] = [];
  const others: ModelEvent[] = [];
  for (const event of reply.events) {
    if (event.type === 'text.delta') texts.push(event.text);
    else if (event.type === 'toolCall.done') {
      const callId = /^call_[0-9a-f-]{36}$/.test(event.call.callId) ? 'made' : event.call.callId;
      others.push({ ...event, call: { ...event.call, callId } });
    } else others.push(event);
  }
  return { code: reply.code, events: [{ type: 'text.delta', text: texts.join('') }, ...others] };
}
