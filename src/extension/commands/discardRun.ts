import * as vscode from 'vscode';
import { waitsForReview } from '../runList.ts';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

/** Rejects what is undecided in a finished run, after asking, and removes what the run left on the disk besides its log. */
export async function discardRun(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.status !== 'running',
    placeHolder: t('The run to discard'),
    none: t('There is no finished run.'),
  });
  if (!run) return;
  const name = { workspace: run.workspace, runId: run.row.runId };
  if (waitsForReview(run)) {
    const detail = t('What is undecided is rejected. Your files stay as they are, and the run stays in the list.');
    const message = t('Discard a proposal that is not decided?');
    const discard = t('Discard');
    if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, discard)) !== discard) return;
    const hunks = (await shell.engine.call('getReview', name, signal)).files.flatMap((file) => file.hunks);
    const hunkIds = hunks
      .filter(({ decision, applied }) => decision === 'undecided' && !applied)
      .map(({ hunkId }) => hunkId);
    await shell.engine.call('decide', { ...name, hunkIds, decision: 'rejected', reason: undefined }, signal);
  }
  await shell.engine.call('discard', name, signal);
  await shell.runs.refresh();
}
