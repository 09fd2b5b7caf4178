import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { lstat, readdir, readFile, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { OutputCache } from '../../core/run/runBackend.ts';

/** Outputs of nodes by what they depend on, kept on disk. */
export interface FileOutputCache extends OutputCache {
  /** Removes what was neither put nor had since that time (ms since 1970), and gives the sizes. `dryRun`: removes nothing. */
  sweep(
    which: { readonly usedBeforeMs: number; readonly dryRun: boolean },
    signal: AbortSignal,
  ): Promise<readonly number[]>;
}

/**
 * Outputs as files of a folder, each named by its key's SHA-256. A cache saves work and is never needed: a file that cannot
 * be read, or is none of ours, is a miss, and an output that cannot be written is not kept.
 */
export function createFileOutputCache(folder: string, nowMs: () => number): FileOutputCache {
  return {
    async get(key) {
      const digest = digestOf(key);
      const file = path.join(folder, `${digest}.json`);
      try {
        const found: unknown = JSON.parse(await readFile(file, 'utf8'));
        if (!isEntry(found) || found.key !== digest) return undefined;
        const now = new Date(nowMs());
        await utimes(file, now, now);
        return { output: found.output };
      } catch {
        return undefined;
      }
    },
    put(key, output) {
      const digest = digestOf(key);
      const file = path.join(folder, `${digest}.json`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const temporary = `${file}.${randomUUID()}.tmp`;
        writeFileSync(temporary, JSON.stringify({ key: digest, output: output ?? null }), { mode: 0o600 });
        utimesSync(temporary, new Date(nowMs()), new Date(nowMs()));
        renameSync(temporary, file);
      } catch {
        // A full disk: the node runs again where the output would have been taken.
        return;
      }
    },
    async sweep({ usedBeforeMs, dryRun }, signal) {
      const sizes: number[] = [];
      for (const name of await readdir(folder).catch(() => [])) {
        throwIfAborted(signal);
        const file = path.join(folder, name);
        const found = await lstat(file).catch(() => undefined);
        if (!found?.isFile() || found.mtimeMs >= usedBeforeMs) continue;
        sizes.push(found.size);
        if (!dryRun) await rm(file, { force: true });
      }
      return sizes;
    },
  };
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function isEntry(value: unknown): value is { readonly key: unknown; readonly output: unknown } {
  return typeof value === 'object' && value !== null && 'key' in value && 'output' in value;
}
