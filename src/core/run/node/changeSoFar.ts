import { unifiedPatch } from '../../patch/unifiedPatch.ts';
import type { FileState } from '../../workspace/workspace.ts';
import type { NodeScope } from './nodeScope.ts';

/** What the copy holds beyond its base, as a diff for an agent; empty when it holds nothing. */
export async function changeSoFar({ run, ports }: NodeScope, signal: AbortSignal): Promise<string> {
  if ((await run.copy.changes(signal)).size === 0) return '';
  return run.copy.alone(async (copy) => {
    const { proposal, blobs } = await ports.workspace.collect(copy, signal);
    const text = ({ hash }: FileState) => (hash === undefined ? undefined : new TextDecoder().decode(blobs.get(hash)));
    const files = proposal.files.filter(({ binary }) => !binary);
    return unifiedPatch(files.map(({ path, base, result }) => ({ path, before: text(base), after: text(result) })));
  }, signal);
}
