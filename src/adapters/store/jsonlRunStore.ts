import { existsSync, mkdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import type { BlobHash, RunId } from '../../base/ids.ts';
import type { StoredLog } from '../../core/run/logChain.ts';
import type { RunEvent, RunEventBody, RunHead } from '../../core/run/runEvent.ts';
import type { BlobSweep, BlobsSwept, RunHold, RunStore } from '../../core/run/runStore.ts';
import { ChangePoll } from './changePoll.ts';
import { FileBlobs } from './fileBlobs.ts';
import { FileLocks } from './fileLock.ts';
import { JsonlHolds } from './jsonlHolds.ts';
import { JsonlLogs } from './jsonlLog.ts';
import { RunHolders } from './runHolder.ts';
import { heldError, lostError } from './runRights.ts';

/**
 * Runs kept as one JSON-lines file each, for a Node without `node:sqlite`. Every append is one write under the run's lock,
 * synced to the disk unless a holder says that it need not be.
 */
export function createJsonlRunStore(folder: string, nowMs: () => number): RunStore {
  return new JsonlRunStore((name) => madeFolder(folder, name), nowMs);
}

class JsonlRunStore implements RunStore {
  readonly #nowMs: () => number;
  readonly #changed = new Emitter<RunId>();
  readonly onDidChange = this.#changed.event;
  readonly #logs: JsonlLogs;
  readonly #blobs: FileBlobs;
  readonly #locks: FileLocks;
  readonly #holds: JsonlHolds;
  readonly #watcher: ReturnType<typeof watchOthers>;
  #closed = false;

  constructor(folder: (name: string) => string, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#logs = new JsonlLogs(folder('log'));
    this.#blobs = new FileBlobs(folder('blob'));
    const holders = new RunHolders();
    this.#locks = new FileLocks(folder('lock'), holders);
    this.#holds = new JsonlHolds(folder('lock'), { locks: this.#locks, holders });
    this.#watcher = watchOthers(this.#logs, this.#changed);
  }

  async append(runId: RunId, bodies: readonly RunEventBody[], signal: AbortSignal): Promise<readonly RunEvent[]> {
    throwIfAborted(signal);
    const events = await this.#locks.run(runId, () => this.#write(runId, bodies, true));
    this.#changed.fire(runId);
    return events;
  }

  async read(runId: RunId, afterSeq: number, signal: AbortSignal): Promise<readonly RunEvent[]> {
    throwIfAborted(signal);
    return this.#logs.read(runId, afterSeq);
  }

  async entries(runId: RunId, signal: AbortSignal): Promise<StoredLog> {
    throwIfAborted(signal);
    return this.#logs.entries(runId);
  }

  async hold(runId: RunId, signal: AbortSignal): Promise<RunHold> {
    throwIfAborted(signal);
    const hold = await this.#holds.hold(runId);
    this.#watcher.poll.hold(runId);
    let released = false;
    return {
      append: async (bodies, { flush }, appendSignal) => {
        throwIfAborted(appendSignal);
        const events = await this.#locks.run(runId, async () => {
          if (released || this.#closed || !this.#holds.owns(hold)) throw lostError(runId);
          return this.#write(runId, bodies, flush);
        });
        this.#changed.fire(runId);
        return events[0]?.seq ?? 0;
      },
      release: () => {
        if (released || this.#closed) return;
        released = true;
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
    return this.#logs.heads();
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
    const file = this.#logs.fileOf(runId);
    const removed = await this.#locks.run(runId, async () => {
      if (await this.#holds.isHeld(runId)) throw heldError(runId);
      const isThere = existsSync(file);
      await rm(file, { force: true });
      return isThere;
    });
    if (!removed) return;
    this.#logs.forget(runId);
    await this.#watcher.look(runId);
    this.#changed.fire(runId);
  }

  async sweepBlobs(sweep: BlobSweep, signal: AbortSignal): Promise<BlobsSwept> {
    throwIfAborted(signal);
    return this.#blobs.sweep(sweep, signal);
  }

  async compact(signal: AbortSignal): Promise<void> {
    // Every file that was removed gave its room back already.
    throwIfAborted(signal);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watcher.poll.close();
    this.#holds.close();
    this.#changed.dispose();
  }

  /** Under the run's lock. */
  async #write(runId: RunId, bodies: readonly RunEventBody[], flush: boolean): Promise<readonly RunEvent[]> {
    const events = await this.#logs.append(runId, bodies, { atMs: this.#nowMs(), flush });
    await this.#watcher.look(runId);
    return events;
  }
}

function madeFolder(folder: string, name: string): string {
  const made = path.join(folder, name);
  mkdirSync(made, { recursive: true, mode: 0o700 });
  return made;
}

/** Fires for the runs whose logs another process has changed, or removed: a log is told by its size. */
function watchOthers(logs: JsonlLogs, changed: Emitter<RunId>) {
  const sizes = new Map<RunId, number>();
  const look = async (runId: RunId): Promise<boolean> => {
    const size = await sizeOf(logs.fileOf(runId));
    if (size === sizes.get(runId)) return false;
    if (size === undefined) sizes.delete(runId);
    else sizes.set(runId, size);
    return true;
  };
  const lookAt = async (held: ReadonlySet<RunId> | undefined) => {
    // A folder that cannot be read now is looked at again with the next turn.
    const runs = held ?? new Set([...sizes.keys(), ...(await logs.runs().catch(() => []))]);
    for (const runId of [...runs]) if (await look(runId)) changed.fire(runId);
  };
  return { look, poll: new ChangePoll((held) => void lookAt(held)) };
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}
