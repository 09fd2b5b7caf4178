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
  /** What the file systems of folders hold as a whole, of others too. */
  readonly systemUsage?: (roots: readonly string[]) => DiskUsage;
}

// Counting may take this share of the time at most, however large the copy is.
const countingShare = 1 / 20;
const countAgainMs = 2_000;

/** So little of what is left is taken for standing still while a command runs, and once it has ended. */
const still = { running: 1 / 2, ended: 1 / 16 };

/**
 * Creates a meter for one command. Walking a large copy several times a second would cost more than many commands, so
 * it walks when the whole file system has changed by half of what is left, and otherwise only now and then; shrinking says as little as
 * growing, since others may free what hides what a command has written.
 */
export function createDiskMeter({
  roots,
  startUsage,
  limits,
  systemUsage = fileSystemUsage,
}: DiskMeterOptions): DiskMeter {
  const most: DiskUsage = { bytes: startUsage.bytes + limits.diskBytes, files: startUsage.files + limits.files };
  let counted = startUsage;
  const systemAtFirst = systemUsage(roots);
  let systemThen = systemAtFirst;
  let countedAt = performance.now();
  let pauseMs = countAgainMs;

  const hasChanged = (share: number): boolean => {
    const now = systemUsage(roots);
    return (
      Math.abs(now.bytes - systemThen.bytes) > (most.bytes - counted.bytes) * share ||
      Math.abs(now.files - systemThen.files) > (most.files - counted.files) * share
    );
  };
  const isDue = (): boolean => {
    const waited = performance.now() - countedAt;
    return waited > pauseMs || (waited > pauseMs / 10 && hasChanged(still.running));
  };
  return {
    async check(thorough, signal) {
      if (!(thorough ? hasChanged(still.ended) : isDue())) return undefined;
      systemThen = systemUsage(roots);
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
