import { DatabaseSync } from 'node:sqlite';
import { CodedError, messageOf } from '../../base/errors.ts';

const schemaVersion = 4;
/** PRAGMA auto_vacuum of a file whose free pages can be given back one by one. */
const incremental = 2;
/** SQLITE_BUSY, https://sqlite.org/rescode.html */
const busy = 5;
/** Numbers of events in a run stay below this; the run's own number times this plus the event's number is the event's key. */
export const seqSpan = 2 ** 31;

/**
 * What brings a file from the version before to the one at the index. Since version 3 the key of an event is one integer, so
 * that an append goes to the end of one tree: a key of run and number in a table without row ids took four times as long.
 */
const migrations = [
  '',
  `CREATE TABLE IF NOT EXISTS event (
    run TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS blob (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;`,
  'ALTER TABLE blob ADD COLUMN put_at_ms INTEGER NOT NULL DEFAULT 0;',
  `CREATE TABLE run (
    no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, holder TEXT, lease_until_ms INTEGER NOT NULL DEFAULT 0
  );
  INSERT INTO run (id) SELECT run FROM event GROUP BY run ORDER BY min(at_ms), run;
  ALTER TABLE event RENAME TO old_event;
  CREATE TABLE event (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, body TEXT NOT NULL);
  INSERT INTO event (id, at_ms, body)
    SELECT run.no * ${seqSpan} + old_event.seq, old_event.at_ms, old_event.body
    FROM run JOIN old_event ON old_event.run = run.id ORDER BY 1;
  DROP TABLE old_event;`,
  // Under its old name a process of an older version would go on writing entries without a hash.
  `ALTER TABLE event RENAME TO entry;
  ALTER TABLE entry ADD COLUMN hash TEXT;
  ALTER TABLE run ADD COLUMN head_seq INTEGER;
  ALTER TABLE run ADD COLUMN head_hash TEXT;`,
];

/**
 * Opens the file, or makes it. One that was written by a newer program, or is damaged, is left as it is. Writes are synced
 * with the next checkpoint; `durably` syncs its own.
 */
export function openRunDatabase(file: string, waitMs: number): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: waitMs });
    // auto_vacuum counts only while the file is empty, so it comes before anything is written.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    // Every checkpoint waits for the disk; the default of 1,000 pages would do that every 500 ticks or so.
    db.exec('PRAGMA wal_autocheckpoint = 8000;');
    const version = versionOf(db);
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

function versionOf(db: DatabaseSync): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function migrate(db: DatabaseSync): void {
  durably(db, () => {
    // Another process may have done it while this one waited for the lock.
    const version = versionOf(db);
    for (const migration of migrations.slice(version + 1)) db.exec(migration);
    db.exec(`PRAGMA user_version = ${Math.max(version, schemaVersion)}`);
  });
}

/** All or nothing; other processes wait for the end of it. Survives the death of the process. */
export function inTransaction<T>(db: DatabaseSync, action: () => T): T {
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

/** A transaction that is on disk when it returns, and everything written before it: it survives the death of the machine. */
export function durably<T>(db: DatabaseSync, action: () => T): T {
  db.exec('PRAGMA synchronous = FULL');
  try {
    return inTransaction(db, action);
  } finally {
    db.exec('PRAGMA synchronous = NORMAL');
  }
}

/** Incremental where the file was made for it; a file of an older version is rewritten once, and is from then on. */
export function giveSpaceBack(db: DatabaseSync): void {
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

/** A failure of the database itself, such as a lock that was not given up in time. */
export function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
