import * as path from 'node:path';
import * as vscode from 'vscode';
import { isAbort, messageOf } from '../../base/errors.ts';
import type { ReviewView } from '../../protocol/runView.ts';
import { neverCancelled } from '../cancellation.ts';
import { changedPart } from '../changedPart.ts';
import type { EngineClient } from '../engineClient.ts';
import { undoHunks } from '../reviewActions.ts';
import type { RunList } from '../runList.ts';
import type { RunName } from '../runName.ts';
import { keepChange, type LineChange, undoChange } from './lineChange.ts';
import { type MarkedFile, MarkedFiles } from './markedFiles.ts';

const t = vscode.l10n.t;
/** Menus ask for this scheme (`originalResourceScheme`). */
const scheme = 'loopwright-before';
const longestText = 500_000;

interface Options {
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly memory: vscode.Memento;
  readonly output: vscode.LogOutputChannel;
}

interface Control {
  readonly source: vscode.SourceControl;
  readonly group: vscode.SourceControlResourceGroup;
}

/**
 * Marks in the gutter for what runs have changed in the person's files, with *Keep* and *Undo* for each change, by VS Code's quick
 * diff. Only runs whose changes are applied while this is there are marked. The entry in the Source Control view is there as long as
 * something is marked.
 */
export class AppliedMarks implements vscode.Disposable, vscode.QuickDiffProvider, vscode.TextDocumentContentProvider {
  readonly #options: Options;
  readonly #files: MarkedFiles;
  readonly #didChange = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  /** Runs that had been applied before: they are not marked. */
  #before: ReadonlySet<string> | undefined;
  /** By workspace. */
  readonly #controls = new Map<string, Control>();

  readonly onDidChange = this.#didChange.event;

  constructor(options: Options) {
    this.#options = options;
    this.#files = new MarkedFiles(options.memory);
    if (options.runs.loaded) this.#remember();
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      options.runs.onDidChange(() => this.#remember()),
      options.engine.onDidChangeRun((run) => void this.#follow(run)),
      vscode.workspace.onDidSaveTextDocument((document) => void this.#settle(document)),
      this.#didChange,
    ];
    this.#show();
  }

  provideOriginalResource(uri: vscode.Uri): vscode.Uri | undefined {
    const file = this.#files.get(uri.toString());
    return file && !file.settled ? uri.with({ scheme, query: uri.scheme }) : undefined;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#files.get(uri.with({ scheme: uri.query, query: '' }).toString())?.original ?? '';
  }

  /** Takes a change over into what the file is compared with: its mark goes. */
  async keep(uri: vscode.Uri, change: LineChange): Promise<void> {
    const file = this.#files.get(uri.toString());
    if (!file) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const original = keepChange({ original: file.original, modified: document.getText() }, change);
    await this.#set(uri, { ...file, original, settled: sameLines(original, document.getText()) });
  }

  /** Takes a change out of the file, through the editor. The file is saved unless it held unsaved changes already. */
  async undo(uri: vscode.Uri, change: LineChange): Promise<void> {
    const file = this.#files.get(uri.toString());
    if (!file) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const wasDirty = document.isDirty;
    const modified = document.getText();
    const part = changedPart(modified, undoChange({ original: file.original, modified }, change));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(document.positionAt(part.from), document.positionAt(part.to)), part.text);
    if (!(await vscode.workspace.applyEdit(edit))) throw new Error(t('{0} could not be changed.', file.path));
    if (!wasDirty) await document.save();
  }

  /** Keeps all changes of a file, or of all files. */
  async keepAll(uri?: vscode.Uri): Promise<void> {
    const chosen = uri ? [uri] : this.#shown();
    for (const one of chosen) {
      const file = this.#files.get(one.toString());
      if (!file) continue;
      const original = (await vscode.workspace.openTextDocument(one)).getText();
      await this.#set(one, { ...file, original, settled: true });
    }
  }

  /** Takes all that its run has changed out of a file. What the person has changed there since stays. */
  async undoFile(uri: vscode.Uri): Promise<void> {
    const file = this.#files.get(uri.toString());
    if (!file) return;
    const { engine } = this.#options;
    const run = { workspace: file.workspace, runId: file.runId };
    const view = await engine.call('getReview', run, neverCancelled());
    const hunks = view.files.find((one) => one.path === file.path)?.hunks ?? [];
    const hunkIds = hunks.filter(({ applied }) => applied).map(({ hunkId }) => hunkId);
    const result = await undoHunks(engine, { run, hunkIds }, neverCancelled());
    if (result && result.conflicts.length > 0)
      throw new Error(t('{0} was changed since and is left as it is.', file.path));
  }

  dispose(): void {
    for (const { source } of this.#controls.values()) source.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Once: what is applied when the list is first read was applied earlier. */
  #remember(): void {
    const { runs } = this.#options;
    this.#before ??= new Set(runs.all.filter(({ row }) => row.proposal?.applied).map(({ row }) => row.runId));
    const known = new Set(runs.all.map(({ row }) => row.runId));
    void this.#files.remove(({ runId }) => !known.has(runId)).then(() => this.#show());
  }

  async #follow(run: RunName): Promise<void> {
    const { engine, output } = this.#options;
    const marked = [...this.#files.all.values()].some(({ runId }) => runId === run.runId);
    if (!this.#before || (this.#before.has(run.runId) && !marked)) return;
    try {
      const view = await engine.call('getReview', { workspace: run.workspace, runId: run.runId }, neverCancelled());
      await this.#mark(run, view);
    } catch (error) {
      if (!isAbort(error)) output.error(`Marks of run ${run.runId}: ${messageOf(error)}`);
    }
  }

  /** What is in the files gets its marks; what is taken back loses them. */
  async #mark(run: RunName, view: ReviewView): Promise<void> {
    const applied = view.files.filter(({ binary, hunks }) => !binary && hunks.some((hunk) => hunk.applied));
    for (const { path: file } of applied) {
      const uri = vscode.Uri.file(path.join(run.workspace, file));
      const known = this.#files.get(uri.toString());
      const now = await textNow(uri);
      const original = known?.original ?? (await this.#textBefore(run, file));
      if (now === undefined || original === undefined || now.length > longestText) continue;
      await this.#set(uri, { ...run, path: file, original, settled: sameLines(original, now) });
    }
    const left = new Set(applied.map((file) => file.path));
    await this.#files.remove(({ runId, path: file }) => runId === run.runId && !left.has(file));
    this.#show();
  }

  async #textBefore(run: RunName, file: string): Promise<string | undefined> {
    const name = { workspace: run.workspace, runId: run.runId, path: file, side: 'before' as const };
    const { text } = await this.#options.engine.call('getFile', name, neverCancelled());
    return text;
  }

  async #settle(document: vscode.TextDocument): Promise<void> {
    const file = this.#files.get(document.uri.toString());
    if (file && !file.settled && sameLines(file.original, document.getText()))
      await this.#set(document.uri, { ...file, settled: true });
  }

  async #set(uri: vscode.Uri, file: MarkedFile): Promise<void> {
    await this.#files.set(uri.toString(), file);
    this.#didChange.fire(uri.with({ scheme, query: uri.scheme }));
    this.#show();
  }

