import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file that may be run for this person: its real path. Or why not, one sentence. */
export type OwnedFile = { readonly path: string } | { readonly fault: string };

/**
 * Checks that nobody but this person (and root) can have written a file or can put another in its place: it and every folder
 * above it belong to one of the two, and no group or other user may write them, save folders with the sticky bit.
 * `undefined` when there is no such file. Windows shows no owners here; there the file only has to be one.
 */
export async function checkOwnedFile(file: string): Promise<OwnedFile | undefined> {
  const real = await realpath(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (real === undefined) return undefined;
  if (!(await stat(real)).isFile()) return { fault: `${real} is not a file.` };
  const uid = process.getuid?.();
  if (uid === undefined) return { path: real };
  for (let at = real; ; at = path.dirname(at)) {
    const { mode, uid: owner } = await stat(at);
    if (owner !== uid && owner !== 0) return { fault: `${at} belongs to another user (${owner}).` };
    const sticky = at !== real && (mode & 0o1000) !== 0;
    if ((mode & 0o022) !== 0 && !sticky) return { fault: `Other users may write ${at}. Type: chmod go-w ${at}` };
    if (at === path.dirname(at)) return { path: real };
  }
}
