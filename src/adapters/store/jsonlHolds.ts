import { readFileSync, unlinkSync } from 'node:fs';
import { rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunId } from '../../base/ids.ts';
import type { FileLocks } from './fileLock.ts';
import { leaseMs, type RunHolders, renewMs } from './runHolder.ts';
import { heldError } from './runRights.ts';

/** A run that this store holds. */
export interface JsonlHold {
  readonly runId: RunId;
  /** What stands in the run's file of holders while the run is held by this one and no other. */
  readonly holder: string;
}

/**
 * Who holds which run: one small file a run. It is looked at and exchanged only under the lock under which the run's log is
 * written, so that a holder whose file still is there when it has the lock is fenced until it gives the lock back.
 */
export class JsonlHolds {
  readonly #folder: string;
  readonly #locks: FileLocks;
  readonly #holders: RunHolders;
  readonly #held = new Set<JsonlHold>();
  #renewal: NodeJS.Timeout | undefined;

  constructor(folder: string, { locks, holders }: { readonly locks: FileLocks; readonly holders: RunHolders }) {
    this.#folder = folder;
    this.#locks = locks;
    this.#holders = holders;
  }

  async hold(runId: RunId): Promise<JsonlHold> {
    const hold = { runId, holder: this.#holders.fresh() };
    await this.#locks.run(runId, async () => {
      if (await this.isHeld(runId)) throw heldError(runId);
      const fresh = `${this.#fileOf(runId)}.tmp`;
      await writeFile(fresh, hold.holder, { mode: 0o600 });
      await rename(fresh, this.#fileOf(runId));
    });
    this.#held.add(hold);
    this.#renewal ??= setInterval(() => this.#renew(), renewMs).unref();
    return hold;
  }

  async isHeld(runId: RunId): Promise<boolean> {
    const text = textOf(this.#fileOf(runId));
    if (text === undefined) return false;
    const renewed = await stat(this.#fileOf(runId)).catch(() => undefined);
    return renewed !== undefined && this.#holders.lives(text, Date.now() - renewed.mtimeMs > leaseMs);
  }

  /** Whether the run is still held so. To be asked under the run's lock. */
  owns({ runId, holder }: JsonlHold): boolean {
    return textOf(this.#fileOf(runId)) === holder;
  }

  release(hold: JsonlHold): void {
    this.#held.delete(hold);
    if (this.owns(hold)) unlinkSync(this.#fileOf(hold.runId));
    if (this.#held.size === 0) this.#stop();
  }

  close(): void {
    for (const hold of [...this.#held]) this.release(hold);
    this.#stop();
  }

  #fileOf(runId: RunId): string {
    return path.join(this.#folder, `${runId}.holder`);
  }

  #renew(): void {
    const now = new Date();
    // A file that is gone has a holder that will be told so.
    for (const hold of this.#held)
      if (this.owns(hold)) utimes(this.#fileOf(hold.runId), now, now).catch(() => undefined);
  }

  #stop(): void {
    clearInterval(this.#renewal);
    this.#renewal = undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
