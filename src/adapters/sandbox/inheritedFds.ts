import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import type { Disposable } from '../../base/disposable.ts';

const closeOnExec = 0o2000000;
const highest = 1024;

/**
 * Entries to append to `spawn`'s stdio that put /dev/null in the place of descriptors this process has inherited from its own
 * parent without close-on-exec. A child would get them otherwise: perhaps a socket or a file of the person's editor.
 * `firstFree` is the length of the stdio list so far. Dispose once the child is spawned.
 */
export function coverInheritedFds(firstFree: number): Disposable & { readonly stdio: readonly (number | 'ignore')[] } {
  const leaked = inheritableFds().filter((fd) => fd >= firstFree && fd < highest);
  if (leaked.length === 0) return { stdio: [], dispose: () => undefined };
  const cover = openSync(devNull, 'r');
  const stdio = Array.from({ length: Math.max(...leaked) + 1 - firstFree }, (_, index) =>
    leaked.includes(index + firstFree) ? cover : ('ignore' as const),
  );
  return { stdio, dispose: () => closeSync(cover) };
}

/** Descriptors above 2 without close-on-exec; Node's own all have it. */
function inheritableFds(): readonly number[] {
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .filter((fd) => fd > 2 && isInheritable(fd));
  } catch {
    return [];
  }
}

function isInheritable(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    return false;
  }
}
