import * as vscode from 'vscode';
import { pickFolder } from '../folders.ts';
import { sandboxTextOf } from '../readOnlyTexts.ts';

/** Opens a page that can only be read: which sandbox works here, what commands may do in it, what is missing, and what to type. */
export async function checkSandbox(): Promise<void> {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  await vscode.window.showTextDocument(sandboxTextOf(folder.uri.fsPath, Date.now()), { preview: true });
}
