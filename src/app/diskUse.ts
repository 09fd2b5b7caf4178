import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import type { DiskUse } from './loopwright.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** How much room a workspace takes in the data folder: its log, blobs, snapshots and copies. */
export async function diskUseOf({ folders }: WorkspaceSession, signal: AbortSignal): Promise<DiskUse> {
  const [bytes, copyBytes] = await Promise.all([bytesBelow(folders.root, signal), bytesBelow(folders.runs, signal)]);
  return { bytes, copyBytes };
}

/** Bytes of all files below a folder. What a run that goes on removes meanwhile counts as nothing; links are not followed. */
async function bytesBelow(folder: string, signal: AbortSignal): Promise<number> {
  throwIfAborted(signal);
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const place = path.join(folder, entry.name);
    sum += entry.isDirectory()
      ? await bytesBelow(place, signal)
      : ((await lstat(place).catch(() => undefined))?.size ?? 0);
  }
  return sum;
}
