import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { parseRunId, type RunId } from '../../../src/base/ids.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import type { RunHold, RunStore } from '../../../src/core/run/runStore.ts';
import { openStore, type StoreKind, type StorePlace } from '../../fakes/durableStores.ts';
import { HolderProcess } from '../../fakes/holderProcess.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';
import { type PostgresTestServer, startPostgresServer } from '../../fakes/servers/postgresServer.ts';

const { signal } = new AbortController();
const run = parseRunId('abcdefghijka') as RunId;
const other = parseRunId('abcdefghijkb') as RunId;
const began: RunEventBody = { type: 'repair.progressed', tried: 1, ms: 2 };
const told: RunEventBody = { type: 'signal.sent', name: 'ask', value: { yes: true } };
const tick = { flush: false };

let postgres: PostgresTestServer;
before(async function startServer() {
  this.timeout(60_000);
  postgres = await startPostgresServer();
});
after(() => postgres.stop());

for (const kind of ['memory', 'SQLite', 'PostgreSQL', 'JSON lines'] as const) {
  describe(`holding a run: ${kind}`, () => {
    let place: StorePlace;
    let store: RunStore;
    const opened: RunStore[] = [];
    const open = async (): Promise<RunStore> => {
      const one = kind === 'memory' ? createMemoryRunStore() : await openStore(kind, place);
      opened.push(one);
      return one;
    };
    const numbers = async () => (await store.read(run, 0, signal)).map(({ seq, type }) => `${seq} ${type}`);

    beforeEach(async () => {
      place = { folder: mkdtempSync(path.join(tmpdir(), 'lwhold-')), url: postgres.url };
      store = await open();
    });
    afterEach(() => {
      for (const one of opened.splice(0)) one.close();
      rmSync(place.folder, { recursive: true, force: true });
    });

    it('gives a run to one at a time, and again when it was let go', async () => {
      assert.equal(await store.isHeld(run, signal), false);
      const hold = await store.hold(run, signal);
      assert.equal(await store.isHeld(run, signal), true);
      assert.equal(await store.isHeld(other, signal), false);
      await assert.rejects(store.hold(run, signal), { code: 'run.held' });
      (await store.hold(other, signal)).release();
      assert.equal(await hold.append([began], tick, signal), 1);
      hold.release();
      hold.release();
      const again = await store.hold(run, signal);
      await assert.rejects(async () => hold.append([began], tick, signal), { code: 'run.lost' });
      assert.equal(await again.append([began], tick, signal), 2);
      again.release();
      assert.equal(await isFree(store), true);
    });

    it('appends one and many, synced or not, and tells of it', async () => {
      const seen: RunId[] = [];
      store.onDidChange((runId) => seen.push(runId));
      const hold = await store.hold(run, signal);
      assert.deepEqual(await store.list(signal), []);
      assert.equal(await hold.append([began], tick, signal), 1);
      assert.equal(await hold.append([began, told], tick, signal), 2);
      assert.equal(await hold.append([told, began], { flush: true }, signal), 4);
      assert.equal(await hold.append([began], { flush: true }, signal), 6);
      assert.equal(await hold.append([told], tick, signal), 7);
      assert.deepEqual(seen, [run, run, run, run, run]);
      assert.equal((await store.list(signal))[0]?.lastSeq, 7);
      const events = await store.read(run, 5, signal);
      assert.deepEqual(
        events.map(({ atMs: _, ...event }) => event),
        [
          { ...began, seq: 6, v: 1 },
          { ...told, seq: 7, v: 1 },
        ],
      );
      await assert.rejects(async () => hold.append([began], tick, AbortSignal.abort()), { name: 'AbortError' });
      hold.release();
    });

    it('lets others append to a held run, and goes on after them without a gap', async () => {
      const second = kind === 'memory' ? store : await open();
      const hold = await store.hold(run, signal);
      await hold.append([began], tick, signal);
      assert.equal((await second.append(run, [told, told], signal))[0]?.seq, 2);
      assert.equal(await hold.append([began], tick, signal), 4);
      await store.append(run, [told], signal);
      assert.equal(await hold.append([began, began], tick, signal), 6);
      assert.equal(await hold.append([began], tick, signal), 8);
      assert.deepEqual(
        (await numbers()).map((text) => Number.parseInt(text, 10)),
        [1, 2, 3, 4, 5, 6, 7, 8],
      );
      hold.release();
    });

    it('does not remove a run that is held', async () => {
      const hold = await store.hold(run, signal);
      await hold.append([began], tick, signal);
      await assert.rejects(store.remove(run, signal), { code: 'run.held' });
      assert.deepEqual(await numbers(), ['1 repair.progressed']);
      hold.release();
      assert.equal(await isFree(store), true);
      await store.remove(run, signal);
      const again = await store.hold(run, signal);
      assert.equal(await again.append([began], tick, signal), 1);
      again.release();
    });

    // A memory is not shared: nobody else can be there.
    if (kind === 'memory') return;

    it('refuses another store, and tells it who holds', async () => {
      const second = await open();
      const hold = await store.hold(run, signal);
      await assert.rejects(second.hold(run, signal), { code: 'run.held' });
      assert.equal(await second.isHeld(run, signal), true);
      await assert.rejects(second.remove(run, signal), { code: 'run.held' });
      hold.release();
      (await second.hold(run, signal)).release();
    });

    it('lets go of everything when it is closed', async () => {
      const hold = await store.hold(run, signal);
      store.close();
      await assert.rejects(async () => hold.append([began], tick, signal), { code: 'run.lost' });
      hold.release();
      const second = await open();
      (await second.hold(run, signal)).release();
    });

    it('hears within 200 ms what others append to a run that it holds', async () => {
      const [hold, second] = [await store.hold(run, signal), await open()];
      await hold.append([began], tick, signal);
      await sleep(150);
      const heard = new Promise((resolve) => store.onDidChange(resolve));
      const late = sleep(400, 'nothing was told, in twice the time');
      await second.append(run, [told], signal);
      assert.equal(await Promise.race([heard, late]), run);
      hold.release();
    });

    it('takes a run over at once when its holder was killed, and not before', async function killHolder() {
      this.timeout(30_000);
      const holder = await new HolderProcess(kind, place, run).ready();
      assert.equal(await holder.ask('hold'), 'hold done');
      assert.equal(await holder.ask('append'), 'append done');
      await assert.rejects(store.hold(run, signal), { code: 'run.held' });
      assert.equal(await store.isHeld(run, signal), true);
      await holder.kill();
      const hold = await store.hold(run, signal);
      assert.equal(await hold.append([began], tick, signal), 2);
      hold.release();
    });

    it('gives the run of a dead holder to one of those who come at once', async function race() {
      this.timeout(60_000);
      const start = () => new HolderProcess(kind, place, run).ready();
      let processes: HolderProcess[] = await Promise.all([start(), start(), start()]);
      for (let round = 1; round <= 4; round++) {
        const answers = await Promise.all(processes.map((one) => one.ask('hold')));
        assert.deepEqual([...answers].sort(), ['hold done', 'run.held', 'run.held'], `round ${round}`);
        const winner = answers.indexOf('hold done');
        assert.equal(await processes[winner]?.ask('append'), 'append done');
        assert.equal((await numbers()).length, round);
        await processes[winner]?.kill();
        processes = await Promise.all(processes.map((one, i) => (i === winner ? start() : one)));
      }
      await Promise.all(processes.map((one) => one.kill()));
    });

    it('does not keep a process alive that only holds', async function idle() {
      this.timeout(20_000);
      const holder = await new HolderProcess(kind, place, run).ready();
      assert.equal(await holder.ask('hold'), 'hold done');
      assert.equal(await holder.end(), 0);
      (await store.hold(run, signal)).release();
    });

    it('refuses the writes of one who has lost the run', async () => {
      const hold = await store.hold(run, signal);
      await hold.append([began], tick, signal);
      await lose[kind](place);
      const second = await open();
      const taken = await second.hold(run, signal);
      for (const bodies of [[began], [began, began]])
        await assert.rejects(async () => hold.append(bodies, tick, signal), { code: 'run.lost' });
      await assert.rejects(async () => hold.append([began], { flush: true }, signal), { code: 'run.lost' });
      assert.equal(await taken.append([told], tick, signal), 2);
      // Letting go of what was lost does not take it from the one who has it.
      hold.release();
      assert.equal(await second.isHeld(run, signal), true);
      assert.deepEqual(await numbers(), ['1 repair.progressed', '2 signal.sent']);
      taken.release();
    });
  });
}

