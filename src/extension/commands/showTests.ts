import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';

/** Opens the Testing view with our part in it. */
export async function showTests({ tests }: Shell): Promise<void> {
  requireTrust();
  await tests.open();
  await vscode.commands.executeCommand('workbench.view.testing.focus');
}
