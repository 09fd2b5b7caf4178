import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { WriterOrder, WriterReport } from './writer.ts';

/** How a process ended: what it said, or undefined when it was killed before. */
export interface WriterEnd {
  readonly kind: string | undefined;
  readonly ms: number;
}

/** A process that waits for an order. */
export interface Writer {
  /** Gives the order; `killAfterMs` ends it with SIGKILL so much later, if it is still there. */
  run(order: WriterOrder, killAfterMs?: number): Promise<WriterEnd>;
}

/** Programs of this folder as one file each, which start in a fraction of the time. */
export class Programs {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'loopwright-accidents-'));
  readonly #waiting: Promise<ChildProcess>[] = [];

  constructor() {
    chmodSync(this.folder, 0o755);
    buildSync({
      entryPoints: ['writer', 'rounds'].map((name) => path.join(import.meta.dirname, `${name}.ts`)),
      outdir: this.folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    for (let count = 0; count < 3; count++) this.#waiting.push(this.#start());
  }

  /** A program that is run to its end by somebody else. */
  pathOf(name: 'rounds'): string {
    return path.join(this.folder, `${name}.mjs`);
  }

  async writer(): Promise<Writer> {
    this.#waiting.push(this.#start());
    const child = await this.#waiting.shift();
    if (!child) throw new Error('no process is waiting');
    return { run: (order, killAfterMs) => runOrder(child, order, killAfterMs) };
  }

  async close(): Promise<void> {
    for (const waiting of this.#waiting) (await waiting).kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(): Promise<ChildProcess> {
    const child = fork(path.join(this.folder, 'writer.mjs'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve(child));
      child.once('error', reject);
    });
  }
}

function runOrder(child: ChildProcess, order: WriterOrder, killAfterMs: number | undefined): Promise<WriterEnd> {
  const from = performance.now();
  return new Promise((resolve) => {
    let kind: string | undefined;
    child.on('message', (report: WriterReport) => {
      kind = report.kind;
    });
    child.once('close', () => resolve({ kind, ms: performance.now() - from }));
    child.send(order);
    if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
}
