import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What the collector said of a request. */
export interface Received {
  readonly kind: 'taken' | 'turnedAway' | 'invalid' | 'broken';
  readonly objections?: readonly string[];
  readonly key?: string | null;
  readonly atMs: number;
  readonly spans: readonly { readonly spanId: string; readonly name: string }[];
}

/** A collector process. `received` grows as requests arrive. */
export interface Collector {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** Starts the collector with the replies it gives first. */
export async function startCollector(replies: readonly object[]): Promise<Collector> {
  const file = path.resolve(import.meta.dirname, '../../fakes/servers/otlpCollector.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(replies)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const received: Received[] = [];
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => reject(new Error('the collector ended before it listened')));
    createInterface(child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as Received | { readonly kind: 'listening'; readonly url: string };
      if (line.kind === 'listening') resolve(line.url);
      else received.push(line);
    });
  });
  return {
    url,
    received,
    async close() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
