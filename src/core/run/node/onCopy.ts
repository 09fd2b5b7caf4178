import type { WorkspaceCopy } from '../../workspace/workspace.ts';
import type { NodeScope } from './nodeScope.ts';

/** Runs something in the copy while nobody else does, and takes away what it left there, however it ended: it is no part of the change. */
export async function onCopy<T>(
  { run }: NodeScope,
  action: (copy: WorkspaceCopy) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return run.copy.alone(async (copy) => {
    try {
      return await action(copy);
    } finally {
      // Not with the signal: who comes after a node that was cancelled must not find what it left.
      await run.copy.restore(copy, new AbortController().signal);
    }
  }, signal);
}
