import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createNetServer, type Server as NetServer } from 'node:net';
import * as z from 'zod';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import { jsonLines } from '../../../src/adapters/model/jsonLines.ts';
import { createModelFetch } from '../../../src/adapters/model/modelFetch.ts';
import { CodedError, isCoded } from '../../../src/base/errors.ts';
import { replySchema } from '../../../src/core/agent/replySchema.ts';
import { readStructured } from '../../../src/core/agent/structuredReply.ts';
import { replyOf, toolCallPart } from '../../../src/core/model/replyOf.ts';
import { createFileTools } from '../../../src/core/tool/fileTools.ts';
import { harnesses, providerAt } from '../model/harness.ts';
import { never } from '../workspace/workspaceFixture.ts';
import { attackIt } from './hostAttacks.ts';
import { longestStop, timed } from './timing.ts';

const request = { system: '', messages: [], tools: [], maxOutputTokens: 100 };
const mebibyte = 1024 * 1024;

/** Answers on a port of this machine until the action is over. */
async function served<T>(server: Server | NetServer, action: (url: string) => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  try {
    return await action(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`);
  } finally {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
}

/** What each kind of provider says when it is answered so. */
async function failures(
  answer: (type: string) => RequestListener,
): Promise<readonly (readonly [name: string, code: string])[]> {
  const found: [string, string][] = [];
  for (const harness of harnesses.filter(({ network }) => network)) {
    const type = harness.ref.startsWith('ollama/') ? 'application/x-ndjson' : 'text/event-stream';
    const code = await served(createServer(answer(type)), async (url) => {
      const provider = await providerAt(harness, url, { silenceMs: 1_000 });
      return replyOf(provider.stream(request, never)).then(
        () => 'a reply',
        (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
      );
    });
    found.push([harness.name, code]);
  }
  return found;
}

const fetchOptions = () => ({
  idleTimeoutMs: 2_000,
  proxyOf: () => undefined,
  watch: { started: false, endedInEvent: false },
});

describe('attacks on the host: servers of models', () => {
  attackIt('H33', async function () {
    this.timeout(120_000);
    let sent = 0;
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"x":"');
      const piece = 'data: more of it\n'.repeat(4_000);
      const more = () => {
        while (!response.destroyed && sent < 64 * mebibyte) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
      };
      more();
    });
    const stop = await longestStop(() =>
      served(server, async (url) => {
        const harness = harnesses.find(({ name }) => name === 'openai-compatible');
        assert.ok(harness);
        const provider = await providerAt(harness, url, { silenceMs: 5_000 });
        await assert.rejects(replyOf(provider.stream(request, never)), (error) => isCoded(error, 'model.badReply'));
      }),
    );
    assert.ok(sent < 32 * mebibyte, `${sent} bytes were taken`);
    console.log(`      ${Math.round(sent / mebibyte)} MiB taken, ${Math.round(stop)} ms without a turn at most`);
    // Events of an honest size pass, whatever ends their lines.
    for (const end of ['\n\n', '\r\n\r\n', '\r\r']) {
      const body = `data: ${'x'.repeat(100_000)}${end}`.repeat(200);
      const answer = createServer((_, response) =>
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body),
      );
      const text = await served(answer, async (url) => (await createModelFetch(fetchOptions())(url)).text());
      assert.equal(text.length, body.length);
    }
  });

  attackIt('H34', async function () {
    this.timeout(60_000);
    const line = 'data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n';
    const tooLong = await failures((type) => (_, response) => {
      response.writeHead(200, { 'content-type': type, 'content-length': '1000000' });
      response.write(line);
      setTimeout(() => response.destroy(), 50);
    });
    for (const [name, code] of tooLong) assert.match(code, /^model\.(truncated|unreachable|badReply|timeout)$/, name);
    // Node itself refuses to write more than it has announced, so this one speaks for itself.
    const server = createNetServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 20\r\n\r\n${line}${line}`),
      );
    });
    const text = await served(server, async (url) =>
      createModelFetch(fetchOptions())(url).then(
        (response) => response.text(),
        () => 'failed',
      ),
    );
    assert.ok(text === 'failed' || text === line.slice(0, 20), text);
  });

  attackIt('H35', async function () {
    this.timeout(60_000);
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const took = await timed(() =>
      served(server, async (url) => {
        const ask = createModelFetch({ ...fetchOptions(), form: 'json', bodyMs: 400 });
        const response = await ask(url);
        await assert.rejects(response.json(), (error) => isCoded(error, 'model.timeout'));
      }),
    );
    assert.ok(took < 10_000, `${took} ms`);
  });

  attackIt('H36', async function () {
    this.timeout(60_000);
    const schema = replySchema(z.object({ list: z.array(z.number()) }), 'list');
    const wide = `{"list": [${Array(190_000).fill('1').join(',')}]}`;
    const texts = [
      wide,
      `{"list": [${'1,'.repeat(190_000)}]}`,
      '['.repeat(150_000),
      `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`,
      `{"list": ${'['.repeat(150_000)}${']'.repeat(150_000)}}`,
      `{"__proto__": {"list": [1]}, "list": [1]}`,
      '{"list": [1e999]}',
      '"'.repeat(300_000),
      '{'.repeat(300_000),
      '```json\n'.repeat(40_000),
      `{${' '.repeat(300_000)}`,
      `${'{a'.repeat(100_000)}`,
      '\\'.repeat(300_000),
      `{"list": [1], ${'/*'.repeat(100_000)}`,
    ];
    for (const [index, text] of texts.entries()) {
      const took = await timed(() => {
        const read = readStructured({ text, finish: 'stop' }, schema);
        if (index === 0) assert.ok(read.kind === 'value' && (read.value as { list: number[] }).list.length === 190_000);
      });
      assert.ok(took < 5_000, `${text.slice(0, 30)} took ${Math.round(took)} ms`);
    }
  });

  attackIt('H37', async () => {
    const files = { list: async () => ['a.txt'], read: async () => 'text\n', write: async () => undefined };
    const inputs = [
      '{"__proto__":{"regex":true},"text":"a"}',
      '{"text":{"toString":1}}',
      '{"text":["a"]}',
      '[]',
      'null',
      '"a"',
      '{"path":"__proto__"}',
      '{"text":"a","constructor":{"prototype":{"polluted":1}}}',
      `{"text":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      '{"text":"a","regex":"yes"}',
      'not JSON',
    ];
    for (const tool of createFileTools(files, systemClock))
      for (const inputText of inputs) {
        const { input } = toolCallPart({ callId: 'c', name: tool.name, inputText });
        const result = await tool.run(input, never);
        assert.equal(typeof result.text, 'string');
        assert.equal(Reflect.get({}, 'polluted') ?? Reflect.get({}, 'regex'), undefined);
      }
  });

  attackIt('H38', async () => {
    const read = async (characters: number): Promise<number> =>
      timed(async () => {
        const bytes = new TextEncoder().encode(`{"a":"${'x'.repeat(characters)}"}\n`);
        let at = 0;
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            if (at >= bytes.length) return controller.close();
            controller.enqueue(bytes.subarray(at, at + 8));
            at += 8;
          },
        });
        let values = 0;
        for await (const _ of jsonLines(body)) values += 1;
        assert.equal(values, 1);
      });
    await read(10_000);
    const [some, ten] = [await read(80_000), await read(800_000)];
    assert.ok(
      ten < 40 * Math.max(some, 5),
      `ten times the length took ${Math.round(ten)} instead of ${Math.round(some)} ms`,
    );
  });

  attackIt('H39', async function () {
    this.timeout(60_000);
    const one = `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(mebibyte)}\r\n\r\n`;
    const many = `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(1_000_000)}\r\n`;
    for (const head of [one, many]) {
      const server = createNetServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(head));
      });
      await served(server, async (url) => {
        const harness = harnesses.find(({ name }) => name === 'anthropic');
        assert.ok(harness);
        const provider = await providerAt(harness, url, { silenceMs: 2_000 });
        await assert.rejects(
          replyOf(provider.stream(request, never)),
          (error) => isCoded(error) && /^model\./.test(error.code),
        );
      });
    }
  });
});
