import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { CodedError, messageOf } from '../../base/errors.ts';
import type { FileStamp, IndexedFile } from '../../core/context/contextIndex.ts';
import { TermDictionary } from '../../core/context/termDictionary.ts';
import { damaged, packFile, unpackFile } from './packedFile.ts';

/**
 * Version of what the file holds and of how chunks and terms are made from texts: an index of another one is built again.
 */
export const storeVersion = 2;
const waitMs = 10_000;
/** SQLITE_BUSY and SQLITE_LOCKED (https://sqlite.org/rescode.html): somebody else writes, nothing is damaged. */
const busyCodes: readonly number[] = [5, 6];

const schema = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE term (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE file (
  path TEXT PRIMARY KEY, hash TEXT NOT NULL, bytes INTEGER NOT NULL, modified_ms REAL NOT NULL,
  revision INTEGER NOT NULL, body BLOB
);
CREATE INDEX file_revision ON file (revision);`;

/** A file that another process, or this one, has written; without a body it is gone. */
export interface ChangedFile {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly body: Uint8Array | undefined;
}

/** What an opened index must be of. */
export interface StoreIdentity {
  readonly embedder: string;
  readonly dims: number;
}

/**
 * The index on the disk: one SQLite file, one row a file of the workspace. Each write is a transaction; each raises the revision, by
 * which other processes find what changed. Throws CodedError `context.damaged` for a file that is not what it should be.
 */
export class ContextStore {
  readonly file: string;
  readonly dictionary = new TermDictionary();
  readonly #db: DatabaseSync;
  readonly #inode: number;
  readonly #sql: Readonly<Record<keyof typeof statements, StatementSync>>;
  #revision = 0;
  #dataVersion = -1;

  private constructor(file: string, db: DatabaseSync) {
    this.file = file;
    this.#db = db;
    this.#inode = statSync(file).ino;
    const prepared = Object.entries(statements).map(([name, text]) => [name, db.prepare(text)]);
    this.#sql = Object.fromEntries(prepared) as Record<keyof typeof statements, StatementSync>;
  }

  /** Opens the file, or makes it. Throws `context.damaged`, whose message says why, and `context.unusable` where no file can be made. */
  static open(file: string, identity: StoreIdentity): ContextStore {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(file, { timeout: waitMs });
      chmodSync(file, 0o600);
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      prepare(db, identity);
      return new ContextStore(file, db);
    } catch (error) {
      db?.close();
      throw explained(error, file);
    }
  }

  /** Removes the files of an index; other processes that have them open go on with what they have, and notice at their next look. */
  static destroy(file: string): void {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${ending}`, { force: true });
  }

  /** True when the file on the disk is another one than was opened, or gone. */
  isReplaced(): boolean {
    return statSync(this.file, { throwIfNoEntry: false })?.ino !== this.#inode;
  }

  /** What was written since the last call by anybody: at first, everything. New terms are in the dictionary before the first one is given. */
  *changes(): Generator<ChangedFile> {
    try {
      const version = (this.#sql.dataVersion.get() as { data_version: number }).data_version;
      const newest = (this.#sql.newest.get() as { revision: number | null }).revision ?? 0;
      if (version === this.#dataVersion && newest === this.#revision) return;
      this.#readTerms();
      const after = this.#revision;
      for (const row of this.#sql.changed.iterate(after, newest)) yield changedFile(row as unknown as FileRow);
      this.#dataVersion = version;
      this.#revision = newest;
    } catch (error) {
      throw explained(error, this.file);
    }
  }

  stamps(): ReadonlyMap<string, FileStamp> {
    const rows = this.#sql.stamps.all() as unknown as readonly FileRow[];
    return new Map(rows.map((row) => [row.path, stampOf(row)]));
  }

  /** Writes files as one transaction. Those that are there already, byte for byte, are left alone. */
  put(files: readonly IndexedFile[]): void {
    this.#transact((revision) => {
      this.#readTerms();
      const idOf = (term: string) => this.dictionary.idOf(term) ?? this.#addTerm(term);
      for (const file of files) {
        const { path, stamp } = file;
        const known = this.#sql.stamp.get(path) as FileRow | undefined;
        if (known?.hash === stamp.hash && known.has_body === 1) {
          this.#sql.touch.run(stamp.bytes, stamp.modifiedMs, path);
          continue;
        }
        this.#sql.put.run(path, stamp.hash, stamp.bytes, stamp.modifiedMs, revision, packFile(file, idOf));
      }
    });
  }

  remove(paths: readonly string[]): void {
    this.#transact((revision) => {
      for (const path of paths) this.#sql.remove.run(revision, path);
    });
  }

  /** The terms of each chunk of a file, as numbers of the dictionary. */
  termsOf(path: string, dims: number): readonly Uint32Array[] {
    const row = this.#sql.body.get(path) as { body: Uint8Array | null } | undefined;
    return row?.body ? unpackFile(row.body, dims).chunks.map(({ terms }) => terms) : [];
  }

  /** Bytes on the disk. */
  bytes(): number {
    const sizes = ['', '-wal'].map((ending) => statSync(`${this.file}${ending}`, { throwIfNoEntry: false })?.size ?? 0);
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  close(): void {
    this.#db.close();
  }

  #transact(action: (revision: number) => void): void {
    const termsBefore = this.dictionary.last;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const newest = (this.#sql.newest.get() as { revision: number | null }).revision ?? 0;
        action(newest + 1);
        this.#db.exec('COMMIT');
      } catch (error) {
        rollBack(this.#db);
        this.dictionary.dropAfter(termsBefore);
        throw error;
      }
    } catch (error) {
      throw explained(error, this.file);
    }
  }

  #readTerms(): void {
    for (const row of this.#sql.terms.iterate(this.dictionary.last)) {
      const { id, text } = row as { id: number; text: string };
      if (id !== this.dictionary.last + 1) throw damaged();
      this.dictionary.add(text);
    }
  }

  #addTerm(term: string): number {
    const id = this.dictionary.add(term);
    this.#sql.addTerm.run(id, term);
    return id;
  }
}

