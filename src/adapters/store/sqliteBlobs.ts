import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BlobHash } from '../../base/ids.ts';
import type { BlobSweep, BlobsSwept } from '../../core/run/runStore.ts';
import { blobHashOf } from './blobHash.ts';
import { inTransaction } from './sqliteFile.ts';

/**
 * Blobs in the file. They are not synced by themselves: nothing needs a blob before an event refers to it, and the sync of
 * that event takes along what was written before.
 */
export class SqliteBlobs {
  readonly #db: DatabaseSync;
  readonly #put: StatementSync;
  readonly #get: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#put = db.prepare(
      `INSERT INTO blob (hash, bytes, put_at_ms) VALUES (?, ?, ?)
       ON CONFLICT (hash) DO UPDATE SET put_at_ms = max(put_at_ms, excluded.put_at_ms)`,
    );
    this.#get = db.prepare('SELECT bytes FROM blob WHERE hash = ?');
  }

  put(bytes: Uint8Array, atMs: number): BlobHash {
    const hash = blobHashOf(bytes);
    this.#put.run(hash, bytes, atMs);
    return hash;
  }

  get(hash: BlobHash): Uint8Array | undefined {
    return (this.#get.get(hash) as { bytes: Uint8Array } | undefined)?.bytes;
  }

  /** Inside a write transaction, so that no blob is put again between the look and the removal. */
  sweep({ keep, putBeforeMs, dryRun }: BlobSweep): BlobsSwept {
    return inTransaction(this.#db, () => {
      const old = this.#db.prepare('SELECT hash, length(bytes) AS size FROM blob WHERE put_at_ms < ?').all(putBeforeMs);
      const swept = (old as unknown as { hash: BlobHash; size: number }[]).filter(({ hash }) => !keep.has(hash));
      const remove = this.#db.prepare('DELETE FROM blob WHERE hash = ?');
      if (!dryRun) for (const { hash } of swept) remove.run(hash);
      return { blobs: swept.length, bytes: swept.reduce((sum, { size }) => sum + size, 0) };
    });
  }
}
