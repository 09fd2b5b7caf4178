import type { SandboxLimits } from '../../core/sandbox/sandbox.ts';
import { type DiskUsage, fileSystemUsage, measureDisk } from './diskUsage.ts';

/** Tells when the folders a command writes to have grown too much. */
export interface DiskMeter {
  /** The limit that is passed, if any. `thorough` counts now; otherwise only when there is reason to, or after a while. */
  check(thorough: boolean, signal: AbortSignal): Promise<'diskBytes' | 'files' | undefined>;
}

/** Folders to watch; `startUsage` is what they held before the first command. */
export interface DiskMeterOptions {
  readonly roots: readonly string[];
  readonly startUsage: DiskUsage;
  readonly limits: Pick<SandboxLimits, 'diskBytes' | 'files'>;
}

// Counting may take this share of the time at most, however large the copy is.
const countingShare = 1 / 20;
const countAgainMs = 2_000;

/**
 * Creates a meter for one command. Walking a large copy several times a second would cost more than many commands, so
 * it walks when the whole file system has grown by half of what is left, and otherwise only now and then.
 */
export function createDiskMeter({ roots, startUsage, limits }: DiskMeterOptions): DiskMeter {
  const most: DiskUsage = { bytes: startUsage.bytes + limits.diskBytes, files: startUsage.files + limits.files };
  let counted = startUsage;
  const systemAtFirst = fileSystemUsage(roots);
  let systemThen = systemAtFirst;
  let countedAt = performance.now();
  let pauseMs = countAgainMs;

  const hasGrown = (): boolean => {
    const now = fileSystemUsage(roots);
    return (
      now.bytes - systemThen.bytes > (most.bytes - counted.bytes) / 2 ||
      now.files - systemThen.files > (most.files - counted.files) / 2
    );
  };
  const isDue = (): boolean => {
    const waited = performance.now() - countedAt;
    return waited > pauseMs || (waited > pauseMs / 10 && hasGrown());
  };
  return {
    async check(thorough, signal) {
      if (!(thorough ? hasGrown() : isDue())) return undefined;
      systemThen = fileSystemUsage(roots);
      const begun = performance.now();
      const { whole, ...found } = await measureDisk(roots, most, signal);
      // Where a command hides what it writes, all growth of the file system since it began counts as its own.
      counted = whole ? found : atLeast(found, grown(startUsage, systemAtFirst, systemThen));
      countedAt = performance.now();
      pauseMs = Math.max(countAgainMs, (countedAt - begun) / countingShare);
      if (counted.bytes > most.bytes) return 'diskBytes';
      return counted.files > most.files ? 'files' : undefined;
    },
  };
}

function grown(start: DiskUsage, then: DiskUsage, now: DiskUsage): DiskUsage {
  return { bytes: start.bytes + now.bytes - then.bytes, files: start.files + now.files - then.files };
}

function atLeast(one: DiskUsage, other: DiskUsage): DiskUsage {
  return { bytes: Math.max(one.bytes, other.bytes), files: Math.max(one.files, other.files) };
}
