import type { DatabaseSync } from 'node:sqlite';
import { throwIfAborted } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import type { BlobHash, RunId } from '../../base/ids.ts';
import type { StoredLog } from '../../core/run/logChain.ts';
import type { RunEvent, RunEventBody, RunHead } from '../../core/run/runEvent.ts';
import type { BlobSweep, BlobsSwept, RunHold, RunStore } from '../../core/run/runStore.ts';
import { storedLog } from './chainHash.ts';
import { ChangePoll } from './changePoll.ts';
import { heldError, lostError } from './runRights.ts';
import { SqliteBlobs } from './sqliteBlobs.ts';
import { SqliteEvents } from './sqliteEvents.ts';
import { durably, giveSpaceBack, isSqliteError, openRunDatabase } from './sqliteFile.ts';
import { SqliteHolds } from './sqliteHolds.ts';

/**
 * Runs kept in one SQLite file. In WAL mode readers never wait. An append is synced to the disk before it resolves; what a
 * holder appends without `flush` is one write that survives the process, and is synced with the next write that is. Appends
 * of other processes are noticed through `PRAGMA data_version`. `waitMs`: how long another process's write is waited for.
 */
export function createSqliteRunStore(
  file: string,
  nowMs: () => number,
  { waitMs = 10_000 }: { readonly waitMs?: number } = {},
): RunStore {
  return new SqliteRunStore(openRunDatabase(file, waitMs), { file, nowMs });
}

class SqliteRunStore implements RunStore {
  readonly #db: DatabaseSync;
  readonly #nowMs: () => number;
  readonly #changed = new Emitter<RunId>();
  readonly onDidChange = this.#changed.event;
  readonly #events: SqliteEvents;
  readonly #holds: SqliteHolds;
  readonly #blobs: SqliteBlobs;
  readonly #watcher: ReturnType<typeof watchOthers>;
  #closed = false;

  constructor(db: DatabaseSync, { file, nowMs }: { readonly file: string; readonly nowMs: () => number }) {
    this.#db = db;
    this.#nowMs = nowMs;
    this.#events = new SqliteEvents(db, file);
    this.#holds = new SqliteHolds(db, this.#events, nowMs);
    this.#blobs = new SqliteBlobs(db);
    this.#watcher = watchOthers(db, this.#events, this.#changed);
  }

  async append(runId: RunId, bodies: readonly RunEventBody[], signal: AbortSignal): Promise<readonly RunEvent[]> {
    throwIfAborted(signal);
    const events = this.#events;
    const added = durably(this.#db, () => events.append({ no: events.enter(runId), runId }, bodies, this.#nowMs()));
    if (bodies.length > 0) this.#did(runId, added.last.seq);
    return added.events;
  }

  async read(runId: RunId, afterSeq: number, signal: AbortSignal): Promise<readonly RunEvent[]> {
    throwIfAborted(signal);
    const no = this.#events.numberOf(runId);
    return no === undefined ? [] : this.#events.read(no, afterSeq);
  }

  async entries(runId: RunId, signal: AbortSignal): Promise<StoredLog> {
    throwIfAborted(signal);
    const no = this.#events.numberOf(runId);
    return no === undefined ? storedLog(runId, []) : this.#events.entries({ no, runId });
  }

  async hold(runId: RunId, signal: AbortSignal): Promise<RunHold> {
    throwIfAborted(signal);
    const hold = this.#holds.hold(runId);
    this.#watcher.poll.hold(runId);
    return {
      append: (bodies, { flush }, appendSignal) => {
        throwIfAborted(appendSignal);
        if (this.#closed || hold.released) throw lostError(runId);
        const first = this.#holds.append(hold, bodies, flush);
        this.#did(runId, hold.nextSeq - 1);
        return first;
      },
      release: () => {
        if (this.#closed || hold.released) return;
        this.#watcher.poll.release(runId);
        this.#holds.release(hold);
      },
    };
  }

  async isHeld(runId: RunId, signal: AbortSignal): Promise<boolean> {
    throwIfAborted(signal);
    return this.#holds.isHeld(runId);
  }

  async list(signal: AbortSignal): Promise<readonly RunHead[]> {
    throwIfAborted(signal);
    return this.#events.heads();
  }

  async putBlob(bytes: Uint8Array, signal: AbortSignal): Promise<BlobHash> {
    throwIfAborted(signal);
    return this.#blobs.put(bytes, this.#nowMs());
  }

  async getBlob(hash: BlobHash, signal: AbortSignal): Promise<Uint8Array | undefined> {
    throwIfAborted(signal);
    return this.#blobs.get(hash);
  }

  async remove(runId: RunId, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const removed = durably(this.#db, () => {
      const no = this.#events.numberOf(runId);
      if (no === undefined) return false;
      if (this.#holds.isHeld(runId)) throw heldError(runId);
      return this.#events.remove(no);
    });
    if (removed) this.#did(runId, undefined);
  }

  async sweepBlobs(sweep: BlobSweep, signal: AbortSignal): Promise<BlobsSwept> {
    throwIfAborted(signal);
    return this.#blobs.sweep(sweep);
  }

  async compact(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    giveSpaceBack(this.#db);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watcher.poll.close();
    this.#holds.close();
    this.#changed.dispose();
    this.#db.close();
  }

  /** The run's last event has this number now; undefined: it was removed. */
  #did(runId: RunId, seq: number | undefined): void {
    if (seq === undefined) this.#watcher.known.delete(runId);
    else this.#watcher.known.set(runId, seq);
    this.#changed.fire(runId);
  }
}

/** Fires for the runs that another connection has appended to, or removed. */
function watchOthers(db: DatabaseSync, events: SqliteEvents, changed: Emitter<RunId>) {
  const version = db.prepare('PRAGMA data_version');
  const known = new Map<RunId, number>();
  for (const { runId, lastSeq } of events.heads()) known.set(runId, lastSeq);
  const readVersion = () => (version.get() as { data_version: number }).data_version;
  const seen = { held: readVersion(), all: readVersion() };
  const tell = (runId: RunId, seq: number | undefined) => {
    if (known.get(runId) === seq) return;
    if (seq === undefined) known.delete(runId);
    else known.set(runId, seq);
    changed.fire(runId);
  };
  const look = (held: ReadonlySet<RunId> | undefined) => {
    const now = readVersion();
    if (now === seen[held ? 'held' : 'all']) return;
    seen[held ? 'held' : 'all'] = now;
    if (held) {
      for (const runId of [...held]) tell(runId, lastSeqOf(events, runId));
      return;
    }
    const there = new Map(events.heads().map(({ runId, lastSeq }) => [runId, lastSeq]));
    for (const runId of new Set([...known.keys(), ...there.keys()])) tell(runId, there.get(runId));
  };
  const poll = new ChangePoll((held) => {
    try {
      look(held);
    } catch (error) {
      // Locked for longer than we wait, or damaged: whoever reads next is told. A look that fails must not end the process.
      if (!isSqliteError(error)) throw error;
    }
  });
  return { known, poll };
}

/** Undefined for a run without events. */
function lastSeqOf(events: SqliteEvents, runId: RunId): number | undefined {
  const no = events.numberOf(runId);
  return (no !== undefined && events.last({ no, runId }).seq) || undefined;
}
