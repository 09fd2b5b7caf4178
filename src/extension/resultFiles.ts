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
  /** What was written by us: what differs from it was saved by the person, and stays while the proposal is the same. */
  readonly #written = new Map<string, string>();

  constructor(engine: EngineClient, storage: vscode.Uri) {
    this.#engine = engine;
    this.#storage = vscode.Uri.joinPath(storage, 'results');
  }

  /** Opens the person's file against the proposed one. */
  async openDiff(file: ProposedFile, signal: AbortSignal): Promise<void> {
    const { left, right } = await this.#sides(file, signal);
    const title = t('{0} (yours ↔ proposed)', path.basename(file.path));
    const options: vscode.TextDocumentShowOptions = { preview: true };
    await vscode.commands.executeCommand('vscode.diff', left, right, title, options);
  }

  /** Opens all files in the multi-diff editor. */
  async openAll(title: string, files: readonly ProposedFile[], signal: AbortSignal): Promise<void> {
    const resources: [vscode.Uri, vscode.Uri, vscode.Uri][] = [];
    for (const file of files) {
      const { left, right, own } = await this.#sides(file, signal);
      resources.push([own, left, right]);
    }
    await vscode.commands.executeCommand('vscode.changes', title, resources);
  }

  /** Both sides as files. What was rejected is not on the right: what a person sees there is what they would accept. */
  async #sides(file: ProposedFile, signal: AbortSignal) {
    const { text } = await this.#engine.call('getFile', { ...file, side: 'kept' }, signal);
    const right = await this.#write(file, text ?? '');
    const own = vscode.Uri.file(path.join(file.workspace, file.path));
    const exists = await vscode.workspace.fs.stat(own).then(
      () => true,
      () => false,
    );
    const left = exists ? own : await this.#write({ ...file, path: `${file.path}.absent` }, '');
    this.#opened.set(right.fsPath, file);
    await vscode.commands.executeCommand('setContext', 'loopwright.resultFiles', [...this.#opened.keys()]);
    return { left, right, own };
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
    // What the person is writing there is theirs.
    if (vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.fsPath === target)) return uri;
    const known = this.#written.get(target);
    const there = known === undefined ? undefined : await readText(uri);
    if (known !== undefined && there !== undefined && there !== known && known === text) return uri;
    this.#written.set(target, text);
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(path.dirname(target)));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
}
