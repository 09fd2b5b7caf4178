import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { DependencyMount } from '../../core/sandbox/sandbox.ts';
import type { PlannedMount } from './bubblewrapArgs.ts';

/**
 * How a dependency folder is made writable without reaching the original: by bwrap itself (0.11 and later), by an overlay
 * mounted in a user namespace around bwrap, or not at all, in which case it is read-only.
 */
export type OverlayMethod = 'bubblewrap' | 'unshare' | 'none';

/** The mounts of the dependencies, and the program that must be run around bwrap to prepare them. */
export interface OverlayPlan {
  readonly mounts: readonly PlannedMount[];
  /** Argument vector put in front of bwrap's own; empty when nothing is to be prepared. */
  readonly prefix: readonly string[];
}

// A fixed script: paths come as arguments. Relative names keep commas and colons of real paths out of the mount options;
// `l` is a link to the original. 125 = could not prepare.
const mountScript = `base=$1; count=$2; shift 2; i=0
while [ "$i" -lt "$count" ]; do
  cd "$base/$i" && mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w,userxattr m || exit 125
  i=$((i+1))
done
cd / && exec "$@"`;

/**
 * Plans the dependencies' mounts and makes the layers' folders below `folder`, which must lie where no command can write:
 * a command that could replace the link to the original could read any folder of the host next time. Layers are fresh for
 * each command, so two commands at once never share one.
 */
export function planOverlays(
  dependencies: readonly DependencyMount[],
  folder: string,
  method: OverlayMethod,
): OverlayPlan {
  const mounts: PlannedMount[] = [];
  let prepared = 0;
  for (const { source, target, mode } of dependencies) {
    if (mode === 'readonly' || method === 'none') {
      mounts.push({ kind: 'readonly', source, target });
      continue;
    }
    const layer = join(folder, String(prepared++));
    const upper = join(layer, 'u');
    const work = join(layer, 'w');
    for (const path of [upper, work, join(layer, 'm')]) mkdirSync(path, { recursive: true });
    if (method === 'bubblewrap') mounts.push({ kind: 'overlay', source, target, upper, work });
    else {
      symlinkSync(source, join(layer, 'l'));
      mounts.push({ kind: 'writable', source: join(layer, 'm'), target });
    }
  }
  const wrap = method === 'unshare' && prepared > 0;
  return {
    mounts,
    prefix: wrap ? ['unshare', '-Urm', '--', 'sh', '-c', mountScript, 'sh', folder, String(prepared)] : [],
  };
}
