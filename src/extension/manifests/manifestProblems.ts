import * as vscode from 'vscode';
import { isAbort, messageOf } from '../../base/errors.ts';
import type { ManifestProblem } from '../../protocol/manifests.ts';
import type { EngineClient } from '../engineClient.ts';
import { localFolders } from '../folders.ts';
import { manifestFolder, openManifests } from './openManifests.ts';
import { toDiagnostic } from './textRanges.ts';

/** Whoever types faster than this is not interrupted. */
const pauseMs = 250;

interface Checked {
  readonly version: number;
  readonly problems: readonly ManifestProblem[];
}

/** A check that the engine is at: what was sent, and its end. */
interface Check {
  readonly controller: AbortController;
  readonly versions: ReadonlyMap<vscode.TextDocument, number>;
  /** Never rejects. */
  readonly done: Promise<void>;
}

/**
 * What is wrong with the open manifests, in the editor's list of problems. All open manifests of a folder are checked
 * together, because they name each other; the engine does it in its own process. A closed one has no problems.
 */
export class ManifestProblems implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #output: vscode.LogOutputChannel;
  readonly #shown = vscode.languages.createDiagnosticCollection('loopwright');
  readonly #checked = new Map<vscode.TextDocument, Checked>();
  /** By folder. */
  readonly #due = new Map<string, NodeJS.Timeout>();
  readonly #running = new Map<string, Check>();
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(engine: EngineClient, output: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#output = output;
    const { workspace } = vscode;
    const files = workspace.createFileSystemWatcher('**/.loopwright/**');
    const soon = (uri: vscode.Uri) => this.#schedule(manifestFolder(uri), pauseMs);
    this.#subscriptions.push(
      files,
      files.onDidChange(soon),
      files.onDidCreate(soon),
      files.onDidDelete(soon),
      workspace.onDidOpenTextDocument(({ uri }) => this.#schedule(manifestFolder(uri), 0)),
      workspace.onDidChangeTextDocument(({ document }) => soon(document.uri)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      workspace.onDidChangeWorkspaceFolders(() => this.#checkAll()),
    );
    this.#checkAll();
  }

  /** The problems of a document as it stands, when they are known already. */
  known(document: vscode.TextDocument): readonly ManifestProblem[] | undefined {
    const checked = this.#checked.get(document);
    return checked?.version === document.version ? checked.problems : undefined;
  }

  /** The problems of a document as it stands, checked now where that is still to be done. None when that fails. */
  async current(document: vscode.TextDocument): Promise<readonly ManifestProblem[]> {
    const folder = manifestFolder(document.uri);
    if (!folder) return [];
    if (!this.known(document)) {
      const running = this.#running.get(folder.uri.toString());
      const same = running?.versions.get(document) === document.version;
      await (same ? running.done : this.#check(folder));
    }
    return this.known(document) ?? [];
  }

  dispose(): void {
    for (const timer of this.#due.values()) clearTimeout(timer);
    for (const { controller } of this.#running.values()) controller.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#shown.dispose();
  }

  #checkAll(): void {
    for (const folder of localFolders()) this.#schedule(folder, 0);
  }

  #schedule(folder: vscode.WorkspaceFolder | undefined, delayMs: number): void {
    if (!folder) return;
    const key = folder.uri.toString();
    clearTimeout(this.#due.get(key));
    this.#due.set(
      key,
      setTimeout(() => void this.#check(folder), delayMs),
    );
  }

  #forget(document: vscode.TextDocument): void {
    if (this.#checked.delete(document)) this.#shown.delete(document.uri);
    // What was not saved is gone, and others may have used it.
    this.#schedule(manifestFolder(document.uri), pauseMs);
  }

  /** Checks a folder's open manifests in the place of a check that is due or goes on. Never rejects. */
  #check(folder: vscode.WorkspaceFolder): Promise<void> {
    const key = folder.uri.toString();
    clearTimeout(this.#due.get(key));
    this.#due.delete(key);
    this.#running.get(key)?.controller.abort();
    this.#running.delete(key);
    const manifests = openManifests(folder);
    if (manifests.length === 0) return Promise.resolve();
    const controller = new AbortController();
    const documents = manifests.map(({ file, text }) => ({ file, text }));
    const call = this.#engine.call('checkManifests', { workspace: folder.uri.fsPath, documents }, controller.signal);
    const done = call
      .then((checks) => {
        for (const [index, { document, version }] of manifests.entries())
          this.#show(document, { version, problems: checks[index]?.problems ?? [] });
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) this.#output.error(`The manifests cannot be checked: ${messageOf(error)}`);
      })
      .finally(() => {
        if (this.#running.get(key)?.controller === controller) this.#running.delete(key);
      });
    const versions = new Map(manifests.map(({ document, version }) => [document, version]));
    this.#running.set(key, { controller, versions, done });
    return done;
  }

  #show(document: vscode.TextDocument, checked: Checked): void {
    // Of a text that has changed meanwhile the places are wrong, and a check of the new one is due.
    if (document.isClosed || document.version !== checked.version) return;
    this.#checked.set(document, checked);
    this.#shown.set(document.uri, checked.problems.map(toDiagnostic));
  }
}
