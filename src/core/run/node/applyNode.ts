import { readChangeSet, rebase } from '../changeSet.ts';
import type { NodeHandler } from './nodeScope.ts';

/**
 * `edit.apply`: puts an edit into the copy, on top of what it holds, and leaves it there; whoever comes next sees the files with
 * it. Nothing is proved by that. Output: `{files, feedback}`; an edit that does not fit changes nothing, and `feedback` says why.
 */
export const applyNode: NodeHandler = async (input, { run, ports }, signal) => {
  const edit = await readChangeSet(input.edit, ports.log, signal);
  if (edit.size === 0) return { files: [], feedback: 'Nothing was changed.' };
  return run.copy.alone(async (copy) => {
    const files = ports.openFiles(copy);
    const onTop = await rebase(edit, (path) => files.read(path, signal));
    if (onTop.kind === 'conflict') return { files: [], feedback: sayConflict(onTop.paths) };
    for (const [path, after] of onTop.texts) await files.write(path, after, signal);
    await run.copy.settle(new Map([...(await run.copy.changes(signal)), ...onTop.texts]), signal);
    return { files: [...onTop.texts.keys()], feedback: '' };
  }, signal);
};

/** Why an edit does not fit, phrased for whoever made it. */
export function sayConflict(paths: readonly string[]): string {
  return `Your edit was not applied: since you read ${paths.join(', ')}, somebody else has changed the same lines. Read it again and write the edit for what is there now.`;
}
