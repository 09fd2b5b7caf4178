import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

/** Shows the commands and the output of a run in a terminal. */
export async function showTerminal(shell: Shell, [argument]: readonly unknown[]): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: () => true,
    placeHolder: vscode.l10n.t('The run whose output is shown'),
    none: vscode.l10n.t('There is no run yet.'),
  });
  if (run) await shell.terminals.open(run, { reveal: true });
}
