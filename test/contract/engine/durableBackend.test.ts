import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFileOutputCache } from '../../../src/adapters/store/fileOutputCache.ts';
import { createRunId } from '../../../src/base/ids.ts';
import type { DurableBackend, RunSignal } from '../../../src/core/engine/durableBackend.ts';
import type { EngineEventBody } from '../../../src/core/engine/engineEvent.ts';
import { createMemoryDurableBackend } from '../../../src/core/engine/memoryDurableBackend.ts';
import { createRunBackend } from '../../../src/core/run/runBackend.ts';
import type { RunStore } from '../../../src/core/run/runStore.ts';
import { openStore, type StoreKind } from '../../fakes/durableStores.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';
import { type PostgresTestServer, startPostgresServer } from '../../fakes/servers/postgresServer.ts';
import { forever, tool, workflow } from '../../unit/engine/workflowBuilder.ts';

const newRunId = () => createRunId(Date.now(), crypto.getRandomValues(new Uint8Array(5)));
const definition = workflow([tool('a')]);
const started: EngineEventBody = { type: 'run.started', workflow: 'test', inputs: { x: [1, null, 'ü'] }, seed: 7 };
const ready: EngineEventBody = { type: 'node.ready', node: 'a' };
const ended: EngineEventBody = { type: 'run.succeeded', output: { a: 1 } };

interface Bench {
  readonly backend: DurableBackend;
  /** Another backend over the same store, where there can be one. */
  openSecond(): Promise<DurableBackend>;
  dispose(): void;
}

let postgres: PostgresTestServer;
before(async function startServer() {
  this.timeout(60_000);
  postgres = await startPostgresServer();
});
after(() => postgres.stop());

