import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { FolderHandle } from './folderHandle.ts';
import { removeEmptyFolder } from './workspaceFile.ts';
import type { WritePlan } from './writeJournal.ts';

/**
 * Brings the list of folders that our writes made up to date after a write, and removes those that it left empty. A folder
 * that the person made is never removed, even an empty one: an undo gives back exactly what was there.
 */
export async function settleFolders(journalFolder: string, plan: WritePlan, root: FolderHandle): Promise<void> {
  const file = join(journalFolder, 'folders.json');
  const before = await readList(file);
  const known = new Set([...before, ...plan.folders]);
  const touched = new Set(
    plan.entries.filter(({ after }) => after.hash === undefined).flatMap(({ path }) => parents(path)),
  );
  for (const folder of [...known].sort().reverse()) {
    if (touched.has(folder) && removeEmptyFolder(root, folder)) known.delete(folder);
  }
  const list = [...known].sort();
  if (list.length === before.length && list.every((folder, index) => folder === before[index])) return;
  await writeFile(`${file}.new`, JSON.stringify(list), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function readList(file: string): Promise<string[]> {
  try {
    return z.array(z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing at first. If it is damaged, some empty folders stay, which harms nobody.
    return [];
  }
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
