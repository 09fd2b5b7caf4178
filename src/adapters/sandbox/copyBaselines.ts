import { type DiskUsage, measureDisk } from './diskUsage.ts';

/** Remembers what copies held before their first command, so that growth adds up over the commands of a run. */
export interface CopyBaselines {
  of(copyPath: string, scratchPath: string, signal: AbortSignal): Promise<DiskUsage>;
  forget(copyPath: string): void;
}

// Counting a gigantic workspace stops here; the disk limit is then measured from this figure on.
const most: DiskUsage = { bytes: Number.MAX_SAFE_INTEGER, files: 1_000_000 };

/** Creates an empty memory. */
export function createCopyBaselines(): CopyBaselines {
  const known = new Map<string, DiskUsage>();
  return {
    async of(copyPath, scratchPath, signal) {
      const before: DiskUsage = known.get(copyPath) ?? (await measureDisk([copyPath, scratchPath], most, signal));
      // Two first commands at once: the earlier count stays.
      const kept = known.get(copyPath) ?? before;
      known.set(copyPath, kept);
      return kept;
    },
    forget(copyPath) {
      known.delete(copyPath);
    },
  };
}