/** What a holder of another machine, or the server, can do to a hold. */
const lose: Record<StoreKind, (place: StorePlace) => Promise<void>> = {
  async SQLite({ folder }) {
    const db = new DatabaseSync(path.join(folder, 'runs.db'));
    db.prepare('UPDATE run SET holder = ?, lease_until_ms = 1').run(elsewhere);
    db.close();
  },
  async 'JSON lines'({ folder }) {
    const file = path.join(folder, 'lock', `${run}.holder`);
    writeFileSync(file, elsewhere);
    utimesSync(file, 1, 1);
  },
  async PostgreSQL({ url }) {
    const client = new Client(url);
    await client.connect();
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
    await client.end();
  },
};
const elsewhere = JSON.stringify({ pid: 1, startTime: '1', host: 'elsewhere', hold: 'theirs' });

describe('holding a run: leases of other machines', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lwhold-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('SQLite: holds for 15 s after it was heard of last', async () => {
    let now = 50_000;
    const store = await openStore('SQLite', { folder, url: '' }, () => now);
    (await store.hold(run, signal)).release();
    await store.append(run, [began], signal);
    const theirs: RunHold = await store.hold(run, signal);
    const db = new DatabaseSync(path.join(folder, 'runs.db'));
    db.prepare('UPDATE run SET holder = ?').run(elsewhere);
    await assert.rejects(store.hold(run, signal), { code: 'run.held' });
    now += 15_000;
    assert.equal(await store.isHeld(run, signal), true);
    now += 1;
    assert.equal(await store.isHeld(run, signal), false);
    const mine = await store.hold(run, signal);
    theirs.release();
    assert.equal(await mine.append([began], tick, signal), 2);
    db.close();
    store.close();
  });

  it('JSON lines: holds for 15 s after it was heard of last', async () => {
    const store = await openStore('JSON lines', { folder, url: '' });
    const file = path.join(folder, 'lock', `${run}.holder`);
    writeFileSync(file, elsewhere);
    await assert.rejects(store.hold(run, signal), { code: 'run.held' });
    const longAgo = (Date.now() - 20_000) / 1_000;
    utimesSync(file, longAgo, longAgo);
    (await store.hold(run, signal)).release();
    store.close();
  });
});

/** Whether nobody holds the run, asked for a moment: a server learns of the end of a connection a little after it. */
async function isFree(store: RunStore): Promise<boolean> {
  for (let i = 0; i < 50; i++) {
    if (!(await store.isHeld(run, signal))) return true;
    await sleep(10);
  }
  return false;
}
