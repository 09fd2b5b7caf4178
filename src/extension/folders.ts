import * as path from 'node:path';
import * as vscode from 'vscode';
import { CodedError } from '../base/errors.ts';

/** The workspace folders on this disk, as absolute paths with their names. */
export function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
}

/** The local folder that holds the file; undefined when none does. */
export function folderOf(uri: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
  const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
  return folder?.uri.scheme === 'file' ? folder : undefined;
}

/** The folder of the file, else of the active editor, else the only one, else the one the person picks (undefined: none). */
export async function pickFolder(uri: vscode.Uri | undefined): Promise<vscode.WorkspaceFolder | undefined> {
  const near = folderOf(uri) ?? folderOf(vscode.window.activeTextEditor?.document.uri);
  const folders = localFolders();
  if (near) return near;
  if (folders.length === 0)
    throw new CodedError('workspace.none', vscode.l10n.t('Open a folder with tests to fix one.'));
  if (folders.length === 1) return folders[0];
  return vscode.window.showWorkspaceFolderPick({ placeHolder: vscode.l10n.t('The folder whose tests fail') });
}

/** The file inside its folder, with forward slashes. */
export function relativeTo(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string {
  return path.relative(folder.uri.fsPath, uri.fsPath).split(path.sep).join('/');
}
