import * as vscode from 'vscode';
import { undoHunks, undoSentence } from '../reviewActions.ts';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

/** Puts back exactly what was there before a run's changes were applied. */
export async function undoAccepted(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.proposal?.applied === true,
    placeHolder: vscode.l10n.t('The run whose changes are taken back'),
    none: vscode.l10n.t('No run has changed files here.'),
  });
  if (!run) return;
  const result = await undoHunks(
    shell.engine,
    { run: { workspace: run.workspace, runId: run.row.runId }, hunkIds: undefined },
    signal,
  );
  if (!result) return;
  const show = result.conflicts.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(undoSentence(result));
}
