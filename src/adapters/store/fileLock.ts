import { randomInt, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunHolders } from './runHolder.ts';

/** A file that is being written this moment, or whose owner is on another machine, counts for so long. */
const staleMs = 10_000;

/**
 * Locks by name, each for one caller at a time among all processes that use the folder.
 *
 * Each contender puts down a file of its own name and then looks for others: whoever sees one whose process lives takes its
 * own back and tries again after a random pause. Of two, the later to look sees the earlier, so never do both go on; and
 * a dead owner's file can be removed by anyone, since no living contender ever has the same name.
 */
export class FileLocks {
  readonly #folder: string;
  readonly #holders: RunHolders;
  readonly #me: string;
  /** Callers of this process take turns without the disk. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(folder: string, holders: RunHolders) {
    this.#folder = folder;
    this.#holders = holders;
    this.#me = holders.fresh();
  }

  /** Runs an action while nobody else has the lock of this name. Callers of one process have it in the order they came. */
  run<T>(name: string, action: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(name) ?? Promise.resolve();
    const turn = before.then(() => this.#locked(name, action));
    const settled = turn.then(
      () => undefined,
      // Whoever called has the failure; the next in turn only waits.
      () => undefined,
    );
    this.#turns.set(name, settled);
    settled.then(() => {
      if (this.#turns.get(name) === settled) this.#turns.delete(name);
    });
    return turn;
  }

  async #locked<T>(name: string, action: () => Promise<T>): Promise<T> {
    const file = path.join(this.#folder, `${name}.${randomUUID()}.lock`);
    for (;;) {
      await writeFile(file, this.#me, { flag: 'wx', mode: 0o600 });
      if (!(await this.#othersContend(name, path.basename(file)))) break;
      await rm(file, { force: true });
      await sleep(randomInt(2, 20));
    }
    try {
      return await action();
    } finally {
      await rm(file, { force: true });
    }
  }

  async #othersContend(name: string, mine: string): Promise<boolean> {
    for (const other of await readdir(this.#folder)) {
      if (other === mine || !other.startsWith(`${name}.`) || !other.endsWith('.lock')) continue;
      const file = path.join(this.#folder, other);
      if (await this.#contends(file)) return true;
      await rm(file, { force: true });
    }
    return false;
  }

  async #contends(file: string): Promise<boolean> {
    try {
      const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
      const isOld = Date.now() - mtimeMs > staleMs;
      return text === '' ? !isOld : this.#holders.lives(text, isOld);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }
}
