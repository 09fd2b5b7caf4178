import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { RunId } from '../../src/base/ids.ts';
import type { StoreKind, StorePlace } from './durableStores.ts';

/** Another process with a store of its own, to hold a run and be killed. */
export class HolderProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(kind: StoreKind, { folder, url }: StorePlace, runId: RunId) {
    const script = path.join(import.meta.dirname, 'holdingProcess.ts');
    const args = [script, kind, folder, url, runId];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#reader = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when its store is open. */
  async ready(): Promise<this> {
    await this.#lines.next();
    return this;
  }

  /** What came of it: `hold done`, or the code of the failure. */
  async ask(what: 'hold' | 'append'): Promise<string> {
    this.#child.stdin?.write(`${what}\n`);
    const { value } = await this.#lines.next();
    return String(value);
  }

  /** As `kill -9` does. */
  async kill(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }

  /** Ends its input, and gives its exit code. */
  async end(): Promise<number | null> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end();
    const [code] = await exited;
    return code;
  }
}
