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
      await settleFolders(journalFolder, await readPlan(journal), root);
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
  // What the write added goes first: an added file may sit where a folder has to come back.
  indexed.sort((a, b) => Number(a.entry.before.hash !== undefined) - Number(b.entry.before.hash !== undefined));
  for (const { entry, index } of indexed) {
    try {
      if (!(await putBack(journal, { entry, index }, root))) changed.push(entry.path);
      removeTemp(root, entry.path, entry.temp);
    } catch (error) {
      // A link or a folder has come in the way: that too is a change by somebody else.
      if (!isCoded(error, 'workspace.unsafePath')) throw error;
      changed.push(entry.path);
    }
  }
  for (const folder of [...plan.folders].sort().reverse()) removeQuietly(root, folder);
  return changed;
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

function removeQuietly(root: FolderHandle, folder: string): void {
  try {
    removeEmptyFolder(root, folder);
  } catch (error) {
    if (!isCoded(error, 'workspace.unsafePath')) throw error;
  }
}
