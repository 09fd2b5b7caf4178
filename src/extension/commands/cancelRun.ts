import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

/** Stops a running run. What it did so far stays in its log; the workspace was never touched. */
export async function cancelRun(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.status === 'running',
    placeHolder: vscode.l10n.t('The run to cancel'),
    none: vscode.l10n.t('No run is going on.'),
  });
  if (run) await shell.engine.call('cancelRun', { workspace: run.workspace, runId: run.row.runId }, signal);
}
