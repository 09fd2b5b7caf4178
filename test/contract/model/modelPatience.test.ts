// Models of one's own machine are waited for longer than Node's fetch waits: then requests go out by another way. The same
// failures have to look the same there.
import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '../../../src/base/errors.ts';
import type { ModelProvider, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import { listen } from '../../fakes/servers/proxyServer.ts';
import type { ServerReply } from '../../fakes/servers/serverReply.ts';
import { harnesses, providerAt } from './harness.ts';

const request: ModelRequest = {
  system: '',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  maxOutputTokens: 100,
};
const patient = { silenceMs: 400_000 };

async function codeOf(provider: ModelProvider): Promise<string> {
  try {
    await replyOf(provider.stream(request, new AbortController().signal));
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  return 'no failure';
}

const failures: ReadonlyArray<readonly [title: string, reply: ServerReply, code: string]> = [
  ['401', { status: 401 }, 'model.unauthorized'],
  ['429', { status: 429, headers: { 'retry-after': '7' } }, 'model.rateLimited'],
  ['503 as a web page', { status: 503, body: '<html>away</html>' }, 'model.overloaded'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'model.badReply'],
  ['a web page', { status: 200, body: '<html>hello</html>' }, 'model.badReply'],
  ['a cut connection', { text: 'The sum is off by one, because', cutAfterBytes: 600 }, 'model.truncated'],
  ['an end inside an event', { text: 'The sum is off', endAfterBytes: 500 }, 'model.truncated'],
];

for (const harness of harnesses.filter((each) => each.network))
  describe(`model patience: ${harness.name}`, () => {
    for (const [title, reply, code] of failures)
      it(`${title} is ${code}`, async () => {
        const opened = await harness.open([reply, { text: 'a retry nobody asked for' }]);
        try {
          assert.equal(await codeOf(await providerAt(harness, opened.server?.url ?? '', patient)), code);
          assert.equal(opened.server?.requests.length, 1);
        } finally {
          await opened.close();
        }
      });

    it('nobody listening is model.unreachable', async () => {
      const opened = await harness.open([]);
      await opened.close();
      assert.equal(await codeOf(await providerAt(harness, opened.server?.url ?? '', patient)), 'model.unreachable');
    });

    it('aborts within 100 ms in the middle of a reply, and the server is left alone', async () => {
      let sent = 0;
      const server = createHttpServer((_, response) => {
        const type = harness.ref.startsWith('ollama/') ? 'application/x-ndjson' : 'text/event-stream';
        response.writeHead(200, { 'content-type': type });
        const timer = setInterval(() => {
          sent++;
          response.write(type === 'text/event-stream' ? ':\n' : '\n');
        }, 5);
        response.on('close', () => clearInterval(timer));
      });
      const port = await listen(server);
      const controller = new AbortController();
      try {
        const provider = await providerAt(harness, `http://127.0.0.1:${port}/v1`, patient);
        const going = replyOf(provider.stream(request, controller.signal));
        while (sent < 5) await sleep(5);
        const abortedAt = Date.now();
        controller.abort();
        await assert.rejects(going, { name: 'AbortError' });
        assert.ok(Date.now() - abortedAt < 100, `${Date.now() - abortedAt} ms`);
        await sleep(80);
        const after = sent;
        await sleep(80);
        assert.equal(sent, after, 'the server still writes');
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });

    it('headers that come a byte at a time are model.timeout', async () => {
      const server = createServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
        const timer = setInterval(() => socket.write('a'), 20);
        for (const name of ['close', 'error'] as const) socket.on(name, () => clearInterval(timer));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      try {
        const provider = await providerAt(harness, `http://127.0.0.1:${port}/v1`, { silenceMs: 200 });
        assert.equal(await codeOf(provider), 'model.timeout');
      } finally {
        server.close();
      }
    });
  });
