import { DatabaseSync } from 'node:sqlite';
import { CodedError, messageOf } from '../../base/errors.ts';

const schemaVersion = 1;

/** Numbers of events in a run stay below this; run number times this plus the event's number is a segment's key. */
export const seqSpan = 2 ** 31;

/**
 * A segment holds the events of one tick as one JSON list: a row a tick, not a row an event. Its key is one integer, so that
 * a write appends to the end of one tree; a key of run and number in a table without row ids took four times as long.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS run (
    no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, definition TEXT NOT NULL, workflow TEXT NOT NULL, key TEXT UNIQUE,
    created_ms INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'open', holder TEXT,
    lease_until_ms INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS segment (
    id INTEGER PRIMARY KEY, count INTEGER NOT NULL, at_ms INTEGER NOT NULL, events TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS signal (
    run TEXT NOT NULL, seq INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS output (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** Opens the engine's database, or makes it. One written by a newer program, or damaged, is left as it is. */
export function openEngineDatabase(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 10_000 });
    // Every checkpoint waits for the disk; the default of 1,000 pages would do that every 2,000 ticks or so.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000;');
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
    throw new CodedError('store.unreadable', `The engine's log ${file} cannot be opened: ${messageOf(error)}`, {
      hint: 'It was left as it is. Move it away to begin a new one.',
      cause: error,
    });
  }
}

/** All or nothing; other processes wait for the end of it. */
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
