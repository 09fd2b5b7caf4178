import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { VectorCache } from '../../core/context/cachedEmbedder.ts';

const schema = 'CREATE TABLE IF NOT EXISTS vector (hash TEXT PRIMARY KEY, numbers BLOB NOT NULL) WITHOUT ROWID;';

/** Vectors in a file of SQLite beside the index, so that building the index again asks no server again. A file that cannot be read is replaced. */
export function openVectorCache(file: string): VectorCache {
  const db = open(file);
  const get = db.prepare('SELECT numbers FROM vector WHERE hash = ?');
  const put = db.prepare('INSERT OR REPLACE INTO vector (hash, numbers) VALUES (?, ?)');
  return {
    get(hashes) {
      const found = new Map<string, Float32Array>();
      for (const hash of hashes) {
        const row = get.get(hash) as { numbers: Uint8Array } | undefined;
        if (row && row.numbers.length % 4 === 0) found.set(hash, new Float32Array(row.numbers.slice().buffer));
      }
      return found;
    },
    put(vectors) {
      db.exec('BEGIN IMMEDIATE');
      for (const [hash, numbers] of vectors) put.run(hash, new Uint8Array(numbers.slice().buffer));
      db.exec('COMMIT');
    },
  };
}

function open(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return opened(file);
  } catch {
    // It holds nothing that cannot be asked for again.
    rmSync(file, { force: true });
    return opened(file);
  }
}

function opened(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 10_000 });
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
