import * as vscode from 'vscode';

/** Opens the editor's settings at those of this extension. */
export async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:loopwright.loopwright');
}
