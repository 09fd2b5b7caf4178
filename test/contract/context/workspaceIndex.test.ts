import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoopwright } from '../../../src/app/createLoopwright.ts';

const { signal } = new AbortController();

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
