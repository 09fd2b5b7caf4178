import * as vscode from 'vscode';
import { folderOf, relativeTo } from './folders.ts';

const t = vscode.l10n.t;

/** A text or a notebook that an editor holds. */
type Unsaved = Pick<vscode.TextDocument, 'uri' | 'save'>;

/** The documents of a folder that have changes which are not on the disk. */
export function unsavedIn(folder: vscode.WorkspaceFolder): readonly vscode.TextDocument[] {
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && document.uri.scheme === 'file');
  return dirty.filter((document) => folderOf(document.uri)?.uri.toString() === folder.uri.toString());
}

/** Before a run: offers to save, since a run copies what is on the disk. False when the person backs out. */
export async function settleBeforeRun(
  folder: vscode.WorkspaceFolder,
  words = { save: t('Save All and Fix'), leave: t('Fix What Is on Disk') },
): Promise<boolean> {
  const unsaved = unsavedIn(folder);
  if (unsaved.length === 0) return true;
  const { save, leave } = words;
  const detail = `${t('A run works on a copy of what is on the disk.')}\n${namesOf(folder, unsaved)}`;
  const message = t('{0} files have unsaved changes.', unsaved.length);
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, save, leave);
  return chosen === save ? saveAll(unsaved) : chosen === leave;
}

/** Before changes are written to `paths` (relative to the folder): saves their editors. False when the person backs out. */
export async function settleBeforeApply(folder: vscode.WorkspaceFolder, paths: readonly string[]): Promise<boolean> {
  const isTouched = ({ uri }: { readonly uri: vscode.Uri }) => paths.includes(relativeTo(folder, uri));
  const unsaved: readonly Unsaved[] = [
    ...unsavedIn(folder).filter(isTouched),
    ...vscode.workspace.notebookDocuments.filter((notebook) => notebook.isDirty && isTouched(notebook)),
  ];
  if (unsaved.length === 0) return true;
  const save = t('Save and Apply');
  const detail = `${t('Saving first lets the changes be merged with yours.')}\n${namesOf(folder, unsaved)}`;
  const message = t('{0} files to be changed have unsaved changes.', unsaved.length);
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, save);
  return chosen === save && saveAll(unsaved);
}

async function saveAll(documents: readonly Unsaved[]): Promise<boolean> {
  for (const document of documents) if (!(await document.save())) return false;
  return true;
}

function namesOf(folder: vscode.WorkspaceFolder, documents: readonly Unsaved[]): string {
  return documents.map((document) => relativeTo(folder, document.uri)).join('\n');
}
