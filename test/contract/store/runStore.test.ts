import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createJsonlRunStore } from '../../../src/adapters/store/jsonlRunStore.ts';
import { openPostgresRunStore } from '../../../src/adapters/store/postgresRunStore.ts';
import { createSqliteRunStore } from '../../../src/adapters/store/sqliteRunStore.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { asBlobHash, parseRunId, type RunId } from '../../../src/base/ids.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import type { RunStore } from '../../../src/core/run/runStore.ts';
import { HolderProcess } from '../../fakes/holderProcess.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';
import { type PostgresTestServer, startPostgresServer } from '../../fakes/servers/postgresServer.ts';

const signal = new AbortController().signal;
const runA = parseRunId('abcdefghijka') as RunId;
const runB = parseRunId('abcdefghijkb') as RunId;
const started: RunEventBody = { type: 'repair.progressed', tried: 1, ms: 2 };
const ended: RunEventBody = { type: 'run.finished', outcome: 'not-fixed', line: 'né «»\n\0' };

interface Kind {
  readonly name: string;
  /** Opens the store of a folder; undefined folder support means it does not outlive the object. */
  open(folder: string, nowMs: () => number): RunStore | Promise<RunStore>;
  readonly durable: boolean;
}

let postgres: PostgresTestServer;

const kinds: readonly Kind[] = [
  { name: 'memory', open: (_, nowMs) => createMemoryRunStore(nowMs), durable: false },
  { name: 'SQLite', open: (folder, nowMs) => createSqliteRunStore(path.join(folder, 'runs.db'), nowMs), durable: true },
  {
    name: 'PostgreSQL',
    open: (folder, nowMs) =>
      openPostgresRunStore({ url: postgres.url, workspace: path.basename(folder) }, nowMs, signal),
    durable: true,
  },
  { name: 'JSON lines', open: (folder, nowMs) => createJsonlRunStore(folder, nowMs), durable: true },
];

before(async function startServer() {
  this.timeout(60_000);
  postgres = await startPostgresServer();
});
after(() => postgres.stop());

