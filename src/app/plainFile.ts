import { constants } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import path from 'node:path';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/**
 * The bytes of a regular file in a place that the project's own processes write to. Undefined for everything else: a link could
 * lead to any file of the person, a pipe would wait for its other end for ever, and a large file would fill the memory.
 */
export async function readPlainFile(file: string, mostBytes: number): Promise<Buffer | undefined> {
  const handle = await open(file, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0)).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > mostBytes) return undefined;
    // No further than it was long: it may be growing.
    const bytes = Buffer.allocUnsafe(stat.size);
    let at = 0;
    for (let got = -1; at < bytes.length && got !== 0; at += got)
      got = (await handle.read(bytes, at, bytes.length - at, at)).bytesRead;
    return bytes.subarray(0, at);
  } finally {
    await handle.close();
  }
}

/**
 * Runs an action on the names in such a folder, with the path by which they are to be opened. Undefined when there is no folder, or
 * a link in its place: on Linux it is reached by its descriptor, so that exchanging it meanwhile has no effect.
 */
export async function inPlainFolder<T>(
  folder: string,
  action: (names: readonly string[], at: string) => Promise<T>,
): Promise<T | undefined> {
  const handle = await openFolder(folder);
  if (handle === undefined) return undefined;
  try {
    const at = process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : folder;
    return await action(await readdir(at), at);
  } finally {
    await handle.close();
  }
}

function openFolder(folder: string): Promise<FileHandle | undefined> {
  return open(path.resolve(folder), O_RDONLY | (O_DIRECTORY ?? 0) | (O_NOFOLLOW ?? 0)).catch(() => undefined);
}
