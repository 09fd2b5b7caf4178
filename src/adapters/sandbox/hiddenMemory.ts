import { readFileSync } from 'node:fs';

/** What is seen of a command's processes, bytes; `sharedBytes` are part of `memoryBytes`. */
export interface SeenMemory {
  readonly memoryBytes: number;
  readonly sharedBytes: number;
}

interface Machine {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly sharedBytes: number;
}

/** Below this share of all memory the machine is about to run out of it. */
const shortShare = 0.1;

/**
 * Memory of a command that belongs to none of its processes any more, bytes. Only the machine as a whole tells of it, so what that has
 * grown by since the command began is taken, less what is seen of the command's processes:
 * - files in memory (memfd_create(2)), segments (shmget(2)) and shared pages that were written and then let go of: the machine's shared
 *   memory, less `allowanceBytes`, which the command may have in `/tmp` and `/dev/shm`;
 * - buffers of the kernel, such as those of sockets: all memory, and only once the machine is short of it, since others use it, too.
 */
export function createHiddenMemory(
  allowanceBytes: number,
  read: () => string | undefined = readMeminfo,
): (seen: SeenMemory) => number {
  const first = machineOf(read());
  return (seen) => {
    const now = machineOf(read());
    if (!first || !now) return 0;
    const shared = now.sharedBytes - first.sharedBytes - seen.sharedBytes - allowanceBytes;
    const isShort = now.availableBytes < shortShare * now.totalBytes;
    const all = isShort ? first.availableBytes - now.availableBytes - seen.memoryBytes : 0;
    return Math.max(0, shared, all);
  };
}

/** Fields of proc_meminfo(5). */
function machineOf(text: string | undefined): Machine | undefined {
  const bytesOf = (field: string): number | undefined => {
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text ?? '')?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  };
  const [totalBytes, availableBytes, sharedBytes] = ['MemTotal', 'MemAvailable', 'Shmem'].map(bytesOf);
  if (totalBytes === undefined || availableBytes === undefined || sharedBytes === undefined) return undefined;
  return { totalBytes, availableBytes, sharedBytes };
}

/** undefined where there is no /proc. */
function readMeminfo(): string | undefined {
  try {
    return readFileSync('/proc/meminfo', 'latin1');
  } catch {
    return undefined;
  }
}