for (const kind of kinds) {
  describe(`run store: ${kind.name}`, () => {
    let folder: string;
    let now = 0;
    const open = async () => kind.open(folder, () => now);

    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'lwst-'));
      now = 1_000;
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('numbers events from 1 without gaps and gives them back in order', async () => {
      const store = await open();
      const first = await store.append(runA, [started, started], signal);
      assert.deepEqual(
        first.map(({ seq }) => seq),
        [1, 2],
      );
      now = 2_000;
      await store.append(runA, [ended], signal);
      const events = await store.read(runA, 0, signal);
      assert.deepEqual(
        events.map(({ seq, atMs }) => [seq, atMs]),
        [
          [1, 1_000],
          [2, 1_000],
          [3, 2_000],
        ],
      );
      assert.deepEqual(events[2], { ...ended, seq: 3, atMs: 2_000, v: 1 });
      assert.deepEqual(
        (await store.read(runA, 2, signal)).map(({ seq }) => seq),
        [3],
      );
      store.close();
    });

    it('keeps runs apart and lists the newest first', async () => {
      const store = await open();
      await store.append(runA, [started], signal);
      now = 5_000;
      await store.append(runB, [started, ended], signal);
      assert.deepEqual(await store.list(signal), [
        { runId: runB, createdAtMs: 5_000, lastSeq: 2 },
        { runId: runA, createdAtMs: 1_000, lastSeq: 1 },
      ]);
      assert.deepEqual(await store.read(parseRunId('zzzzzzzzzzzz') as RunId, 0, signal), []);
      store.close();
    });

    it('keeps the same bytes once and byte for byte', async () => {
      const store = await open();
      const bytes = Uint8Array.from({ length: 1_000 }, (_, i) => i % 256);
      const hash = await store.putBlob(bytes, signal);
      assert.equal(await store.putBlob(bytes, signal), hash);
      assert.deepEqual(Uint8Array.from((await store.getBlob(hash, signal)) ?? []), bytes);
      const empty = await store.putBlob(new Uint8Array(), signal);
      assert.deepEqual(Uint8Array.from((await store.getBlob(empty, signal)) ?? [1]), new Uint8Array());
      assert.equal(await store.getBlob(asBlobHash('0'.repeat(64)), signal), undefined);
      store.close();
    });

    it('tells of its own appends at once', async () => {
      const store = await open();
      const seen: string[] = [];
      store.onDidChange((runId) => seen.push(runId));
      await store.append(runA, [started], signal);
      assert.deepEqual(seen, [runA]);
      store.close();
    });

    it('passes a cancellation on', async () => {
      const store = await open();
      const cancelled = AbortSignal.abort();
      await assert.rejects(store.append(runA, [started], cancelled), { name: 'AbortError' });
      await assert.rejects(store.read(runA, 0, cancelled), { name: 'AbortError' });
      assert.deepEqual(await store.list(signal), []);
      store.close();
    });

    it('takes a run away, tells of it, and begins anew under the same id', async () => {
      const store = await open();
      await store.append(runA, [started, ended], signal);
      await store.append(runB, [started], signal);
      const seen: string[] = [];
      store.onDidChange((runId) => seen.push(runId));
      await store.remove(runA, signal);
      await store.remove(parseRunId('zzzzzzzzzzzz') as RunId, signal);
      assert.deepEqual(seen, [runA]);
      assert.deepEqual(await store.read(runA, 0, signal), []);
      assert.deepEqual(
        (await store.list(signal)).map(({ runId }) => runId),
        [runB],
      );
      const [again] = await store.append(runA, [started], signal);
      assert.equal(again?.seq, 1);
      store.close();
    });

    it('sweeps old blobs that nobody keeps, and tells first what it would', async () => {
      const store = await open();
      const put = (text: string) => store.putBlob(new TextEncoder().encode(text), signal);
      const [kept, old, again] = [await put('kept'), await put('old!!'), await put('again')];
      now = 9_000;
      const young = await put('young');
      await put('again');
      const sweep = { keep: new Set([kept]), putBeforeMs: 5_000 };
      assert.deepEqual(await store.sweepBlobs({ ...sweep, dryRun: true }, signal), { blobs: 1, bytes: 5 });
      assert.ok(await store.getBlob(old, signal));
      assert.deepEqual(await store.sweepBlobs({ ...sweep, dryRun: false }, signal), { blobs: 1, bytes: 5 });
      await store.compact(signal);
      assert.equal(await store.getBlob(old, signal), undefined);
      for (const hash of [kept, young, again]) assert.ok(await store.getBlob(hash, signal));
      assert.equal(await put('old!!'), old);
      assert.ok(await store.getBlob(old, signal));
      store.close();
    });

    if (!kind.durable) return;

    it('has everything again after it is opened anew', async () => {
      const before = await open();
      await before.append(runA, [started], signal);
      const hash = await before.putBlob(new TextEncoder().encode('kept'), signal);
      before.close();
      const after = await open();
      await after.append(runA, [ended], signal);
      assert.deepEqual(
        (await after.read(runA, 0, signal)).map(({ seq, type }) => [seq, type]),
        [
          [1, 'repair.progressed'],
          [2, 'run.finished'],
        ],
      );
      assert.equal(new TextDecoder().decode(await after.getBlob(hash, signal)), 'kept');
      after.close();
    });

    it('takes appends of two at once without losing or doubling a number', async () => {
      const [left, right] = await Promise.all([open(), open()]);
      const work = async (store: RunStore) => {
        for (let i = 0; i < 20; i++) await store.append(runA, [started], signal);
      };
      await Promise.all([work(left), work(right)]);
      const numbers = (await left.read(runA, 0, signal)).map(({ seq }) => seq);
      assert.deepEqual(
        numbers,
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
      left.close();
      right.close();
    });

    it('tells of the appends of another within two seconds', async () => {
      const [mine, other] = await Promise.all([open(), open()]);
      const seen = new Promise((resolve) => mine.onDidChange(resolve));
      await other.append(runB, [started], signal);
      const late = new Promise((resolve) => setTimeout(resolve, 2_500, 'nothing was told'));
      assert.equal(await Promise.race([seen, late]), runB);
      const gone = new Promise((resolve) => mine.onDidChange(resolve));
      await other.remove(runB, signal);
      const never = new Promise((resolve) => setTimeout(resolve, 2_500, 'nothing was told'));
      assert.equal(await Promise.race([gone, never]), runB);
      mine.close();
      other.close();
    });
  });
}

