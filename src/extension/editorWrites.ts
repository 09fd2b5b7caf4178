import { createHash } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import { messageOf } from '../base/errors.ts';
import type { EngineContract } from '../protocol/engine.ts';
import { neverCancelled } from './cancellation.ts';
import { changedPart } from './changedPart.ts';
import type { EngineClient } from './engineClient.ts';

type Request = EngineContract['events']['didAskWrite'];
type Outcome = EngineContract['calls']['wroteFiles']['input']['outcome'];

/** Writes accepted changes through the editor, so that Ctrl+Z takes them back, and tells the engine how it came out. */
export function writeForEngine(engine: EngineClient, output: vscode.LogOutputChannel): Disposable {
  return engine.onDidAskWrite(async (request) => {
    const outcome = await write(request).catch((error: unknown): Outcome => {
      output.error(`Writing through the editor: ${messageOf(error)}`);
      return 'unable';
    });
    await engine.call('wroteFiles', { id: request.id, outcome }, neverCancelled()).catch((error: unknown) => {
      output.error(messageOf(error));
    });
  });
}

interface Planned {
  readonly document: vscode.TextDocument;
  readonly before: string;
  readonly text: string;
}

/** All files or none: what the editor shows must be what the engine has checked on the disk. */
async function write({ workspace, files }: Request): Promise<Outcome> {
  const plans: Planned[] = [];
  for (const file of files) {
    const uri = vscode.Uri.file(path.join(workspace, file.path));
    if (vscode.workspace.notebookDocuments.some((one) => one.uri.toString() === uri.toString())) return 'unable';
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.isDirty) return 'changed';
    const before = document.getText();
    if (document.encoding !== 'utf8' || hashOf(before) !== file.expected) return 'unable';
    plans.push({ document, before, text: file.text });
  }
  if (!(await replace(plans))) return 'unable';
  return (await saveAll(plans)) ? 'written' : 'unable';
}

/** One edit for all files: one Ctrl+Z takes it back in each of them. */
function replace(plans: readonly Planned[]): Thenable<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { document, text } of plans) {
    const part = changedPart(document.getText(), text);
    const range = new vscode.Range(document.positionAt(part.from), document.positionAt(part.to));
    edit.replace(document.uri, range, part.text);
  }
  return vscode.workspace.applyEdit(edit);
}

/** Saves all, or takes back all: a file that cannot be saved must not leave the others half-way. */
async function saveAll(plans: readonly Planned[]): Promise<boolean> {
  const saved: Planned[] = [];
  for (const plan of plans) {
    if (!(await plan.document.save())) break;
    saved.push(plan);
  }
  if (saved.length === plans.length) return true;
  await replace(plans.map(({ document, before }) => ({ document, before, text: before })));
  for (const { document } of saved) await document.save();
  return false;
}

const hashOf = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
