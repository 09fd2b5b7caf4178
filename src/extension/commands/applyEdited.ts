import * as vscode from 'vscode';
import { requireFolder } from '../reviewActions.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { settleBeforeApply } from '../unsavedFiles.ts';

const t = vscode.l10n.t;

/**
 * Accepts a proposed file as the person has edited it in the diff editor: that version is what the log has accepted, and it is written
 * into their own file. Ctrl+Z there takes it back, and so does an undo in the review.
 */
export async function applyEdited(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const file = uri && shell.files.find(uri);
  if (!uri || !file) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  if (document.isDirty) await document.save();
  if (!(await settleBeforeApply(requireFolder(file), [file.path]))) return;
  const { conflicts } = await shell.engine.call('acceptEdited', { ...file, text }, signal);
  if (conflicts.length === 0) {
    void vscode.window.showInformationMessage(t('{0} now has the version you edited.', file.path));
    return;
  }
  const open = t('Open Your File');
  const sentence = t(
    'You changed the same lines of {0} since the run began, so nothing was written. Your edited version stays accepted.',
    file.path,
  );
  if ((await vscode.window.showWarningMessage(sentence, open)) === open)
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(requireFolder(file).uri, file.path));
}
