import { constants, existsSync, lstatSync, readdirSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { SandboxPolicy } from '../../core/sandbox/sandbox.ts';
import { isWithin } from './mountPoints.ts';

/** Copies of dependency folders inside a copy, made once. */
export interface DependencyCopies {
  /** Makes every dependency below the workspace present in the copy. Never links to an original. */
  provide(policy: SandboxPolicy, signal: AbortSignal): Promise<void>;
}

/** Creates the copier. Two commands that need the same folder at once share one copying. */
export function createDependencyCopies(): DependencyCopies {
  const inProgress = new Map<string, Promise<void>>();
  return {
    async provide({ copy, dependencies }, signal) {
      for (const { source, target } of outermostFirst(dependencies)) {
        throwIfAborted(signal);
        if (!isWithin(target, copy.mountPath)) continue;
        const place = join(copy.hostPath, relative(copy.mountPath, target));
        const copying = inProgress.get(place) ?? copyOnce(source, place);
        inProgress.set(place, copying);
        try {
          await copying;
        } finally {
          inProgress.delete(place);
        }
      }
    },
  };
}

/** Beside the place first and then renamed, so that a copy cut short is never taken for a whole one. */
async function copyOnce(source: string, place: string): Promise<void> {
  if (isFilled(place) || !existsSync(source)) return;
  const partial = `${place}.loopwright-partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(dirname(place), { recursive: true });
  // Copy-on-write where the file system can (btrfs, xfs, APFS); an ordinary copy elsewhere.
  await cp(source, partial, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  await rm(place, { recursive: true, force: true });
  await rename(partial, place);
}

function isFilled(place: string): boolean {
  const stat = lstatSync(place, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && readdirSync(place).length > 0;
}

/** A nested dependency goes into the copied outer one. */
function outermostFirst<T extends { readonly target: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => a.target.length - b.target.length);
}
