import { copyFile, lstat, mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';

/** What could be copied out of a folder that others are writing to. Files that vanished are in neither list. */
export interface CopiedFiles {
  readonly copied: readonly string[];
  readonly unreadable: readonly string[];
}

/** Copies files and links, keeping the executable bit, and carries on whatever happens to single ones. */
export async function copyFiles(
  place: { readonly from: string; readonly to: string },
  paths: readonly string[],
  signal: AbortSignal,
): Promise<CopiedFiles> {
  const copied: string[] = [];
  const unreadable: string[] = [];
  await mkdir(place.to, { mode: 0o700 });
  for (const path of paths) {
    throwIfAborted(signal);
    try {
      if (await copyOne(join(place.from, path), join(place.to, path))) copied.push(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EIO') unreadable.push(path);
      else if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EISDIR' && code !== 'EINVAL') throw error;
    }
  }
  return { copied, unreadable };
}

async function copyOne(from: string, to: string): Promise<boolean> {
  const stat = await lstat(from);
  if (!stat.isFile() && !stat.isSymbolicLink()) return false;
  await mkdir(dirname(to), { recursive: true });
  if (stat.isSymbolicLink()) await symlink(await readlink(from), to);
  else await copyFile(from, to);
  return true;
}
