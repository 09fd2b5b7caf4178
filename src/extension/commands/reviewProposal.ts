import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

/** Opens the Review panel of a run that has a proposal. */
export async function reviewProposal(shell: Shell, [argument]: readonly unknown[]): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.proposal !== undefined,
    placeHolder: vscode.l10n.t('The proposal to review'),
    none: vscode.l10n.t('No run has a proposal to review.'),
  });
  if (run) shell.panels.open({ workspace: run.workspace, runId: run.row.runId }, { preserveFocus: false });
}
