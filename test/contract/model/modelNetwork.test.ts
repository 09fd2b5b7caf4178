import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModelProvider } from '../../../src/adapters/model/createModelProvider.ts';
import { CodedError, isCoded } from '../../../src/base/errors.ts';
import type { ModelProvider, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import { forward, listen, makeCertificate, startProxy } from '../../fakes/servers/proxyServer.ts';
import { harnesses, providerAt, testKey } from './harness.ts';

const request: ModelRequest = {
  system: '',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  maxOutputTokens: 100,
};
const live = () => new AbortController().signal;

async function failureOf(provider: ModelProvider, sent = request): Promise<CodedError> {
  try {
    await replyOf(provider.stream(sent, live()));
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('the call did not fail');
}

const folder = mkdtempSync(join(tmpdir(), 'loopwright-tls-'));
const { certificate, keyFile } = makeCertificate(folder);
after(() => rmSync(folder, { recursive: true }));

for (const harness of harnesses.filter((each) => each.network))
  describe(`model network: ${harness.name}`, () => {
    it('a server that has signed its own certificate is model.untrusted, explained, and gets nothing', async () => {
      let requests = 0;
      const server = createHttpsServer(
        { key: readFileSync(keyFile), cert: readFileSync(certificate) },
        (_, response) => {
          requests++;
          response.end();
        },
      );
      const port = await listen(server);
      try {
        const error = await failureOf(await providerAt(harness, `https://127.0.0.1:${port}/v1`));
        assert.equal(error.code, 'model.untrusted');
        assert.match(error.message, /signed its certificate itself\. Nothing was sent/);
        assert.match(error.hint ?? '', /NODE_EXTRA_CA_CERTS/);
        assert.equal(requests, 0);
      } finally {
        server.close();
      }
    });

    it('https to a server without TLS is told so', async () => {
      const server = createHttpServer((_, response) => response.end());
      const port = await listen(server);
      try {
        const error = await failureOf(await providerAt(harness, `https://127.0.0.1:${port}/v1`));
        assert.equal(error.code, 'model.unreachable');
        assert.match(`${error.message} ${error.hint}`, /does not speak TLS.*http:\/\//);
      } finally {
        server.close();
      }
    });

    it('nobody listening is told so', async () => {
      const opened = await harness.open([]);
      await opened.close();
      assert.match((await failureOf(opened.provider)).message, /nothing listens there/);
    });

    it('the target of a redirect gets nothing', async () => {
      let reached = 0;
      const elsewhere = createHttpServer((_, response) => {
        reached++;
        response.end();
      });
      const port = await listen(elsewhere);
      const location = `http://127.0.0.1:${port}/v1/messages`;
      const opened = await harness.open([{ status: 308, headers: { location } }]);
      try {
        const error = await failureOf(opened.provider);
        assert.equal(error.code, 'model.badReply');
        assert.match(error.message, /redirect, which is refused/);
        assert.equal(reached, 0);
      } finally {
        await opened.close();
        elsewhere.close();
      }
    });

    it('a server that keeps sending and says nothing is model.timeout', async () => {
      const type = harness.ref.startsWith('ollama/') ? 'application/x-ndjson' : 'text/event-stream';
      const server = createHttpServer((_, response) => {
        response.writeHead(200, { 'content-type': type });
        const timer = setInterval(() => response.write(type === 'text/event-stream' ? ':\n' : '\n'), 20);
        response.on('close', () => clearInterval(timer));
      });
      const port = await listen(server);
      try {
        const error = await failureOf(await providerAt(harness, `http://127.0.0.1:${port}/v1`, { silenceMs: 150 }));
        assert.equal(error.code, 'model.timeout');
        assert.match(error.message, /said nothing for 1\.5 seconds/);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });

    it('an image is refused politely and nothing is sent', async () => {
      const opened = await harness.open([{ text: 'never' }]);
      const image = { type: 'image', mediaType: 'image/png', base64: 'iVBORw0K' };
      const withImage = { ...request, messages: [{ role: 'user', content: [image] }] } as unknown as ModelRequest;
      try {
        const error = await failureOf(opened.provider, withImage);
        assert.equal(error.code, 'model.textOnly');
        assert.equal(opened.server?.requests.length, 0);
      } finally {
        await opened.close();
      }
    });

    it('an unencrypted server is reached through the proxy that the environment names', async () => {
      const opened = await harness.open([{ text: 'through the proxy' }]);
      const seen: string[] = [];
      const proxy = await startProxy(seen);
      try {
        const real = new URL(opened.server?.url ?? '');
        // A name that exists nowhere: only the proxy knows where it leads.
        const url = `http://model.local:${real.port}${real.pathname.replace(/\/$/, '')}`;
        const variables: Record<string, string> = { http_proxy: `http://agent:pass%20word@127.0.0.1:${proxy.port}` };
        const lookup = (name: string) =>
          name.endsWith('_KEY') ? testKey : name.endsWith('_BASE_URL') ? url : variables[name];
        const provider = await createModelProvider({ ref: harness.ref, lookup });
        assert.ok(provider);
        assert.equal((await replyOf(provider.stream(request, live()))).text, 'through the proxy');
        assert.match(seen[0] ?? '', /^POST http:\/\/model\.local:\d+\/.* Basic YWdlbnQ6cGFzcyB3b3Jk$/);
        const excepted = await createModelProvider({
          ref: harness.ref,
          lookup: (name) => (name === 'no_proxy' ? 'other, .local' : lookup(name)),
        });
        assert.ok(excepted);
        assert.equal((await failureOf(excepted)).code, 'model.unreachable');
        assert.equal(seen.length, 1);
      } finally {
        await opened.close();
        proxy.close();
      }
    });

    it('a proxy that refuses is said to, and the key stays inside the tunnel', async () => {
      const seen: string[] = [];
      const proxy = await startProxy(seen, { refuses: true });
      try {
        const lookup = (name: string) => {
          if (name.endsWith('_KEY')) return testKey;
          if (name.endsWith('_BASE_URL')) return 'https://model.test/v1';
          return name === 'HTTPS_PROXY' ? `127.0.0.1:${proxy.port}` : undefined;
        };
        const provider = await createModelProvider({ ref: harness.ref, lookup });
        assert.ok(provider);
        const error = await failureOf(provider);
        assert.equal(error.code, 'model.unreachable');
        assert.match(error.message, /proxy 127\.0\.0\.1:\d+ refuses to connect to model\.test \(407\)/);
        assert.deepEqual(seen, ['CONNECT model.test:443']);
      } finally {
        proxy.close();
      }
    });

    it('aborts within 100 ms in the middle of a reply through a proxy', async () => {
      const opened = await harness.open([{ text: 'word '.repeat(400), dripMs: 20 }]);
      const proxy = await startProxy([]);
      const real = new URL(opened.server?.url ?? '');
      const url = `http://model.local:${real.port}${real.pathname.replace(/\/$/, '')}`;
      const controller = new AbortController();
      let abortedAt = 0;
      try {
        const lookup = (name: string) => {
          if (name.endsWith('_KEY')) return testKey;
          return name.endsWith('_BASE_URL')
            ? url
            : name === 'http_proxy'
              ? `http://127.0.0.1:${proxy.port}`
              : undefined;
        };
        const provider = await createModelProvider({ ref: harness.ref, lookup });
        assert.ok(provider);
        await assert.rejects(
          async () => {
            for await (const event of provider.stream(request, controller.signal)) {
              if (event.type !== 'text.delta' || abortedAt > 0) continue;
              abortedAt = Date.now();
              controller.abort();
            }
          },
          { name: 'AbortError' },
        );
        assert.ok(Date.now() - abortedAt < 100, `${Date.now() - abortedAt} ms`);
      } finally {
        await opened.close();
        proxy.close();
      }
    });
  });

describe('model network', () => {
  it('a tunnel through a proxy to a server whose authority is named works', async () => {
    const openai = await startOpenaiServer([{ text: 'sealed and whole' }], { apiKey: testKey, flavour: 'compatible' });
    const { port: plainPort } = new URL(openai.url);
    const tls = createHttpsServer(
      { key: readFileSync(keyFile), cert: readFileSync(certificate) },
      (incoming, outgoing) => forward(incoming, Number(plainPort), outgoing),
    );
    const tlsPort = await listen(tls);
    const seen: string[] = [];
    const proxy = await startProxy(seen, { tunnelTo: tlsPort });
    const script = `
      const { createModelProvider } = await import(${JSON.stringify(new URL('../../../src/adapters/model/createModelProvider.ts', import.meta.url).href)});
      const { replyOf } = await import(${JSON.stringify(new URL('../../../src/core/model/replyOf.ts', import.meta.url).href)});
      const provider = await createModelProvider({ ref: 'openai-compatible/m@https://model.test/v1', lookup: (name) => process.env[name] });
      const request = ${JSON.stringify(request)};
      console.log((await replyOf(provider.stream(request, new AbortController().signal))).text);
      process.exit(0);
    `;
    try {
      const { PATH = '' } = process.env;
      const env = {
        PATH,
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: certificate,
        OPENAI_COMPATIBLE_API_KEY: testKey,
      };
      assert.equal(await outputOf(['--input-type=module', '-e', script], env), 'sealed and whole\n');
      assert.deepEqual(seen, ['CONNECT model.test:443']);
    } finally {
      await openai.close();
      tls.close();
      proxy.close();
    }
  });

  it('a proxy that is no address is refused without repeating it', async () => {
    const values: Record<string, string> = {
      ANTHROPIC_API_KEY: testKey,
      HTTPS_PROXY: 'socks5://me:secret@127.0.0.1:1',
    };
    const lookup = (name: string) => values[name];
    const provider = await createModelProvider({
      ref: 'anthropic/claude-sonnet-5-5',
      lookup,
      baseUrl: 'https://model.test',
    });
    assert.ok(provider);
    const error = await failureOf(provider);
    assert.ok(isCoded(error, 'model.badProxy') && !error.message.includes('secret'));
  });
});

function outputOf(args: readonly string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(said))));
  });
}
