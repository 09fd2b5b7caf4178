import { isCoded } from '../../base/errors.ts';
import { hashOf } from './collectProposal.ts';
import { settleFolders } from './createdFolders.ts';
import type { FolderHandle } from './folderHandle.ts';
import {
  currentFile,
  placeFile,
  removeEmptyFolder,
  removeFile,
  removeTemp,
  sameState,
  stageFile,
} from './workspaceFile.ts';
import {
  type Journal,
  keepJournal,
  listJournals,
  type PlanEntry,
  readOld,
  readPlan,
  removeJournal,
  type WritePlan,
} from './writeJournal.ts';

/** What recovery found and did. */
export interface Recovery {
  /** Interrupted writes that were rolled back. */
  readonly rolledBack: number;
  /** Files that somebody changed after the interruption: left as they are. `savedIn` holds what they were before the write. */
  readonly kept: readonly { readonly path: string; readonly savedIn: string }[];
}

/** Deals with every write that a crash interrupted. The write lock must be held. */
export async function recoverWrites(journalFolder: string, root: FolderHandle): Promise<Recovery> {
  const kept: { path: string; savedIn: string }[] = [];
  let rolledBack = 0;
  for (const journal of await listJournals(journalFolder)) {
    if (journal.stage === 'done') {
      // All was written. Without its plan it was left by a version that died while it removed it: there is nothing to be done.
      const plan = await readPlan(journal).catch(() => undefined);
      if (plan) await settleFolders(journalFolder, plan, root);
    } else if (journal.stage === 'begun') {
      rolledBack++;
      const paths = await rollBack(journal, await readPlan(journal), root);
      if (paths.length > 0) {
        const savedIn = await keepJournal(journal);
        kept.push(...paths.map((path) => ({ path, savedIn })));
        continue;
      }
    }
    await removeJournal(journal);
  }
  return { rolledBack, kept };
}

/**
 * Puts back every file that is as the write would have left it, and gives the paths that are neither as before nor as
 * after: those were changed since, and nothing is guessed. Doing it again changes nothing.
 */
export async function rollBack(journal: Journal, plan: WritePlan, root: FolderHandle): Promise<string[]> {
  const changed: string[] = [];
  const indexed = plan.entries.map((entry, index) => ({ entry, index }));
  const added = indexed.filter(({ entry }) => entry.before.hash === undefined);
  const others = indexed.filter(({ entry }) => entry.before.hash !== undefined);
  const putAllBack = async (entries: typeof indexed) => {
    for (const { entry, index } of entries) {
      const ours = await unlessInTheWay(async () => await putBack(journal, { entry, index }, root));
      if (!ours) changed.push(entry.path);
    }
  };
  // What the write added goes first, with its folders: a deleted file may have had the name of a new folder.
  await putAllBack(added);
  for (const { path, temp } of plan.entries) await unlessInTheWay(() => removeTemp(root, path, temp));
  for (const folder of [...plan.folders].sort().reverse()) await unlessInTheWay(() => removeEmptyFolder(root, folder));
  await putAllBack(others);
  return changed;
}

/** Runs a step; undefined when a link or a folder has come in the way, which is a change by somebody else. */
async function unlessInTheWay<T>(step: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!isCoded(error, 'workspace.unsafePath')) throw error;
    return undefined;
  }
}

async function putBack(
  journal: Journal,
  { entry, index }: { readonly entry: PlanEntry; readonly index: number },
  root: FolderHandle,
): Promise<boolean> {
  const now = currentFile(root, entry.path);
  const before = { hash: entry.before.hash, executable: entry.before.executable };
  if (sameState(now.state, before)) return true;
  if (!sameState(now.state, { hash: entry.after.hash, executable: entry.after.executable }) || now.folder) return false;
  if (before.hash === undefined) {
    removeFile(root, entry.path);
    return true;
  }
  const content = await readOld(journal, index);
  if (hashOf(content) !== before.hash) return false;
  const { temp, path } = entry;
  const file = { content, executable: before.executable, ownership: entry.ownership };
  stageFile(root, { path, temp }, file, () => undefined);
  placeFile(root, path, { temp, mustBeNew: now.state.hash === undefined });
  return true;
}
