import * as vscode from 'vscode';
import { CodedError } from '../../base/errors.ts';
import { beginWorkflow } from '../beginWorkflow.ts';
import { declarationIn, endOfDeclaration } from '../code/declaration.ts';
import { linesOf } from '../code/todoTarget.ts';
import { pickFolder, relativeTo } from '../folders.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';

const t = vscode.l10n.t;

/** Starts the workflow `write-tests` for the function or class of a code action, or the one that the cursor's line is in. */
export async function writeTests(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const { document, line } = await targetOf(argument);
  const { languageId, uri } = document;
  const at = declarationAbove(document, line);
  const declared = at === undefined ? undefined : declarationIn(document.lineAt(at).text, languageId);
  if (at === undefined || !declared)
    throw new CodedError('usage.noDeclaration', t('Put the cursor on a function or a class.'));
  const folder = await pickFolder(uri);
  if (!folder) return;
  const inputs = {
    name: declared.name,
    file: relativeTo(folder, uri),
    from: at + 1,
    to: endOfDeclaration(linesOf(document), at, languageId) + 1,
  };
  await beginWorkflow(shell, { folder, workflow: 'write-tests', inputs }, signal);
}

async function targetOf(argument: unknown): Promise<{ readonly document: vscode.TextDocument; readonly line: number }> {
  const { uri, line } = (argument ?? {}) as { readonly uri?: unknown; readonly line?: unknown };
  if (uri instanceof vscode.Uri && Number.isSafeInteger(line)) {
    const document = await vscode.workspace.openTextDocument(uri);
    return { document, line: Math.max(0, Math.min(line as number, document.lineCount - 1)) };
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new CodedError('usage.noDeclaration', t('Put the cursor on a function or a class.'));
  return { document: editor.document, line: editor.selection.active.line };
}

/** The nearest declaration at or above a line. */
function declarationAbove(document: vscode.TextDocument, line: number): number | undefined {
  for (let at = line; at >= 0; at--) if (declarationIn(document.lineAt(at).text, document.languageId)) return at;
  return undefined;
}
