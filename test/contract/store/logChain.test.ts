import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { createJsonlRunStore } from '../../../src/adapters/store/jsonlRunStore.ts';
import { openPostgresRunStore } from '../../../src/adapters/store/postgresRunStore.ts';
import { createSqliteRunStore } from '../../../src/adapters/store/sqliteRunStore.ts';
import { parseRunId, type RunId } from '../../../src/base/ids.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import type { RunStore } from '../../../src/core/run/runStore.ts';
import { verifyChain } from '../../../src/core/run/verifyChain.ts';
import { type PostgresTestServer, startPostgresServer } from '../../fakes/servers/postgresServer.ts';

const signal = new AbortController().signal;
const runA = parseRunId('abcdefghijka') as RunId;
const runB = parseRunId('abcdefghijkb') as RunId;
const sha256 = (text: string) => hash('sha256', text, 'hex');
const event = (line: string): RunEventBody => ({ type: 'run.finished', outcome: 'not-fixed', line });

/** What somebody does to the entries of run A behind the store's back; `entry 4` is the text of that event. */
type Tampering = (place: {
  /** Entries by number: their time, text and hash. */
  read(): Promise<Row[]>;
  /** Puts others in their place, whatever they were. */
  replace(rows: readonly Row[]): Promise<void>;
  /** Makes the store forget where the log ends, as one of an older version never knew it. */
  forgetEnd(): Promise<void>;
}) => Promise<void>;

interface Row {
  seq: number;
  atMs: number;
  text: string;
  hash: string | undefined;
}

interface Kind {
  readonly name: string;
  open(folder: string): RunStore | Promise<RunStore>;
  tamper(folder: string, how: Tampering): Promise<void>;
  /** The store wrote down where the log ended. */
  readonly knowsItsEnd: boolean;
}

let postgres: PostgresTestServer;

async function inPostgres(folder: string, how: Tampering): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const of = [path.basename(folder), runA];
  try {
    await how({
      async read() {
        const { rows } = await client.query(
          'SELECT seq, at_ms, body, hash FROM loopwright.entry WHERE workspace = $1 AND run = $2 ORDER BY seq',
          of,
        );
        return rows.map((row) => ({
          seq: row.seq,
          atMs: Number(row.at_ms),
          text: row.body,
          hash: row.hash ?? undefined,
        }));
      },
      async replace(rows) {
        await client.query('DELETE FROM loopwright.entry WHERE workspace = $1 AND run = $2', of);
        for (const { seq, atMs, text, hash: link } of rows)
          await client.query('INSERT INTO loopwright.entry VALUES ($1, $2, $3, $4, $5, $6)', [
            ...of,
            seq,
            atMs,
            text,
            link,
          ]);
      },
      async forgetEnd() {
        await client.query('UPDATE loopwright.run SET head = NULL WHERE workspace = $1 AND run = $2', of);
      },
    });
  } finally {
    await client.end();
  }
}

/** Run A is the first that the file knows. */
const span = 2 ** 31;

async function inSqlite(folder: string, how: Tampering): Promise<void> {
  const db = new DatabaseSync(path.join(folder, 'runs.db'));
  const { no } = db.prepare('SELECT no FROM run WHERE id = ?').get(runA) as { no: number };
  const of = [no * span, (no + 1) * span] as const;
  try {
    await how({
      async read() {
        const rows = db.prepare('SELECT * FROM entry WHERE id > ? AND id < ? ORDER BY id').all(...of);
        return rows.map((row) => ({
          seq: Number(row.id) - no * span,
          atMs: Number(row.at_ms),
          text: String(row.body),
          hash: row.hash === null ? undefined : String(row.hash),
        }));
      },
      async replace(rows) {
        db.prepare('DELETE FROM entry WHERE id > ? AND id < ?').run(...of);
        const insert = db.prepare('INSERT INTO entry (id, at_ms, body, hash) VALUES (?, ?, ?, ?)');
        for (const { seq, atMs, text, hash: link } of rows) insert.run(no * span + seq, atMs, text, link ?? null);
      },
      async forgetEnd() {
        db.prepare('UPDATE run SET head_seq = NULL, head_hash = NULL WHERE no = ?').run(no);
      },
    });
  } finally {
    db.close();
  }
}

async function inLines(folder: string, how: Tampering): Promise<void> {
  const file = path.join(folder, 'log', `${runA}.jsonl`);
  await how({
    async read() {
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      return lines.map((line) => {
        const { seq, atMs, hash: link, ...body } = JSON.parse(line);
        return { seq, atMs, text: JSON.stringify(body), hash: link };
      });
    },
    async replace(rows) {
      const lines = rows.map(({ seq, atMs, text, hash: link }) =>
        JSON.stringify({ ...JSON.parse(text), seq, atMs, hash: link }),
      );
      writeFileSync(file, `${lines.join('\n')}\n`);
    },
    forgetEnd: async () => undefined,
  });
}