/** A backend over a store of runs; `open` opens the store once more. */
async function overStore(open: (folder: string) => Promise<RunStore>): Promise<Bench> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lwengine-'));
  const opened: RunStore[] = [];
  const openBackend = async () => {
    const store = await open(folder);
    opened.push(store);
    return createRunBackend({ store, cache: createFileOutputCache(path.join(folder, 'outputs'), Date.now) });
  };
  return {
    backend: await openBackend(),
    openSecond: openBackend,
    dispose() {
      for (const store of opened) store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const overKind = (kind: StoreKind) => () => overStore((folder) => openStore(kind, { folder, url: postgres.url }));
const backends: readonly [name: string, open: () => Promise<Bench>][] = [
  [
    'memory',
    async () => {
      const backend = createMemoryDurableBackend(Date.now);
      return { backend, openSecond: async () => backend, dispose: () => backend.close() };
    },
  ],
  [
    'run log in memory',
    () => {
      const store = createMemoryRunStore(Date.now);
      return overStore(async () => store);
    },
  ],
  ['run log in SQLite', overKind('SQLite')],
  ['run log in JSON lines', overKind('JSON lines')],
  ['run log in PostgreSQL', overKind('PostgreSQL')],
];

for (const [name, openBench] of backends) {
  describe(`DurableBackend: ${name}`, () => {
    let bench: Bench;
    let backend: DurableBackend;
    beforeEach(async () => {
      bench = await openBench();
      backend = bench.backend;
    });
    afterEach(() => bench.dispose());

    const create = async (idempotencyKey?: string) => {
      const runId = newRunId();
      return { runId, ...(await backend.create({ runId, definition, idempotencyKey }, [], forever)) };
    };

    it('numbers events without gaps and gives them back in order', async () => {
      const { runId, held } = await create();
      await held.record([started, ready], false);
      await held.record([ended], true);
      const events = await backend.read(runId, 0, forever);
      assert.deepEqual(
        events.map(({ seq, type }) => [seq, type]),
        [
          [1, 'run.started'],
          [2, 'node.ready'],
          [3, 'run.succeeded'],
        ],
      );
      assert.deepEqual(events[0], { ...started, seq: 1, atMs: events[0]?.atMs });
      assert.deepEqual(
        (await backend.read(runId, 1, forever)).map(({ seq }) => seq),
        [2, 3],
      );
    });

    it('holds a run for one at a time, and hands it over with what was recorded', async () => {
      const { runId, held } = await create();
      await held.record([started], false);
      await assert.rejects(backend.open(runId, forever), { code: 'run.held' });
      held.release();
      const again = await backend.open(runId, forever);
      assert.deepEqual(
        again.recorded.map(({ type }) => type),
        ['run.started'],
      );
      assert.equal(again.definition.graph.nodes[0]?.id, 'a');
      await again.record([ready], false);
      assert.equal((await backend.read(runId, 0, forever)).at(-1)?.seq, 2);
    });

    it('begins a run with its first events', async () => {
      const runId = newRunId();
      const request = { runId, definition, idempotencyKey: undefined };
      const { held } = await backend.create(request, [started], forever);
      assert.deepEqual(
        held.recorded.map(({ type }) => type),
        ['run.started'],
      );
      await held.record([ready], false);
      assert.deepEqual(
        (await backend.read(runId, 0, forever)).map(({ seq }) => seq),
        [1, 2],
      );
    });

    it('gives the same run for the same key', async () => {
      const first = await create('key');
      await first.held.record([started], false);
      first.held.release();
      const second = await create('key');
      assert.equal(second.existed, true);
      assert.equal(second.held.runId, first.held.runId);
      assert.equal((await create()).existed, false);
    });

    it('delivers signals that came before and after, once to a listener that stops', async () => {
      const { runId, held } = await create();
      await backend.signal(runId, 'a', { approved: true }, forever);
      const got: RunSignal[] = [];
      const waiting = held.waitForSignal('a', (signal) => got.push(signal));
      held.waitForSignal('b', () => assert.fail('not for b'));
      await sleep(20);
      await backend.signal(runId, 'a', 2, forever);
      await sleep(20);
      waiting.stop();
      await backend.signal(runId, 'a', 3, forever);
      await sleep(20);
      assert.deepEqual(
        got.map(({ value }) => value),
        [{ approved: true }, 2],
      );
    });

    it('tells of the runs and how they stand', async () => {
      const { runId, held } = await create();
      await held.record([started], false);
      const statusOf = async () => (await backend.list(forever)).find((head) => head.runId === runId);
      assert.deepEqual([(await statusOf())?.status, (await statusOf())?.lastSeq], ['running', 1]);
      held.release();
      assert.equal((await statusOf())?.status, 'interrupted');
      const again = await backend.open(runId, forever);
      await again.record([ended], true);
      again.release();
      assert.equal((await statusOf())?.status, 'ended');
    });

    it('forks into a run of its own that nobody holds', async () => {
      const runId = newRunId();
      await backend.fork({ runId, definition, idempotencyKey: undefined }, [started, ready], forever);
      const held = await backend.open(runId, forever);
      assert.deepEqual(
        held.recorded.map(({ seq, type }) => [seq, type]),
        [
          [1, 'run.started'],
          [2, 'node.ready'],
        ],
      );
    });

    it('keeps outputs by key for later runs', async () => {
      const { held } = await create();
      assert.equal(await held.cached('k'), undefined);
      held.putCached('k', { deep: [1] });
      assert.deepEqual(await (await create()).held.cached('k'), { output: { deep: [1] } });
    });

    it('does not know other runs', async () => {
      const runId = newRunId();
      await assert.rejects(backend.open(runId, forever), { code: 'run.unknown' });
      await assert.rejects(backend.read(runId, 0, forever), { code: 'run.unknown' });
      await assert.rejects(backend.signal(runId, 'a', 1, forever), { code: 'run.unknown' });
    });

    // A memory cannot be shared by two processes: there is nothing to test.
    if (name.endsWith('memory')) return;

    it('tells a holder that has lost its run', async () => {
      const { runId, held } = await create();
      await held.record([started], false);
      const second = await bench.openSecond();
      await assert.rejects(second.open(runId, forever), { code: 'run.held' });
      held.release();
      const other = await second.open(runId, forever);
      await other.record([ready], false);
      await assert.rejects(async () => held.record([ended], true), { code: 'run.lost' });
    });

    it('hears signals of another process within 200 ms', async () => {
      const { runId, held } = await create();
      const heard = new Promise<unknown>((resolve) => held.waitForSignal('a', ({ value }) => resolve(value)));
      await sleep(150);
      const second = await bench.openSecond();
      const toldAtMs = performance.now();
      await second.signal(runId, 'a', 'yes', forever);
      const late = sleep(2_000, 'nothing was heard');
      assert.equal(await Promise.race([heard, late]), 'yes');
      assert.ok(performance.now() - toldAtMs < 400, 'twice the promise, for a busy machine');
    });
  });
}
