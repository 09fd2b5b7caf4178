import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openVectorCache } from '../../../src/adapters/context/sqliteVectorCache.ts';
import {
  createRemoteEmbedder,
  findEmbeddingServer,
  measureServer,
} from '../../../src/adapters/model/remoteEmbedder.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { withVectorCache } from '../../../src/core/context/cachedEmbedder.ts';
import type { Embedder } from '../../../src/core/context/embedder.ts';

const { signal } = new AbortController();

interface Asked {
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly input: readonly string[];
}

/** Gives each text a vector of its length and number of blanks, as Ollama or as OpenAI's interface does. */
async function serve(asked: Asked[], how: { status?: number; dims?: number } = {}): Promise<Server> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    request.on('end', () => {
      const { input } = JSON.parse(text) as { input: string[] };
      asked.push({ url: request.url, key: request.headers.authorization, input });
      const vectors = input.map((one) =>
        Array.from({ length: how.dims ?? 4 }, (_, at) =>
          at === 0 ? one.length : at === 1 ? one.split(' ').length : 0.5,
        ),
      );
      const body =
        request.url === '/api/embed'
          ? { embeddings: vectors }
          : { data: vectors.map((embedding, index) => ({ index, embedding })).reverse() };
      response.writeHead(how.status ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(how.status === undefined ? body : { error: { message: 'not today' } }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const inputs = (...texts: string[]) => texts.map((text) => ({ text, terms: new Map<string, number>() }));

describe('Embedder: servers', () => {
  const asked: Asked[] = [];
  const servers: Server[] = [];
  let folder = '';
  beforeEach(() => {
    asked.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'loopwright-embedder-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (how: Parameters<typeof serve>[1] = {}) => {
    const server = await serve(asked, how);
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const open = async (reference: string, env: Record<string, string> = {}): Promise<Embedder> => {
    const lookup = (name: string) => env[name];
    const server = await findEmbeddingServer(reference, lookup);
    return createRemoteEmbedder(await measureServer(server, lookup, signal), lookup);
  };

  it('asks Ollama by its own interface', async () => {
    const url = await start();
    const embedder = await open(`ollama/nomic-embed-text@${url}`);
    assert.deepEqual([embedder.dims, embedder.remote], [4, true]);
    const [x = 0, y = 0] = await embedder.embed(inputs('one two'), 'query', signal);
    assert.ok(Math.abs(x / y - 7 / 2) < 1e-5);
    assert.deepEqual(
      asked.map((one) => one.url),
      ['/api/embed', '/api/embed'],
    );
    assert.deepEqual(
      asked.map((one) => one.input),
      [['dimensions'], ['one two']],
    );
  });

  it('asks others by OpenAI’s interface, with the key, and takes vectors by their index', async () => {
    const url = await start();
    const embedder = await open(`openai-compatible/small@${url}/v1`, { OPENAI_COMPATIBLE_API_KEY: 'k-123' });
    const vectors = await embedder.embed(inputs('a', 'bbb bbb bbb'), 'document', signal);
    assert.ok((vectors[0] ?? 0) / (vectors[1] ?? 1) < (vectors[4] ?? 0) / (vectors[5] ?? 1));
    for (let at = 0; at < 2; at++) {
      const length = vectors.subarray(at * 4, at * 4 + 4).reduce((sum, value) => sum + value * value, 0);
      assert.ok(Math.abs(length - 1) < 1e-5);
    }
    assert.deepEqual(new Set(asked.map((one) => `${one.url} ${one.key}`)), new Set(['/v1/embeddings Bearer k-123']));
  });

  it('sends many texts some at a time, and none twice', async () => {
    const url = await start();
    const embedder = withVectorCache(await open(`ollama/x@${url}`), openVectorCache(join(folder, 'vectors.db')));
    const texts = Array.from({ length: 150 }, (_, i) => `text ${i}`);
    const first = await embedder.embed(inputs(...texts), 'document', signal);
    assert.deepEqual(
      asked.map((one) => one.input.length),
      [1, 64, 64, 22],
    );
    const again = await embedder.embed(inputs(...texts, 'new'), 'document', signal);
    assert.deepEqual(again.subarray(0, first.length), first);
    assert.deepEqual(asked.at(-1)?.input, ['new']);
    assert.equal(asked.length, 5);
  });

  it('keeps vectors over a restart, and replaces a file that is none', async () => {
    const url = await start();
    const file = join(folder, 'vectors.db');
    const plain = await open(`ollama/x@${url}`);
    await withVectorCache(plain, openVectorCache(file)).embed(inputs('kept'), 'document', signal);
    const before = asked.length;
    await withVectorCache(plain, openVectorCache(file)).embed(inputs('kept'), 'document', signal);
    assert.equal(asked.length, before);
    rmSync(`${file}-wal`, { force: true });
    rmSync(`${file}-shm`, { force: true });
    writeFileSync(file, 'x'.repeat(5_000));
    await withVectorCache(plain, openVectorCache(file)).embed(inputs('kept'), 'document', signal);
    assert.equal(asked.length, before + 1);
  });

  it('fails in the words of the model port', async () => {
    const url = await start({ status: 500 });
    await assert.rejects(open(`ollama/x@${url}`), (error) => isCoded(error) && error.code.startsWith('model.'));
    await assert.rejects(
      open('ollama/x@http://127.0.0.1:9'),
      (error) => isCoded(error) && error.code.startsWith('model.'),
    );
    await assert.rejects(open('anthropic/x'), (error) => isCoded(error, 'model.badRef'));
    await assert.rejects(open('openai/text-embedding-3-small'), (error) => isCoded(error, 'model.noKey'));
  });

  it('honours a signal that has fired', async () => {
    const embedder = await open(`ollama/x@${await start()}`);
    await assert.rejects(embedder.embed(inputs('x'), 'query', AbortSignal.abort()), { name: 'AbortError' });
  });
});