describe('run store: SQLite, damaged or newer', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lwst-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves a file that is no database as it is, and says so', () => {
    const file = path.join(folder, 'runs.db');
    writeFileSync(file, 'this is no database, it is much too short and of another form altogether');
    assert.throws(
      () => createSqliteRunStore(file, () => 0),
      (error) => isCoded(error, 'store.unreadable'),
    );
  });

  it('brings a file of the first version up to date, and keeps what it holds', async () => {
    const file = path.join(folder, 'runs.db');
    const db = new DatabaseSync(file);
    db.exec(`CREATE TABLE event (run TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (run, seq)) WITHOUT ROWID;
      CREATE TABLE blob (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
      INSERT INTO event VALUES ('${runA}', 1, 5, '{"type":"run.cancelled","v":1}');
      INSERT INTO blob VALUES ('${'0'.repeat(64)}', x'0102');
      PRAGMA user_version = 1`);
    db.close();
    const store = createSqliteRunStore(file, () => 1_000);
    assert.deepEqual(await store.read(runA, 0, signal), [{ type: 'run.cancelled', v: 1, seq: 1, atMs: 5 }]);
    assert.equal((await store.getBlob(asBlobHash('0'.repeat(64)), signal))?.length, 2);
    const swept = await store.sweepBlobs({ keep: new Set(), putBeforeMs: 1, dryRun: false }, signal);
    assert.deepEqual(swept, { blobs: 1, bytes: 2 });
    await store.compact(signal);
    store.close();
    createSqliteRunStore(file, () => 1_000).close();
  });

  it('brings a file of the second version up to date while others use it, and an older program then writes nothing', async () => {
    const file = path.join(folder, 'runs.db');
    const old = writeSecondVersion(file);
    const insert = old.prepare('INSERT INTO event (run, seq, at_ms, body) VALUES (?, ?, ?, ?)');
    const store = createSqliteRunStore(file, () => 9_000);
    assert.deepEqual(await store.list(signal), [
      { runId: runB, createdAtMs: 2_000, lastSeq: 1 },
      { runId: runA, createdAtMs: 1_000, lastSeq: 3 },
    ]);
    assert.deepEqual(
      (await store.read(runA, 1, signal)).map(({ seq, atMs, type }) => [seq, atMs, type]),
      [
        [2, 3_000, 'run.cancelled'],
        [3, 3_000, 'run.cancelled'],
      ],
    );
    assert.throws(() => insert.run(runA, 4, 1, '{}'), /no such table/);
    const hold = await store.hold(runA, signal);
    assert.equal(await hold.append([started], { flush: false }, signal), 4);
    assert.equal((await store.append(runB, [ended], signal))[0]?.seq, 2);
    assert.equal(new TextDecoder().decode(await store.getBlob(asBlobHash('0'.repeat(64)), signal)), 'kept');
    old.close();
    store.close();
  });

  it('is brought up to date once, by processes that come at the same time', async function atOnce() {
    this.timeout(20_000);
    writeSecondVersion(path.join(folder, 'runs.db')).close();
    const start = () => new HolderProcess('SQLite', { folder, url: '' }, runA).ready();
    const processes = await Promise.all([start(), start(), start()]);
    const answers = await Promise.all(processes.map((one) => one.ask('hold')));
    assert.equal(answers.filter((answer) => answer === 'hold done').length, 1);
    await Promise.all(processes.map((one) => one.kill()));
    const store = createSqliteRunStore(path.join(folder, 'runs.db'), () => 9_000);
    assert.equal((await store.read(runA, 0, signal)).length, 3);
    store.close();
  });

  it('gives the room of what was removed back to the disk', async () => {
    const file = path.join(folder, 'runs.db');
    const store = createSqliteRunStore(file, () => 1_000);
    await store.putBlob(new Uint8Array(3_000_000), signal);
    await store.compact(signal);
    const full = statSync(file).size;
    await store.sweepBlobs({ keep: new Set(), putBeforeMs: 2_000, dryRun: false }, signal);
    await store.compact(signal);
    assert.ok(full > 3_000_000 && statSync(file).size < 100_000, `${full} -> ${statSync(file).size}`);
    store.close();
  });

  it('leaves the room in the file while another process reads it', async () => {
    const file = path.join(folder, 'runs.db');
    const store = createSqliteRunStore(file, () => 1_000, { waitMs: 50 });
    await store.append(runA, [started], signal);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await store.compact(signal);
    other.close();
    await store.compact(signal);
    store.close();
  });

  it('refuses a newer schema', () => {
    const file = path.join(folder, 'runs.db');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    assert.throws(
      () => createSqliteRunStore(file, () => 0),
      (error) => isCoded(error, 'store.newer'),
    );
  });
});

