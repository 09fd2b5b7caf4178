import { dirname, relative } from 'node:path';
import type { SandboxPolicy } from '../../core/sandbox/sandbox.ts';
import { createDependencyCopies, type DependencyCopies } from './dependencyCopies.ts';
import { isWithin, makeFolder } from './mountPoints.ts';

/**
 * Creates the copier for back ends that fence commands and cannot mount overlays. A command may have put links into the copy, which
 * copying would follow: so a dependency is copied before the first command, never again by this process, and never through a link.
 */
export function createFencedDependencies(): DependencyCopies {
  const copies = createDependencyCopies();
  const provided = new Map<string, Promise<void>>();
  return {
    async provide(policy, signal) {
      const { hostPath } = policy.copy;
      const before = provided.get(hostPath);
      if (before) return await before;
      const providing = provideOnce(copies, policy, signal);
      provided.set(hostPath, providing);
      // Whoever asked may have been cancelled: the next one asks again.
      providing.catch(() => provided.delete(hostPath));
      await providing;
    },
  };
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
