import * as vscode from 'vscode';
import { CodedError } from '../../base/errors.ts';
import { pickFolder, relativeTo } from '../folders.ts';
import { placedRequest } from '../requestText.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { startFeature } from './addFeature.ts';

const t = vscode.l10n.t;

/** Takes the selected text, with its file and lines, as the request of a feature. */
export async function implementSelection(shell: Shell, _args: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty)
    throw new CodedError('usage.noSelection', t('Select the text that says what is to be implemented.'));
  const { document, selection } = editor;
  const folder = await pickFolder(document.uri);
  if (!folder) return;
  const inFolder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.toString() === folder.uri.toString();
  const place = inFolder
    ? { file: relativeTo(folder, document.uri), from: selection.start.line + 1, to: lastLine(selection) }
    : undefined;
  await startFeature(shell, { request: placedRequest(document.getText(selection), place), uri: document.uri }, signal);
}

/** A selection that ends at the beginning of a line does not hold that line. */
function lastLine({ start, end }: vscode.Selection): number {
  return end.character === 0 && end.line > start.line ? end.line : end.line + 1;
}
