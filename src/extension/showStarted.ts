import * as vscode from 'vscode';
import type { RunName } from './runName.ts';
import type { Shell } from './shell.ts';

/** Shows a run that has just begun: in the Runs view, with its terminal, its questions, and later its proposal. */
export async function showStarted(shell: Shell, run: RunName): Promise<void> {
  shell.panels.openWhenReady(run);
  shell.questions.watch(run);
  await shell.runs.refresh();
  await vscode.commands.executeCommand('loopwright.runs.focus', { preserveFocus: true });
  const listed = shell.runs.find(run.workspace, run.runId);
  if (listed) await shell.terminals.open(listed, { reveal: false });
}
