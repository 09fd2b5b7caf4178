import { realpath } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { CodedError } from '../base/errors.ts';
import type { PlaceView } from '../protocol/trace.ts';
import { insideOf } from './insideOf.ts';

const t = vscode.l10n.t;

/**
 * Opens a file that a run named at its line. What runs say is hostile input: only files are opened that really lie inside
 * the workspace, links followed. Throws `trace.path` and `trace.noFile`.
 */
export async function openPlace(workspace: string, { path: named, line }: PlaceView): Promise<void> {
  const file = insideOf(workspace, named);
  if (file === undefined) throw new CodedError('trace.path', t('{0} is not a file of this workspace.', named));
  const real = await realpath(file).catch(() => undefined);
  const root = await realpath(workspace).catch(() => workspace);
  if (real === undefined)
    throw new CodedError(
      'trace.noFile',
      t('{0} is not in the workspace now; it may be in the copy of the run only.', named),
    );
  if (real !== root && !real.startsWith(root + path.sep))
    throw new CodedError('trace.path', t('{0} leads out of this workspace.', named));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const at = new vscode.Position(Math.min((line ?? 1) - 1, document.lineCount - 1), 0);
  const beside = vscode.window.tabGroups.all.length > 1 ? vscode.ViewColumn.One : vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at), viewColumn: beside });
}
