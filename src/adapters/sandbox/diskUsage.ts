import { lstatSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../base/abort.ts';

/** Bytes on disk (allocated blocks, so a sparse file counts what it holds) and entries below some folders. */
export interface DiskUsage {
  readonly bytes: number;
  readonly files: number;
}

/** What could be counted. Not `whole`: something below cannot be looked at, be it closed or its path too long for the system. */
export interface MeasuredUsage extends DiskUsage {
  readonly whole: boolean;
}

const sliceMs = 8;
const noUsage: DiskUsage = { bytes: 0, files: 0 };

/**
 * Counts what lies below the folders, never following links, in slices of a few milliseconds. A folder that disappears
 * meanwhile counts nothing. Stops early once `most` is passed.
 */
export async function measureDisk(
  roots: readonly string[],
  most: DiskUsage,
  signal: AbortSignal,
): Promise<MeasuredUsage> {
  let bytes = 0;
  let files = 0;
  let whole = true;
  const onHidden = (): void => {
    whole = false;
  };
  let sliceStart = performance.now();
  const queue = [...roots];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const entry of entriesOf(folder, onHidden)) {
      const path = join(folder, entry.name);
      files += 1;
      if (entry.isDirectory()) queue.push(path);
      else bytes += (lstat(path, onHidden)?.blocks ?? 0) * 512;
    }
    if (bytes > most.bytes || files > most.files) break;
    if (performance.now() - sliceStart > sliceMs) {
      await nextTurn();
      throwIfAborted(signal);
      sliceStart = performance.now();
    }
  }
  return { bytes, files, whole };
}

/** What the file systems below the folders hold in all: cheap to ask, but every program of the host changes it. */
export function fileSystemUsage(roots: readonly string[]): DiskUsage {
  const seen = new Set<string>();
  let usage = noUsage;
  for (const root of roots) {
    const device = String(lstat(root)?.dev);
    if (seen.has(device)) continue;
    seen.add(device);
    const stat = statfs(root);
    if (!stat) continue;
    usage = {
      bytes: usage.bytes + (stat.blocks - stat.bfree) * stat.bsize,
      files: usage.files + (stat.files - stat.ffree),
    };
  }
  return usage;
}

function entriesOf(folder: string, onHidden: () => void) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!isGone(error)) onHidden();
    return [];
  }
}

function lstat(path: string, onHidden: () => void = () => undefined) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (!isGone(error)) onHidden();
    return undefined;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** undefined when the folder is gone: nothing can grow there. */
function statfs(path: string) {
  try {
    return statfsSync(path);
  } catch {
    return undefined;
  }
}
