import { createHash } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError, messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import { asBlobHash, type BlobHash, type RunId } from '../../base/ids.ts';
import { type RunEvent, type RunEventBody, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';
import type { RunStore } from '../../core/run/runStore.ts';

const schemaVersion = 1;
const pollMs = 1_000;
const schema = `
  CREATE TABLE IF NOT EXISTS event (
    run TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS blob (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
`;

/**
 * Runs kept in one SQLite file. WAL with synchronous=FULL: an append is on disk when it resolves, and readers never wait.
 * Appends of other processes are noticed through `PRAGMA data_version`, looked at once a second.
 */
export function createSqliteRunStore(file: string, nowMs: () => number): RunStore {
  const db = openDatabase(file);
  const changed = new Emitter<RunId>();
  const insert = db.prepare('INSERT INTO event (run, seq, at_ms, body) VALUES (?, ?, ?, ?)');
  const last = db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM event WHERE run = ?');
  const select = db.prepare('SELECT seq, at_ms AS atMs, body FROM event WHERE run = ? AND seq > ? ORDER BY seq');
  const heads = db.prepare(
    'SELECT run AS runId, min(at_ms) AS createdAtMs, max(seq) AS lastSeq FROM event GROUP BY run ORDER BY createdAtMs DESC, runId DESC',
  );
  const putBlob = db.prepare('INSERT OR IGNORE INTO blob (hash, bytes) VALUES (?, ?)');
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
          insert.run(runId, first + i, atMs, JSON.stringify({ ...body, v: runEventVersion }));
          return { ...body, seq: first + i, atMs, v: runEventVersion };
        });
      });
      watcher.seen(runId, events.at(-1)?.seq);
      changed.fire(runId);
      return events;
    },
    async read(runId, afterSeq, signal) {
      throwIfAborted(signal);
      return (select.all(runId, afterSeq) as unknown as EventRow[]).map((row) => parseEvent(row, file));
    },
    async list(signal) {
      throwIfAborted(signal);
      return (heads.all() as unknown as RunHead[]).map((head) => ({ ...head }));
    },
    async putBlob(bytes, signal) {
      throwIfAborted(signal);
      const hash = asBlobHash(createHash('sha256').update(bytes).digest('hex'));
      putBlob.run(hash, bytes);
      return hash;
    },
    async getBlob(hash: BlobHash, signal) {
      throwIfAborted(signal);
      return (getBlob.get(hash) as { bytes: Uint8Array } | undefined)?.bytes;
    },
    close() {
      watcher.dispose();
      changed.dispose();
      db.close();
    },
  };
}

interface EventRow {
  readonly seq: number;
  readonly atMs: number;
  readonly body: string;
}

function openDatabase(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 10_000 });
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > schemaVersion) {
      throw new CodedError('store.newer', `${file} was written by a newer Loopwright (version ${version}).`, {
        hint: 'Update Loopwright, or set LOOPWRIGHT_HOME to another folder.',
      });
    }
    if (version < schemaVersion) db.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${schemaVersion}; COMMIT;`);
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

function parseEvent(row: EventRow, file: string): RunEvent {
  const body = JSON.parse(row.body) as RunEventBody & { v: number };
  if (body.v > runEventVersion) {
    throw new CodedError('store.newer', `${file} holds events of a newer Loopwright (version ${body.v}).`, {
      hint: 'Update Loopwright to read this run.',
    });
  }
  return { ...body, seq: row.seq, atMs: row.atMs };
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

/** Fires for the runs that another connection has appended to. */
function watchOthers(db: DatabaseSync, heads: StatementSync, changed: Emitter<RunId>) {
  const version = db.prepare('PRAGMA data_version');
  const known = new Map<string, number>();
  const rows = () => heads.all() as unknown as { runId: RunId; lastSeq: number }[];
  for (const { runId, lastSeq } of rows()) known.set(runId, lastSeq);
  const readVersion = () => (version.get() as { data_version: number }).data_version;
  let lastVersion = readVersion();
  const look = () => {
    const now = readVersion();
    if (now === lastVersion) return;
    lastVersion = now;
    for (const { runId, lastSeq } of rows()) {
      if (known.get(runId) === lastSeq) continue;
      known.set(runId, lastSeq);
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
    dispose: () => clearInterval(timer),
  };
}
