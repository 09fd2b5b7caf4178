import { readFileSync, rmSync } from 'node:fs';
import { engineProcesses } from '../../test/engineProcesses.ts';
import { eventually } from '../../test/eventually.ts';

import type { Profile } from './profileBlocks.ts';

/** A block of the event loop: how long on the clock, how much of it the thread was on a processor, and when it ended. */
export interface Block {
  readonly ms: number;
  readonly cpuMs: number;
  readonly atMs: number;
}

/** Resident memory of the extension host and of its engine's process, MB. */
export interface Memory {
  readonly hostMb: number;
  readonly engineMb: number;
}

/** What the probe saw of the event loop. Blocks are those above 5 ms; a tick without any takes 1 ms. */
export interface LoopReport {
  readonly ticks: number;
  readonly blocks: readonly Block[];
}

/** The extension host's side of the benchmark: bench/vscode/probe, seen from outside. */
export class Probe {
  readonly pid: number;
  readonly #port: number;

  private constructor({ port, pid }: { readonly port: number; readonly pid: number }) {
    this.#port = port;
    this.pid = pid;
  }

  /** The probe of the newest extension host, which says where it listens in this file; the file of an older one is removed first. */
  static forget(file: string): void {
    rmSync(file, { force: true });
  }

  static async find(file: string): Promise<Probe> {
    const read = () => JSON.parse(readFileSync(file, 'utf8')) as { port: number; pid: number };
    return new Probe(await eventually(read, 'the probe listens', 90_000));
  }

  async #ask<T>(path: string, body: object = {}): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Activates an extension by its id; gives the files of ours that are loaded then. */
  activate(id: string): Promise<readonly string[]> {
    return this.#ask('/activate', { id });
  }

  isActive(id: string): Promise<boolean> {
    return this.#ask('/active', { id });
  }

  loaded(): Promise<readonly string[]> {
    return this.#ask('/loaded');
  }

  startLoop(): Promise<null> {
    return this.#ask('/loop/start');
  }

  stopLoop(): Promise<LoopReport> {
    return this.#ask('/loop/stop');
  }

  /** Resident memory of the extension host and of its engine's process, MB. */
  async rssMb(): Promise<Memory> {
    const { rss } = await this.#ask<NodeJS.MemoryUsage>('/memory');
    return { hostMb: rss / 1e6, engineMb: engineRssMb(this.pid) };
  }

  /** Runs a command, and does not wait for its end. */
  command(name: string, ...args: readonly unknown[]): Promise<null> {
    return this.#ask('/command', { name, args });
  }

  startProfile(): Promise<null> {
    return this.#ask('/profile/start');
  }

  stopProfile(): Promise<Profile> {
    return this.#ask('/profile/stop');
  }
}

/** 0 before the engine was started. Pages that both processes map count in each. */
function engineRssMb(host: number): number {
  const [found] = engineProcesses(host);
  const kB =
    found === undefined ? undefined : /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${found}/status`, 'utf8'));
  return (Number(kB?.[1] ?? 0) * 1024) / 1e6;
}