const kinds: readonly Kind[] = [
  {
    name: 'SQLite',
    open: (folder) => createSqliteRunStore(path.join(folder, 'runs.db'), Date.now),
    tamper: inSqlite,
    knowsItsEnd: true,
  },
  {
    name: 'PostgreSQL',
    open: (folder) => openPostgresRunStore({ url: postgres.url, workspace: path.basename(folder) }, Date.now, signal),
    tamper: inPostgres,
    knowsItsEnd: true,
  },
  { name: 'JSON lines', open: (folder) => createJsonlRunStore(folder, Date.now), tamper: inLines, knowsItsEnd: false },
];

const changed = (row: Row | undefined, from: string, to: string): void => {
  if (row) row.text = row.text.replace(from, to);
};

/** What is done, and what has to be found: the number of the entry and the kind of each problem. */
const tamperings: readonly {
  name: string;
  found: readonly string[];
  needsEnd?: true;
  /** What is found besides where the store knows the end. */
  atTheEnd?: readonly string[];

  how: (rows: Row[]) => readonly Row[];
}[] = [
  {
    name: 'a word of an entry is changed',
    found: ['4 changed'],
    how(rows) {
      changed(rows[3], 'entry 4', 'entry four');
      return rows;
    },
  },
  {
    name: 'the time of an entry is changed',
    found: ['2 changed'],
    how: (rows) => rows.map((row) => (row.seq === 2 ? { ...row, atMs: row.atMs + 1 } : row)),
  },
  {
    name: 'the last entry is changed',
    found: ['7 changed'],
    how(rows) {
      changed(rows[6], 'entry 7', 'entry 8');
      return rows;
    },
  },
  {
    name: 'an entry is taken out',
    found: ['3 missing', '4 unlinked'],
    how: (rows) => rows.filter(({ seq }) => seq !== 3),
  },
  {
    name: 'the first entries are taken out',
    found: ['1 missing', '3 unlinked'],
    how: (rows) => rows.slice(2),
  },
  {
    name: 'two entries change places',
    found: ['3 unlinked', '4 unlinked', '5 unlinked'],
    how: (rows) =>
      rows.map((row) => (row.seq === 3 ? { ...rows[3], seq: 3 } : row.seq === 4 ? { ...rows[2], seq: 4 } : row) as Row),
  },
  {
    name: 'an entry is put in, and those behind it get new numbers',
    found: ['4 unlinked', '5 unlinked', '6 unlinked', '7 unlinked', '8 changed'],
    atTheEnd: ['7 changed'],
    how: (rows) => {
      const more = { seq: 4, atMs: 1, text: JSON.stringify({ ...event('put in'), v: 1 }), hash: sha256('made up') };
      return [...rows.slice(0, 3), more, ...rows.slice(3).map((row) => ({ ...row, seq: row.seq + 1 }))];
    },
  },
  {
    name: 'an entry loses its hash',
    found: ['5 unchained', '6 unlinked'],
    how: (rows) => rows.map((row) => (row.seq === 5 ? { ...row, hash: undefined } : row)),
  },
  {
    name: 'the entries of the end are taken out',
    found: ['6 missing'],
    needsEnd: true,
    how: (rows) => rows.slice(0, 5),
  },
];

before(async function startServer() {
  this.timeout(60_000);
  postgres = await startPostgresServer();
  await asOfVersionOne();
});
after(() => postgres.stop());

