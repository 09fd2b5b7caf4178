import { beginFix } from '../beginFix.ts';
import { pickFolder } from '../folders.ts';
import { readSettings } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { settleBeforeRun } from '../unsavedFiles.ts';

/** Starts one run for every failing test of a folder, by its best command or the one in the settings. Asks for no choice. */
export async function fixAllTests(shell: Shell, _args: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const folder = await pickFolder(undefined);
  if (!folder || !(await settleBeforeRun(folder))) return;
  await beginFix(shell, { ...readSettings(folder), workspace: folder.uri.fsPath, tests: [] }, signal);
}