  #shown(): readonly vscode.Uri[] {
    return [...this.#files.all].filter(([, { settled }]) => !settled).map(([uri]) => vscode.Uri.parse(uri));
  }

  #show(): void {
    const shown = this.#shown();
    const workspaceOf = (uri: vscode.Uri) => this.#files.get(uri.toString())?.workspace ?? '';
    const workspaces = new Set(shown.map(workspaceOf));
    for (const [workspace, { source }] of this.#controls) {
      if (workspaces.has(workspace)) continue;
      source.dispose();
      this.#controls.delete(workspace);
    }
    for (const workspace of workspaces) {
      const control = this.#controls.get(workspace) ?? createControl(workspace, this);
      this.#controls.set(workspace, control);
      control.group.resourceStates = shown
        .filter((uri) => workspaceOf(uri) === workspace)
        .map((resourceUri) => ({
          resourceUri,
          command: { title: t('Open'), command: 'vscode.open', arguments: [resourceUri] },
        }));
    }
  }
}

/** An entry of the Source Control view. With the folder as its root its changes come before those of version control. */
function createControl(workspace: string, quickDiff: vscode.QuickDiffProvider): Control {
  const source = vscode.scm.createSourceControl('loopwright', 'Loopwright', vscode.Uri.file(workspace));
  source.inputBox.visible = false;
  // Version control counts the same files.
  source.count = 0;
  source.quickDiffProvider = quickDiff;
  return { source, group: source.createResourceGroup('applied', t('Changed by runs')) };
}

async function textNow(uri: vscode.Uri): Promise<string | undefined> {
  return vscode.workspace.openTextDocument(uri).then(
    (document) => document.getText(),
    () => undefined,
  );
}

/** Line ends aside: the quick diff does not look at them either. */
function sameLines(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}
