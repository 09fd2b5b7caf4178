import { createHash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError, messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import { asBlobHash, type BlobHash, type RunId } from '../../base/ids.ts';
import { type RunEvent, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';
import type { BlobSweep, BlobsSwept, RunStore } from '../../core/run/runStore.ts';
import { bodyText, type EventRow, parseEventRow } from './eventRow.ts';

const schemaVersion = 2;
const pollMs = 1_000;
/** PRAGMA auto_vacuum of a file whose free pages can be given back one by one. */
const incremental = 2;
/** SQLITE_BUSY, https://sqlite.org/rescode.html */
const busy = 5;
/** What brings a file from the version before to the one at the index. */
const migrations = [
  '',
  `CREATE TABLE IF NOT EXISTS event (
    run TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS blob (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;`,
  'ALTER TABLE blob ADD COLUMN put_at_ms INTEGER NOT NULL DEFAULT 0;',
];

/**
 * Runs kept in one SQLite file. WAL with synchronous=FULL: an append is on disk when it resolves, and readers never wait.
 * Appends of other processes are noticed through `PRAGMA data_version`, looked at once a second. `waitMs`: how long another
 * process's write is waited for.
 */
export function createSqliteRunStore(
  file: string,
  nowMs: () => number,
  { waitMs = 10_000 }: { readonly waitMs?: number } = {},
): RunStore {
  const db = openDatabase(file, waitMs);
  const changed = new Emitter<RunId>();
  const insert = db.prepare('INSERT INTO event (run, seq, at_ms, body) VALUES (?, ?, ?, ?)');
  const last = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM event WHERE run = ?');
  const select = db.prepare('SELECT seq, at_ms AS atMs, body FROM event WHERE run = ? AND seq > ? ORDER BY seq');
  const heads = db.prepare(
    'SELECT run AS runId, min(at_ms) AS createdAtMs, max(seq) AS lastSeq FROM event GROUP BY run ORDER BY createdAtMs DESC, runId DESC',
  );
  const putBlob = db.prepare(
    `INSERT INTO blob (hash, bytes, put_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET put_at_ms = max(put_at_ms, excluded.put_at_ms)`,
  );
  const getBlob = db.prepare('SELECT bytes FROM blob WHERE hash = ?');
  const watcher = watchOthers(db, heads, changed);

  return {
    onDidChange: changed.event,
    async append(runId, bodies, signal) {
      throwIfAborted(signal);
      const events = inTransaction(db, () => {
        const first = (last.get(runId) as { seq: number }).seq + 1;
        const atMs = nowMs();
        return bodies.map((body, i): RunEvent => {
          insert.run(runId, first + i, atMs, bodyText(body));
          return { ...body, seq: first + i, atMs, v: runEventVersion };
        });
      });
      watcher.seen(runId, events.at(-1)?.seq);
      changed.fire(runId);
      return events;
    },
    async read(runId, afterSeq, signal) {
      throwIfAborted(signal);
      return (select.all(runId, afterSeq) as unknown as EventRow[]).map((row) => parseEventRow(row, file));
    },
    async list(signal) {
      throwIfAborted(signal);
      return (heads.all() as unknown as RunHead[]).map((head) => ({ ...head }));
    },
    async putBlob(bytes, signal) {
      throwIfAborted(signal);
      const hash = asBlobHash(createHash('sha256').update(bytes).digest('hex'));
      putBlob.run(hash, bytes, nowMs());
      return hash;
    },
    async getBlob(hash: BlobHash, signal) {
      throwIfAborted(signal);
      return (getBlob.get(hash) as { bytes: Uint8Array } | undefined)?.bytes;
    },
    async remove(runId, signal) {
      throwIfAborted(signal);
      if (db.prepare('DELETE FROM event WHERE run = ?').run(runId).changes === 0) return;
      watcher.gone(runId);
      changed.fire(runId);
    },
    async sweepBlobs(sweep, signal) {
      throwIfAborted(signal);
      return inTransaction(db, () => sweepBlobs(db, sweep));
    },
    async compact(signal) {
      throwIfAborted(signal);
      giveSpaceBack(db);
    },
    close() {
      watcher.dispose();
      changed.dispose();
      db.close();
    },
  };
}

function openDatabase(file: string, waitMs: number): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: waitMs });
    // auto_vacuum counts only while the file is empty, so it comes before anything is written.
    db.exec(
      'PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;',
    );
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > schemaVersion) {
      throw new CodedError('store.newer', `${file} was written by a newer Loopwright (version ${version}).`, {
        hint: 'Update Loopwright, or set LOOPWRIGHT_HOME to another folder.',
      });
    }
    if (version < schemaVersion) migrate(db);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof CodedError) throw error;
    throw new CodedError('store.unreadable', `The run log ${file} cannot be opened: ${messageOf(error)}`, {
      hint: 'It was left as it is. Move it away to begin a new one.',
      cause: error,
    });
  }
}

