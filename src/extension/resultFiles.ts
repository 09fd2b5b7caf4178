import * as path from 'node:path';
import * as vscode from 'vscode';
import { CodedError } from '../base/errors.ts';
import type { EngineClient } from './engineClient.ts';

const t = vscode.l10n.t;

/** A proposed file of a run. `path` is relative to the workspace, with forward slashes. */
export interface ProposedFile {
  readonly workspace: string;
  readonly runId: string;
  readonly path: string;
}

/**
 * Proposed files as real files in the extension's own storage: a real file on the right makes VS Code's diff editor
 * editable, with its own arrows to take back a block.
 */
export class ResultFiles {
  readonly #engine: EngineClient;
  readonly #storage: vscode.Uri;
  readonly #opened = new Map<string, ProposedFile>();

  constructor(engine: EngineClient, storage: vscode.Uri) {
    this.#engine = engine;
    this.#storage = vscode.Uri.joinPath(storage, 'results');
  }

  /** Opens the person's file against the proposed one. */
  async openDiff(file: ProposedFile, signal: AbortSignal): Promise<void> {
    const { text } = await this.#engine.call('getFile', { ...file, side: 'result' }, signal);
    const right = await this.#write(file, text ?? '');
    const left = vscode.Uri.file(path.join(file.workspace, file.path));
    const exists = await vscode.workspace.fs.stat(left).then(
      () => true,
      () => false,
    );
    const title = t('{0} (yours ↔ proposed)', path.basename(file.path));
    const options: vscode.TextDocumentShowOptions = { preview: true };
    const base = exists ? left : await this.#write({ ...file, path: `${file.path}.absent` }, '');
    this.#opened.set(right.fsPath, file);
    await vscode.commands.executeCommand('setContext', 'loopwright.resultFiles', [...this.#opened.keys()]);
    await vscode.commands.executeCommand('vscode.diff', base, right, title, options);
  }

  /** The proposed file that is shown at this address. */
  find(uri: vscode.Uri): ProposedFile | undefined {
    return this.#opened.get(uri.fsPath);
  }

  async #write(file: ProposedFile, text: string): Promise<vscode.Uri> {
    const folder = path.join(this.#storage.fsPath, file.runId);
    const target = path.join(folder, file.path);
    // The path comes from the engine's log; a file of the log must still not be able to leave this folder.
    if (!/^[a-z0-9-]+$/i.test(file.runId) || !target.startsWith(folder + path.sep))
      throw new CodedError('review.path', t('The proposal names a file outside the workspace.'));
    const uri = vscode.Uri.file(target);
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(path.dirname(target)));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  }
}
