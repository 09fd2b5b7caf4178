import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';

/** Opens the first steps. */
export async function openWalkthrough({ context }: Shell): Promise<void> {
  const walkthrough = `${context.extension.id}#start`;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
}
