import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { asBlobHash, type BlobHash } from '../../base/ids.ts';
import type { BlobSweep, BlobsSwept } from '../../core/run/runStore.ts';
import { blobHashOf } from './blobHash.ts';

/** Blobs as files named by their address. A file's time of change is when its blob was put last. */
export class FileBlobs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array, atMs: number): Promise<BlobHash> {
    const hash = blobHashOf(bytes);
    const file = this.#fileOf(hash);
    const at = new Date(atMs);
    if (await touch(file, at)) return hash;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const temporary = `${file}.${randomUUID()}.tmp`;
    await writeFile(temporary, bytes, { mode: 0o600, flush: true });
    await utimes(temporary, at, at);
    await rename(temporary, file);
    return hash;
  }

  async get(hash: BlobHash): Promise<Uint8Array | undefined> {
    const file = this.#fileOf(hash);
    return existsSync(file) ? readFile(file) : undefined;
  }

  async sweep({ keep, putBeforeMs, dryRun }: BlobSweep, signal: AbortSignal): Promise<BlobsSwept> {
    let [blobs, bytes] = [0, 0];
    for (const entry of await readdir(this.#folder, { recursive: true, withFileTypes: true })) {
      throwIfAborted(signal);
      if (!entry.isFile() || !/^[0-9a-f]{64}$/.test(entry.name) || keep.has(asBlobHash(entry.name))) continue;
      const file = path.join(entry.parentPath, entry.name);
      const found = await stat(file).catch(() => undefined);
      if (!found || found.mtimeMs >= putBeforeMs || !(dryRun || (await removeUnlessPut(file, putBeforeMs)))) continue;
      blobs += 1;
      bytes += found.size;
    }
    return { blobs, bytes };
  }

  #fileOf(hash: BlobHash): string {
    return path.join(this.#folder, hash.slice(0, 2), hash);
  }
}

/** False when there is no such file. */
async function touch(file: string, at: Date): Promise<boolean> {
  try {
    await utimes(file, at, at);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return false;
  }
}

/** Set aside before it is removed: a put that came in between has made it new, and then it goes back. */
async function removeUnlessPut(file: string, putBeforeMs: number): Promise<boolean> {
  const aside = `${file}.${randomUUID()}.tmp`;
  await rename(file, aside);
  const isOld = (await stat(aside)).mtimeMs < putBeforeMs;
  if (isOld) await unlink(aside);
  else await rename(aside, file);
  return isOld;
}
