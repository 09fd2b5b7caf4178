import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createLoopwright } from '../../../src/app/createLoopwright.ts';
import type { IndexChange } from '../../../src/protocol/context.ts';
import { contextHandlers } from '../../../src/worker/contextHandlers.ts';

const { signal } = new AbortController();

/** Gives each text a vector of its length, as OpenAI's interface does. */
async function embeddingServer(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { input } = (await json(request)) as { input: string[] };
    const data = input.map((one, index) => ({ index, embedding: [one.length, 1, 0.5, 0.25] }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the index of a workspace', () => {
  let base = '';
  let workspace = '';
  const open = () =>
    createLoopwright({ env: { PATH: process.env.PATH, HOME: base, LOOPWRIGHT_HOME: join(base, 'home') } });

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'loopwright-index-'));
    workspace = join(base, 'workspace');
    mkdirSync(workspace);
    for (let i = 0; i < 300; i++) {
      writeFileSync(
        join(workspace, `f${i}.ts`),
        `/** Does thing${i}. */\nexport function thing${i}() {\n  return ${i};\n}\n`,
      );
    }
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('is there for agents once it was built, and never built for them', async () => {
    const app = open();
    try {
      assert.equal(await app.findKnownCode(workspace, 'thing7', signal), undefined);
      await app.updateContext(workspace, {}, signal);
      assert.equal((await app.findKnownCode(workspace, 'thing7', signal))?.[0]?.name, 'thing7');
    } finally {
      app.dispose();
    }
  });

  it('tells an editor how far an update is, and that it has ended', async () => {
    const app = open();
    const told: IndexChange[] = [];
    try {
      const { updateContext } = contextHandlers(app, (change) => told.push(change));
      const { indexed } = await updateContext({ workspace, embedder: '', rebuild: false }, signal);
      assert.equal(indexed, 300);
      assert.deepEqual(told[0], { workspace, done: 0, total: 300 });
      assert.deepEqual(told.at(-1), { workspace, done: undefined, total: 300 });
      assert.ok(told.some(({ done }) => done !== undefined && done > 0 && done < 300));
      told.length = 0;
      await updateContext({ workspace, embedder: '', rebuild: false }, signal);
      assert.deepEqual(told, [], 'nothing had changed');
    } finally {
      app.dispose();
    }
  });

  it('is another one for each embedder, so that going back and forth builds nothing anew', async () => {
    const app = open();
    const server = await embeddingServer();
    const embedder = `openai-compatible/small@http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const update = async (name: string) => (await app.updateContext(workspace, { embedder: name }, signal)).indexed;
    try {
      assert.deepEqual([await update(''), await update(embedder)], [300, 300]);
      assert.match((await app.getContextStatus(workspace, signal)).embedder, /small/);
      assert.deepEqual([await update('none'), await update(embedder), await update('')], [0, 0, 0]);
      const { hits } = await app.searchContext(workspace, { text: 'thing7', denseWeight: 0, embedder }, signal);
      assert.equal(hits[0]?.name, 'thing7');
    } finally {
      app.dispose();
      server.close();
    }
  });

  it('sends nothing to a server that nobody has agreed to, and says where it would', async () => {
    const app = open();
    const embedder = 'openai-compatible/small@https://vectors.example.com/v1';
    try {
      const target = { model: embedder, endpoint: 'https://vectors.example.com' };
      assert.deepEqual(await app.getEmbeddingTarget(embedder, signal), { ...target, agreed: false });
      await assert.rejects(app.updateContext(workspace, { embedder }, signal), { code: 'model.notAgreed' });
      await assert.rejects(app.searchContext(workspace, { text: 'x', embedder }, signal), { code: 'model.notAgreed' });
      await app.agreeToSend('https://vectors.example.com', signal);
      assert.equal((await app.getEmbeddingTarget(embedder, signal)).agreed, true);
      const here = { model: undefined, endpoint: undefined, agreed: true };
      for (const none of ['', 'none']) assert.deepEqual(await app.getEmbeddingTarget(none, signal), here);
    } finally {
      app.dispose();
    }
  });

  it('keeps what was done when it is cancelled, and goes on from there', async () => {
    const app = open();
    try {
      const stop = new AbortController();
      const onProgress = (done: number) => {
        if (done >= 64) stop.abort();
      };
      await assert.rejects(app.updateContext(workspace, { onProgress }, stop.signal), { name: 'AbortError' });
      const { files, pending } = await app.getContextStatus(workspace, signal);
      assert.ok(files >= 64 && files + pending === 300, `${files} done, ${pending} pending`);
      const { indexed } = await app.updateContext(workspace, {}, signal);
      assert.ok(indexed <= pending);
      assert.equal((await app.getContextStatus(workspace, signal)).pending, 0);
    } finally {
      app.dispose();
    }
  });

  it('is built by two processes’ worth of callers at once without harm', async () => {
    const [one, two] = [open(), open()];
    try {
      await Promise.all([one.updateContext(workspace, {}, signal), two.updateContext(workspace, {}, signal)]);
      for (const app of [one, two]) {
        const { files, chunks, pending } = await app.getContextStatus(workspace, signal);
        assert.deepEqual([files, chunks, pending], [300, 300, 0]);
      }
    } finally {
      one.dispose();
      two.dispose();
    }
  });
});
