import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';

const t = vscode.l10n.t;

/**
 * Puts the text of a proposed file, as the person has edited it in the diff editor, into their own file. It is an
 * ordinary edit of that file: the editor's own undo takes it back.
 */
export async function applyEdited({ files }: Shell, [argument]: readonly unknown[]): Promise<void> {
  requireTrust();
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const file = uri && files.find(uri);
  if (!uri || !file) return;
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  const target = vscode.Uri.file(path.join(file.workspace, file.path));
  const edit = new vscode.WorkspaceEdit();
  const existing = await vscode.workspace.openTextDocument(target).then(
    (document) => document,
    () => undefined,
  );
  if (existing) edit.replace(target, new vscode.Range(0, 0, existing.lineCount, 0), text);
  else edit.createFile(target, { contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit))) return;
  await existing?.save();
  void vscode.window.showInformationMessage(t('{0} now has the version you edited.', file.path));
}
