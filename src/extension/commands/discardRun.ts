import * as vscode from 'vscode';
import { waitsForReview } from '../runList.ts';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

/** Removes a finished run's copy from the disk, after asking when its proposal is not decided. */
export async function discardRun(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.status !== 'running',
    placeHolder: t('The run whose copy is removed'),
    none: t('There is no finished run.'),
  });
  if (!run) return;
  if (waitsForReview(run)) {
    const detail = t(
      'Your files stay as they are, and the run stays in the list. Its proposal can no longer be applied.',
    );
    const message = t('Discard a proposal that is not decided?');
    const discard = t('Discard');
    if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, discard)) !== discard) return;
  }
  await shell.engine.call('discard', { workspace: run.workspace, runId: run.row.runId }, signal);
  await shell.runs.refresh();
}