/** A file as version 2 wrote it, still open. */
function writeSecondVersion(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;
    CREATE TABLE event (run TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (run, seq)) WITHOUT ROWID;
    CREATE TABLE blob (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
    ALTER TABLE blob ADD COLUMN put_at_ms INTEGER NOT NULL DEFAULT 0;
    INSERT INTO blob VALUES ('${'0'.repeat(64)}', CAST('kept' AS BLOB), 1);
    PRAGMA user_version = 2`);
  const insert = db.prepare('INSERT INTO event (run, seq, at_ms, body) VALUES (?, ?, ?, ?)');
  for (const [run, seq, atMs] of [
    [runB, 1, 2_000],
    [runA, 1, 1_000],
    [runA, 2, 3_000],
    [runA, 3, 3_000],
  ] as const)
    insert.run(run, seq, atMs, '{"type":"run.cancelled","v":1}');
  return db;
}

describe('run store: JSON lines, cut short', () => {
  it('reads up to the last whole line and goes on after it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lwst-'));
    try {
      const store = createJsonlRunStore(folder, () => 1);
      await store.append(runA, [started], signal);
      const [name = ''] = readdirSync(path.join(folder, 'log'));
      appendFileSync(path.join(folder, 'log', name), '{"type":"run.fin');
      assert.equal((await store.read(runA, 0, signal)).length, 1);
      await store.append(runA, [ended], signal);
      assert.deepEqual(
        (await store.read(runA, 0, signal)).map(({ seq }) => seq),
        [1, 2],
      );
      store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('reads anew what another has written or put in its place', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lwst-'));
    try {
      const [mine, theirs] = [createJsonlRunStore(folder, () => 1), createJsonlRunStore(folder, () => 1)];
      const numbers = async () => (await mine.read(runA, 0, signal)).map(({ seq }) => seq);
      await mine.append(runA, [started, started], signal);
      await theirs.append(runA, [started], signal);
      await mine.append(runA, [ended], signal);
      assert.deepEqual(await numbers(), [1, 2, 3, 4]);
      await theirs.remove(runA, signal);
      await theirs.append(runA, [started], signal);
      await mine.append(runA, [started], signal);
      assert.deepEqual(await numbers(), [1, 2]);
      mine.close();
      theirs.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
