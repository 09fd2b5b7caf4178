import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { Client } from 'pg';
import { openPostgresRunStore } from '../../../src/adapters/store/postgresRunStore.ts';
import { createSqliteRunStore } from '../../../src/adapters/store/sqliteRunStore.ts';
import { CodedError, isCoded } from '../../../src/base/errors.ts';
import { parseRunId, type RunId } from '../../../src/base/ids.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import type { RunStore } from '../../../src/core/run/runStore.ts';
import { type PostgresTestServer, startPostgresServer } from '../../fakes/servers/postgresServer.ts';

const signal = new AbortController().signal;
const run = parseRunId('abcdefghijka') as RunId;
const progressed: RunEventBody = { type: 'repair.progressed', tried: 1, ms: 2 };

describe('run store: PostgreSQL, its server', () => {
  let postgres: PostgresTestServer;
  before(async function startServer() {
    this.timeout(60_000);
    postgres = await startPostgresServer({ durable: true });
  });
  after(() => postgres.stop());

  const open = (workspace: string, url = postgres.url) => openPostgresRunStore({ url, workspace }, Date.now, signal);
  async function admin(sql: string): Promise<void> {
    const client = new Client(postgres.url);
    await client.connect();
    await client.query(sql);
    await client.end();
  }
  /** The failure of opening a store, which must give nothing away. */
  async function refusal(url: string, secret: string): Promise<CodedError> {
    const error: unknown = await open('refused', url).then(
      () => undefined,
      (caught) => caught,
    );
    assert.ok(error instanceof CodedError, String(error));
    assert.ok(!inspect(error, { depth: 20, showHidden: true }).includes(secret), error.message);
    return error;
  }

  it('prepares an empty database once, however many come at the same time', async () => {
    await admin('DROP SCHEMA IF EXISTS loopwright CASCADE');
    const stores = await Promise.all(Array.from({ length: 4 }, () => open('many')));
    await Promise.all(stores.map((store) => store.append(run, [progressed], signal)));
    assert.equal((await stores[0]?.read(run, 0, signal))?.length, 4);
    for (const store of stores) store.close();
  });

  it('keeps the runs and blobs of two workspaces apart', async () => {
    const [left, right] = [await open('left'), await open('right')];
    await left.append(run, [progressed, progressed], signal);
    const hash = await left.putBlob(Uint8Array.of(1, 2), signal);
    assert.deepEqual(await right.list(signal), []);
    assert.equal(await right.getBlob(hash, signal), undefined);
    assert.equal((await right.append(run, [progressed], signal))[0]?.seq, 1);
    await right.remove(run, signal);
    await right.sweepBlobs({ keep: new Set(), putBeforeMs: Number.MAX_SAFE_INTEGER, dryRun: false }, signal);
    assert.equal((await left.read(run, 0, signal)).length, 2);
    assert.ok(await left.getBlob(hash, signal));
    left.close();
    right.close();
  });

  it('says who is refused, and never the password', async () => {
    const wrong = await refusal(postgres.urlWith({ password: 'not:the-one' }), 'not:the-one');
    assert.equal(wrong.code, 'store.unauthorized');
    assert.match(wrong.message, /127\.0\.0\.1:\d+\/postgres refused access: password authentication failed/);
    const missing = await refusal(postgres.urlWith({ database: 'elsewhere' }), postgres.password);
    assert.equal(missing.code, 'store.unreachable');
    assert.match(missing.message, /database "elsewhere" does not exist/);
    const none = await refusal(postgres.urlWith({}).replace(/:[^:@]*@/, '@'), postgres.password);
    assert.equal(none.code, 'store.unauthorized');
  });

  it('says when nobody is there, also behind a port that never answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(typeof address === 'object' && address);
    const dead = await refusal('postgres://u:hidden-word@127.0.0.1:1/db', 'hidden-word');
    assert.equal(dead.code, 'store.unreachable');
    assert.match(dead.message, /127\.0\.0\.1:1\/db cannot be reached: .*ECONNREFUSED/);
    const mute = await refusal(`postgres://u:hidden-word@127.0.0.1:${address.port}/db`, 'hidden-word');
    assert.equal(mute.code, 'store.unreachable');
    silent.close();
  });

  it('speaks TLS as the address says, and trusts only who it should', async () => {
    const told: string[] = [];
    const listen = (warning: Error) => told.push(warning.message);
    process.on('warning', listen);
    for (const mode of [`verify-full&sslrootcert=${postgres.certificate}`, 'no-verify']) {
      const store = await open('tls', `${postgres.url}?sslmode=${mode}`);
      assert.ok((await store.append(run, [progressed], signal)).length > 0);
      store.close();
    }
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      const error = await refusal(`${postgres.url}?sslmode=${mode}`, postgres.password);
      assert.equal(error.code, 'store.unreachable');
      assert.match(error.message, /self-signed certificate/);
    }
    const other = postgres.url.replace('127.0.0.1', 'localhost');
    const named = await refusal(`${other}?sslmode=require&sslrootcert=${postgres.certificate}`, postgres.password);
    assert.match(named.message, /does not match certificate/);
    process.off('warning', listen);
    assert.deepEqual(told, []);
  });

  it('serves an account that may not create anything, once the database is prepared', async () => {
    (await open('first')).close();
    await admin(`CREATE ROLE member LOGIN PASSWORD 'member-word'; GRANT USAGE ON SCHEMA loopwright TO member;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA loopwright TO member`);
    const store = await open('member', postgres.urlWith({ user: 'member', password: 'member-word' }));
    assert.equal((await store.append(run, [progressed], signal))[0]?.seq, 1);
    store.close();
    await admin('REVOKE INSERT ON loopwright.entry FROM member');
    const limited = await open('member', postgres.urlWith({ user: 'member', password: 'member-word' }));
    await assert.rejects(limited.append(run, [progressed], signal), (error) => isCoded(error, 'store.unauthorized'));
    assert.equal((await limited.read(run, 0, signal)).length, 1);
    limited.close();
  });

  it('refuses a newer schema and newer events, and leaves them as they are', async () => {
    const store = await open('newer');
    await store.append(run, [progressed], signal);
    await admin(`UPDATE loopwright.entry SET body = '{"type":"x","v":99}' WHERE workspace = 'newer'`);
    await assert.rejects(store.read(run, 0, signal), (error) => isCoded(error, 'store.newer'));
    store.close();
    await admin('UPDATE loopwright.version SET number = 99');
    const error = await refusal(postgres.url, postgres.password);
    assert.equal(error.code, 'store.newer');
    await admin('UPDATE loopwright.version SET number = 2');
  });

  it('takes appends of two processes at once without a gap', async () => {
    const script = path.resolve(import.meta.dirname, '../../fakes/appendingProcess.ts');
    const args = [script, postgres.url, 'two', run, '60'];
    const workers = [1, 2].map(() => spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }));
    const mine = await open('two');
    const told = new Promise((resolve) => mine.onDidChange(resolve));
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0]);
    assert.equal(await told, run);
    const events = await mine.read(run, 0, signal);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      Array.from({ length: 120 }, (_, i) => i + 1),
    );
    assert.equal(new Set(events.map((event) => event.type === 'repair.progressed' && event.ms)).size, 2);
    mine.close();
  });

  it('breaks a read off at an abort, and serves the next one', async () => {
    const store = await open('aborted');
    const locker = new Client(postgres.url);
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE loopwright.entry');
    const controller = new AbortController();
    const reading = store.read(run, 0, controller.signal);
    setTimeout(() => controller.abort(), 50);
    const began = performance.now();
    await assert.rejects(reading, { name: 'AbortError' });
    assert.ok(performance.now() - began < 1_000);
    await locker.end();
    assert.deepEqual(await store.read(run, 0, signal), []);
    store.close();
  });

  it('is killed between appends: says so, keeps what was stored, works again and tells again', async () => {
    const [store, other] = [await open('killed'), await open('killed')];
    await store.append(run, [progressed], signal);
    const hash = await store.putBlob(new TextEncoder().encode('kept'), signal);
    await postgres.kill();
    await assert.rejects(
      store.append(run, [progressed], signal),
      (error) => isCoded(error, 'store.unreachable') && !inspect(error, { depth: 9 }).includes(postgres.password),
    );
    await assert.rejects(store.read(run, 0, signal), (error) => isCoded(error, 'store.unreachable'));
    // While the server is away nothing can be told; what is appended before the other listens again is told as well.
    const told = new Promise((resolve) => other.onDidChange(resolve));
    await postgres.restart();
    assert.equal((await store.append(run, [progressed], signal))[0]?.seq, 2);
    assert.equal(new TextDecoder().decode(await store.getBlob(hash, signal)), 'kept');
    const late = new Promise((resolve) => setTimeout(resolve, 4_000, 'nothing was told'));
    assert.equal(await Promise.race([told, late]), run);
    const second = new Promise((resolve) => other.onDidChange(resolve));
    const tooLate = new Promise((resolve) => setTimeout(resolve, 2_000, 'nothing was told'));
    await store.append(run, [progressed], signal);
    assert.equal(await Promise.race([second, tooLate]), run);
    store.close();
    other.close();
  });

  it('appends quickly enough for a run (figures of both databases)', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lwst-'));
    const sqlite = createSqliteRunStore(path.join(folder, 'runs.db'), Date.now);
    const server = await open('figures');
    const [viaSqlite, viaPostgres] = [await usPerAppend(sqlite), await usPerAppend(server)];
    console.log(`      one append: SQLite ${viaSqlite} µs, PostgreSQL ${viaPostgres} µs (both on disk; median of 200)`);
    // Twenty times what a laptop shows: a lost index or a handshake for every append is caught, a slow disk is not.
    assert.ok(viaPostgres < 100_000, `${viaPostgres} µs`);
    sqlite.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

/** The median time of 200 appends of one event, in microseconds. */
async function usPerAppend(store: RunStore): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const began = performance.now();
    await store.append(run, [progressed], signal);
    times.push(performance.now() - began);
  }
  return Math.round((times.sort((a, b) => a - b)[100] ?? 0) * 1_000);
}