const statements = {
  dataVersion: 'PRAGMA data_version',
  newest: 'SELECT max(revision) AS revision FROM file',
  changed:
    'SELECT path, hash, bytes, modified_ms, body FROM file WHERE revision > ? AND revision <= ? ORDER BY revision, path',
  stamps: 'SELECT path, hash, bytes, modified_ms FROM file WHERE body IS NOT NULL ORDER BY path',
  stamp: 'SELECT hash, body IS NOT NULL AS has_body FROM file WHERE path = ?',
  body: 'SELECT body FROM file WHERE path = ?',
  put: `INSERT INTO file (path, hash, bytes, modified_ms, revision, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, bytes = excluded.bytes, modified_ms = excluded.modified_ms,
    revision = excluded.revision, body = excluded.body`,
  touch: 'UPDATE file SET bytes = ?, modified_ms = ? WHERE path = ?',
  remove: `UPDATE file SET hash = '', revision = ?, body = NULL WHERE path = ? AND body IS NOT NULL`,
  terms: 'SELECT id, text FROM term WHERE id > ? ORDER BY id',
  addTerm: 'INSERT INTO term (id, text) VALUES (?, ?)',
} as const;

interface FileRow {
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
  readonly modified_ms: number;
  readonly body: Uint8Array | null;
  readonly has_body?: number;
}

function stampOf({ hash, bytes, modified_ms }: FileRow): FileStamp {
  return { hash, bytes, modifiedMs: modified_ms };
}

function changedFile(row: FileRow): ChangedFile {
  return { path: row.path, stamp: stampOf(row), body: row.body ?? undefined };
}

function prepare(db: DatabaseSync, { embedder, dims }: StoreIdentity): void {
  const identity = `${embedder} ${dims}`;
  db.exec('BEGIN IMMEDIATE');
  try {
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version === 0) {
      db.exec(schema);
      db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run('embedder', identity);
      db.exec(`PRAGMA user_version = ${storeVersion}`);
    } else if (version !== storeVersion) {
      throw new CodedError(
        'context.damaged',
        `The index is of version ${version}, this program reads ${storeVersion}.`,
      );
    } else {
      const row = db.prepare('SELECT value FROM meta WHERE key = ?').get('embedder') as { value: string } | undefined;
      if (row?.value !== identity)
        throw new CodedError('context.damaged', `The index was made with other vectors (${row?.value ?? 'unknown'}).`);
    }
    db.exec('COMMIT');
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function rollBack(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // SQLite has done so by itself where the disk is full or the file is damaged; that failure is the one to tell.
  }
}

/** What SQLite reports of a file means that it is damaged, save where it is only busy or there is no place for it. */
function explained(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof RangeError) return damaged(error);
  if (!('errcode' in error) || typeof error.errcode !== 'number') return error;
  const code = error.errcode & 0xff;
  if (busyCodes.includes(code))
    return new CodedError('context.busy', 'Another process has been writing the index for long.', {
      hint: 'Try again in a moment.',
      cause: error,
    });
  // SQLITE_PERM, READONLY, IOERR, FULL, CANTOPEN
  if ([3, 8, 10, 13, 14].includes(code))
    return new CodedError('context.unusable', `The index ${file} cannot be used: ${messageOf(error)}`, {
      hint: 'Make sure that the data folder can be written and that there is space left.',
      cause: error,
    });
  return damaged(error);
}