function migrate(db: DatabaseSync): void {
  inTransaction(db, () => {
    // Another process may have done it while this one waited for the lock.
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    for (const migration of migrations.slice(version + 1)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${Math.max(version, schemaVersion)}`);
  });
}

function inTransaction<T>(db: DatabaseSync, action: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Inside a write transaction, so that no blob is put again between the look and the removal. */
function sweepBlobs(db: DatabaseSync, { keep, putBeforeMs, dryRun }: BlobSweep): BlobsSwept {
  const old = db.prepare('SELECT hash, length(bytes) AS size FROM blob WHERE put_at_ms < ?').all(putBeforeMs);
  const swept = (old as unknown as { hash: BlobHash; size: number }[]).filter(({ hash }) => !keep.has(hash));
  const remove = db.prepare('DELETE FROM blob WHERE hash = ?');
  if (!dryRun) for (const { hash } of swept) remove.run(hash);
  return { blobs: swept.length, bytes: swept.reduce((sum, { size }) => sum + size, 0) };
}

/** Incremental where the file was made for it; a file of an older version is rewritten once, and is from then on. */
function giveSpaceBack(db: DatabaseSync): void {
  const { auto_vacuum: mode } = db.prepare('PRAGMA auto_vacuum').get() as { auto_vacuum: number };
  try {
    if (mode === incremental) db.exec('PRAGMA incremental_vacuum');
    else db.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM;');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Another process reads or writes: the room is free inside the file, and the next time gives it back.
    if (!(isSqliteError(error) && 'errcode' in error && error.errcode === busy)) throw error;
  }
}

function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

/** Fires for the runs that another connection has appended to. */
function watchOthers(db: DatabaseSync, heads: StatementSync, changed: Emitter<RunId>) {
  const version = db.prepare('PRAGMA data_version');
  const known = new Map<RunId, number>();
  const rows = () => heads.all() as unknown as { runId: RunId; lastSeq: number }[];
  for (const { runId, lastSeq } of rows()) known.set(runId, lastSeq);
  const readVersion = () => (version.get() as { data_version: number }).data_version;
  let lastVersion = readVersion();
  const look = () => {
    const now = readVersion();
    if (now === lastVersion) return;
    lastVersion = now;
    const there = new Map(rows().map(({ runId, lastSeq }) => [runId, lastSeq]));
    for (const [runId, seq] of [...known, ...there]) {
      const lastSeq = there.get(runId);
      if (lastSeq === known.get(runId) && seq === lastSeq) continue;
      if (lastSeq === undefined) known.delete(runId);
      else known.set(runId, lastSeq);
      changed.fire(runId);
    }
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      // Locked for longer than we wait, or damaged: whoever reads next is told. A look that fails must not end the process.
      if (!isSqliteError(error)) throw error;
    }
  }, pollMs);
  timer.unref();
  return {
    seen(runId: RunId, seq: number | undefined) {
      if (seq !== undefined) known.set(runId, seq);
    },
    gone: (runId: RunId) => known.delete(runId),
    dispose: () => clearInterval(timer),
  };
}
