import { lstatSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { SandboxPolicy } from '../../core/sandbox/sandbox.ts';
import { createDependencyCopies, type DependencyCopies } from './dependencyCopies.ts';
import { isWithin, makeFolder } from './mountPoints.ts';

/**
 * Creates the copier for back ends that fence commands and cannot mount overlays. A command may have put links into the copy, which
 * copying would follow: so a dependency is copied before the first command in a copy, never again while that stands, and never through a link.
 */
export function createFencedDependencies(): DependencyCopies {
  const copies = createDependencyCopies();
  const provided = new Map<string, { readonly folder: string; readonly providing: Promise<void> }>();
  return {
    async provide(policy, signal) {
      const { hostPath } = policy.copy;
      const folder = identityOf(hostPath);
      const before = provided.get(hostPath);
      if (before?.folder === folder) return await before.providing;
      const providing = provideOnce(copies, policy, signal);
      const made = { folder, providing };
      provided.set(hostPath, made);
      // Whoever asked may have been cancelled: the next one asks again.
      providing.catch(() => provided.get(hostPath) === made && provided.delete(hostPath));
      await providing;
    },
  };
}

/** Tells a copy from one that was made anew in its place. No command can exchange the folder, which is mounted for it. */
function identityOf(folder: string): string {
  const { dev, ino, birthtimeNs } = lstatSync(folder, { bigint: true });
  return [dev, ino, birthtimeNs].join(' ');
}

async function provideOnce(copies: DependencyCopies, policy: SandboxPolicy, signal: AbortSignal): Promise<void> {
  const { hostPath, mountPath } = policy.copy;
  const inside = policy.dependencies.filter(({ mode, target }) => mode === 'overlay' && isWithin(target, mountPath));
  for (const { target } of inside) {
    const parent = relative(mountPath, dirname(target));
    if (parent !== '') makeFolder(hostPath, parent);
  }
  await copies.provide({ ...policy, dependencies: inside }, signal);
}
