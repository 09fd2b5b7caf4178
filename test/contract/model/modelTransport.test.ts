import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { CodedError } from '../../../src/base/errors.ts';
import type { ModelProvider, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import type { ServerReply } from '../../fakes/servers/serverReply.ts';
import { harnesses, providerAt, testKey } from './harness.ts';

const request: ModelRequest = {
  system: '',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  maxOutputTokens: 100,
};

interface Failure {
  readonly title: string;
  readonly reply: ServerReply;
  readonly code: string;
  readonly details?: Record<string, unknown>;
}

const failures: readonly Failure[] = [
  { title: '401', reply: { status: 401 }, code: 'model.unauthorized', details: { status: 401 } },
  { title: '403', reply: { status: 403 }, code: 'model.unauthorized' },
  { title: '402', reply: { status: 402, message: 'pay' }, code: 'model.unauthorized' },
  {
    title: '429 in seconds',
    reply: limited({ 'retry-after': '7' }),
    code: 'model.rateLimited',
    details: { retryAfterMs: 7000 },
  },
  {
    title: '429 in ms',
    reply: limited({ 'retry-after-ms': '120', 'retry-after': '9' }),
    code: 'model.rateLimited',
    details: { retryAfterMs: 120 },
  },
  {
    title: '429 past date',
    reply: limited({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
    code: 'model.rateLimited',
    details: { retryAfterMs: 0 },
  },
  {
    title: '429 absurd',
    reply: limited({ 'retry-after': '999999999' }),
    code: 'model.rateLimited',
    details: { retryAfterMs: 3_600_000 },
  },
  {
    title: '429 without a header',
    reply: limited({}),
    code: 'model.rateLimited',
    details: { retryAfterMs: undefined },
  },
  {
    title: '429 without credit',
    reply: { status: 429, errorType: 'insufficient_quota', message: 'no credit' },
    code: 'model.unauthorized',
  },
  { title: '529', reply: { status: 529 }, code: 'model.overloaded' },
  {
    title: '503',
    reply: { status: 503, headers: { 'retry-after': '2' } },
    code: 'model.overloaded',
    details: { retryAfterMs: 2000 },
  },
  { title: '500', reply: { status: 500 }, code: 'model.overloaded' },
  { title: '502 as a web page', reply: { status: 502, body: '<html>Bad gateway</html>' }, code: 'model.overloaded' },
  { title: '504', reply: { status: 504 }, code: 'model.timeout' },
  { title: '400', reply: { status: 400, message: 'tools: not so' }, code: 'model.badRequest' },
  { title: '404', reply: { status: 404, message: 'model: nobody' }, code: 'model.badRequest' },
  {
    title: 'prompt too long',
    reply: { status: 400, message: 'prompt is too long: 208310 tokens > 200000 maximum' },
    code: 'model.contextTooLong',
  },
  {
    title: 'context_length_exceeded',
    reply: {
      status: 400,
      errorType: 'context_length_exceeded',
      message: "This model's maximum context length is 128000 tokens",
    },
    code: 'model.contextTooLong',
  },
  {
    title: 'llama.cpp too long',
    reply: {
      status: 400,
      errorType: 'exceed_context_size_error',
      message: 'the request exceeds the available context size',
    },
    code: 'model.contextTooLong',
  },
  { title: '413', reply: { status: 413 }, code: 'model.contextTooLong' },
  {
    title: 'redirect',
    reply: { status: 307, headers: { location: 'http://127.0.0.1:9/v1/messages' } },
    code: 'model.badReply',
    details: { status: 307 },
  },
  { title: 'a web page instead', reply: { status: 200, body: '<html>Welcome</html>' }, code: 'model.badReply' },
  { title: 'JSON instead of a stream', reply: { status: 200, body: { ok: true } }, code: 'model.badReply' },
  {
    title: 'a stream of nonsense',
    reply: nonsense('event: message_start\ndata: {nonsense}\n\n'),
    code: 'model.badReply',
  },
  { title: 'an empty stream', reply: nonsense(''), code: 'model.truncated' },
  { title: 'end inside an event', reply: { text: 'The sum is off', endAfterBytes: 500 }, code: 'model.truncated' },
  { title: 'cut in the first bytes', reply: { text: 'The sum', cutAfterBytes: 10 }, code: 'model.truncated' },
  {
    title: 'overloaded in the middle',
    reply: { text: 'The', errorEvent: { type: 'overloaded_error', message: 'busy' } },
    code: 'model.overloaded',
  },
  { title: 'silence before the headers', reply: { text: 'x', delayMs: 700 }, code: 'model.timeout' },
  {
    title: 'silence in the middle',
    reply: { text: 'The sum is off by one', stallAfterBytes: 600 },
    code: 'model.timeout',
  },
];

function limited(headers: Record<string, string>): ServerReply {
  return { status: 429, headers, message: 'slow down' };
}

/** Sent with the type of a stream; the harness of a provider that streams lines says so. */
function nonsense(body: string): ServerReply {
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body };
}

/** The same failure as this provider would send it. */
function asSentBy(ref: string, reply: ServerReply): ServerReply {
  if (!ref.startsWith('ollama/') || !('status' in reply) || reply.headers?.['content-type'] === undefined) return reply;
  return { ...reply, headers: { 'content-type': 'application/x-ndjson' } };
}

for (const harness of harnesses.filter((each) => each.network))
  describe(`model transport: ${harness.name}`, () => {
    for (const failure of failures)
      it(`${failure.title} is ${failure.code}, once, without the key`, async () => {
        const opened = await harness.open([asSentBy(harness.ref, failure.reply), { text: 'a retry nobody asked for' }]);
        try {
          const error = await failureOf(opened.provider);
          assert.equal(error.code, failure.code, error.message);
          for (const [key, value] of Object.entries(failure.details ?? {}))
            assert.equal(error.details[key], value, key);
          assert.equal(opened.server?.requests.length, 1);
          assertNoKey(error);
        } finally {
          await opened.close();
        }
      });

    it('keeps the key out when the server echoes it', async () => {
      const opened = await harness.open([
        { status: 400, errorType: `type ${testKey}`, message: `bad Bearer ${testKey} here` },
      ]);
      try {
        const error = await failureOf(opened.provider);
        assert.match(error.message, /\[key\]/);
        assertNoKey(error);
      } finally {
        await opened.close();
      }
    });

    it('a wrong key is model.unauthorized and stays secret', async () => {
      const opened = await harness.open([]);
      const wrong = 'sk-wrong-key-9876543210zyxwvu';
      try {
        const provider = await providerAt(harness, opened.server?.url ?? '', { key: wrong });
        assert.ok(provider);
        const error = await failureOf(provider);
        assert.equal(error.code, 'model.unauthorized');
        assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(wrong.slice(4)));
      } finally {
        await opened.close();
      }
    });

    it('nobody listening is model.unreachable', async () => {
      const opened = await harness.open([]);
      await opened.close();
      assert.equal((await failureOf(opened.provider)).code, 'model.unreachable');
    });

    it('a connection closed without an answer is model.unreachable', async () => {
      const server = createServer((socket) => socket.once('data', () => socket.destroy()));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      try {
        const provider = await providerAt(harness, `http://127.0.0.1:${port}/v1`);
        assert.ok(provider);
        assert.equal((await failureOf(provider)).code, 'model.unreachable');
      } finally {
        server.close();
      }
    });

    it('aborts within 100 ms in the middle of a slow reply', async () => {
      const opened = await harness.open([{ text: 'word '.repeat(400), dripMs: 20 }]);
      const controller = new AbortController();
      let abortedAt = 0;
      try {
        await assert.rejects(
          async () => {
            for await (const event of opened.provider.stream(request, controller.signal)) {
              if (event.type !== 'text.delta' || abortedAt > 0) continue;
              abortedAt = Date.now() + 30;
              setTimeout(() => controller.abort(), 30);
            }
          },
          { name: 'AbortError' },
        );
        assert.ok(Date.now() - abortedAt < 100, `${Date.now() - abortedAt} ms`);
      } finally {
        await opened.close();
      }
    });

    it('a slow reply is no silence', async () => {
      const opened = await harness.open([{ text: 'slow but steady', chunkSize: 2, dripMs: 60 }]);
      try {
        const reply = await replyOf(opened.provider.stream(request, new AbortController().signal));
        assert.equal(reply.text, 'slow but steady');
      } finally {
        await opened.close();
      }
    });

    it('leaving the stream early closes the connection', async () => {
      let sent = 0;
      const server = createHttpServer((_request, response) => {
        const { type, text } = pieceOf(harness.ref);
        response.writeHead(200, { 'content-type': type });
        const timer = setInterval(() => {
          sent++;
          response.write(text);
        }, 5);
        response.on('close', () => clearInterval(timer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      try {
        const provider = await providerAt(harness, `http://127.0.0.1:${port}`);
        assert.ok(provider);
        for await (const event of provider.stream(request, new AbortController().signal))
          if (event.type === 'text.delta') break;
        await sleep(80);
        const after = sent;
        await sleep(80);
        assert.equal(sent, after, 'the server still writes');
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  });

/** A piece of text as the provider's stream carries it. */
function pieceOf(ref: string): { readonly type: string; readonly text: string } {
  const events = (name: string, data: object) => ({
    type: 'text/event-stream',
    text: `: ping\n\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
  });
  if (ref.startsWith('anthropic/')) {
    const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'word ' } };
    return events('content_block_delta', delta);
  }
  if (ref === 'openai/gpt-6-sol') {
    const type = 'response.output_text.delta';
    return events(type, { type, item_id: 'm', output_index: 0, content_index: 0, delta: 'word ' });
  }
  if (ref.startsWith('ollama/')) {
    const line = { model: 'm', message: { role: 'assistant', content: 'word ' }, done: false };
    return { type: 'application/x-ndjson', text: `${JSON.stringify(line)}\n` };
  }
  return events('message', { choices: [{ index: 0, delta: { content: 'word ' }, finish_reason: null }] });
}

async function failureOf(provider: ModelProvider): Promise<CodedError> {
  try {
    await replyOf(provider.stream(request, new AbortController().signal));
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('the call did not fail');
}

function assertNoKey(error: Error): void {
  const printed = inspect(error, { depth: 20, showHidden: true });
  assert.ok(!printed.includes(testKey) && !printed.includes('0123456789abcdef'), printed);
  assert.ok(!/headers/i.test(printed), printed);
}