/** The database as version 1 left it, with a run of two events. */
async function asOfVersionOne(): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE SCHEMA loopwright;
    CREATE TABLE loopwright.version (number integer NOT NULL);
    INSERT INTO loopwright.version VALUES (1);
    CREATE TABLE loopwright.run (
      workspace text COLLATE "C" NOT NULL, run text COLLATE "C" NOT NULL,
      created_at_ms bigint NOT NULL, last_seq integer NOT NULL, PRIMARY KEY (workspace, run));
    CREATE TABLE loopwright.event (
      workspace text COLLATE "C" NOT NULL, run text COLLATE "C" NOT NULL,
      seq integer NOT NULL, at_ms bigint NOT NULL, body text NOT NULL, PRIMARY KEY (workspace, run, seq));
    CREATE TABLE loopwright.blob (
      workspace text COLLATE "C" NOT NULL, hash text COLLATE "C" NOT NULL,
      bytes bytea NOT NULL, put_at_ms bigint NOT NULL, PRIMARY KEY (workspace, hash));
    INSERT INTO loopwright.run VALUES ('old', '${runA}', 5, 2);
    INSERT INTO loopwright.event VALUES ('old', '${runA}', 1, 5, '{"type":"run.cancelled","v":1}'),
      ('old', '${runA}', 2, 6, '{"type":"run.cancelled","v":1}')`);
  await client.end();
}

describe('chain of a log that an older version began', () => {
  it('PostgreSQL: begins behind what is there, which stays readable', async () => {
    const store = await openPostgresRunStore({ url: postgres.url, workspace: 'old' }, Date.now, signal);
    await store.append(runA, [event('entry 3')], signal);
    assert.deepEqual(
      (await store.read(runA, 0, signal)).map(({ seq }) => seq),
      [1, 2, 3],
    );
    const { unchained, head, problems } = verifyChain(await store.entries(runA, signal));
    assert.deepEqual([unchained, head?.seq, problems], [2, 3, []]);
    store.close();
  });
});

for (const kind of kinds) {
  describe(`chain of a log: ${kind.name}`, () => {
    let folder: string;
    const report = async () => {
      const store = await kind.open(folder);
      const found = verifyChain(await store.entries(runA, signal));
      store.close();
      return found;
    };
    const say = async () => (await report()).problems.map(({ seq, kind: what }) => `${seq} ${what}`);

    beforeEach(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'lwch-'));
      const store = await kind.open(folder);
      await store.append(runA, [event('entry 1'), event('entry 2')], signal);
      const hold = await store.hold(runA, signal);
      await hold.append([event('entry 3')], { flush: false }, signal);
      await store.append(runA, [event('entry 4, of another')], signal);
      await store.append(runB, [event('of another run')], signal);
      await hold.append([event('entry 5 «\u0000\ud800»')], { flush: false }, signal);
      await hold.append([event('entry 6'), event('entry 7')], { flush: true }, signal);
      hold.release();
      store.close();
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('holds over appends of a holder and of others, and its head is the hash of the last entry', async () => {
      const { entries, unchained, head, problems } = await report();
      assert.deepEqual(problems, []);
      assert.deepEqual([entries, unchained, head?.seq], [7, 0, 7]);
      assert.match(head?.hash ?? '', /^[0-9a-f]{64}$/);
      const store = await kind.open(folder);
      const [one, two] = (await store.entries(runA, signal)).entries;
      assert.ok(one && two);
      assert.equal(one.hash, sha256(`loopwright run ${runA}\n1\n${one.atMs}\n${one.text}`));
      assert.equal(two.hash, sha256(`${one.hash}\n2\n${two.atMs}\n${two.text}`));
      assert.notEqual(
        (await store.entries(runB, signal)).entries[0]?.hash,
        (await store.entries(runA, signal)).entries[0]?.hash,
      );
      assert.equal(
        (await store.read(runA, 0, signal)).some((one) => 'hash' in one),
        false,
        'no event has a hash',
      );
      store.close();
    });

    it('holds for stores that append to one run at once, and for a holder behind them', async function atOnce() {
      this.timeout(30_000);
      const stores = [await kind.open(folder), await kind.open(folder)];
      await Promise.all(
        Array.from({ length: 20 }, (_, i) => stores[i % 2]?.append(runA, [event(`a ${i}`), event(`b ${i}`)], signal)),
      );
      const hold = await stores[0]?.hold(runA, signal);
      for (const line of ['c', 'd', 'e']) await hold?.append([event(line)], { flush: false }, signal);
      hold?.release();
      for (const store of stores) store.close();
      const { entries, problems } = await report();
      assert.deepEqual([entries, problems], [50, []]);
    });

    for (const { name, found, needsEnd, atTheEnd = [], how } of tamperings)
      it(`${name}: ${needsEnd && !kind.knowsItsEnd ? 'is not seen, since the store knows no end' : 'is found, and where'}`, async () => {
        await kind.tamper(folder, async ({ read, replace }) => replace(how(await read())));
        assert.deepEqual(
          await say(),
          needsEnd && !kind.knowsItsEnd ? [] : [...found, ...(kind.knowsItsEnd ? atTheEnd : [])],
        );
      });

    it('goes on from entries that were never chained, and tells how many they are', async () => {
      await kind.tamper(folder, async ({ read, replace, forgetEnd }) => {
        const rows = await read();
        await replace(rows.map((row) => ({ ...row, hash: undefined })));
        await forgetEnd();
      });
      const store = await kind.open(folder);
      await store.append(runA, [event('entry 8')], signal);
      store.close();
      const { unchained, head, problems } = await report();
      assert.deepEqual([unchained, head?.seq], [7, 8]);
      assert.deepEqual(problems, []);
    });
  });
}
