import * as path from 'node:path';
import * as vscode from 'vscode';
import { isAbort } from '../../base/errors.ts';
import type { ContextHitView } from '../../protocol/context.ts';
import { agreedEmbedder } from '../embedder.ts';
import { pickFolder } from '../folders.ts';
import { insideOf } from '../insideOf.ts';
import type { CommandHandler, Shell } from '../shell.ts';
import { showTrouble } from '../trouble.ts';

const t = vscode.l10n.t;
const typingMs = 150;
const mostHits = 30;

interface HitItem extends vscode.QuickPickItem {
  readonly hit: ContextHitView;
}

/**
 * Asks what to look for, and shows the pieces of code that it is about while the person types: the chosen one is previewed in the editor, Enter
 * opens it, Escape puts back what was there. An argument that is a text is looked for at once.
 */
export const searchCode: CommandHandler = async (shell, [text], signal) => {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  const before = vscode.window.activeTextEditor;
  const embedder = await agreedEmbedder(shell.engine, signal);
  const chosen = await askAndShow(shell, { folder, embedder, text: typeof text === 'string' ? text : '' });
  if (chosen) await show(folder, chosen, { preview: false, preserveFocus: false });
  else if (before) await vscode.window.showTextDocument(before.document, before.viewColumn);
};

interface Asked {
  readonly folder: vscode.WorkspaceFolder;
  readonly text: string;
  /** As `agreedEmbedder` gives it. */
  readonly embedder: string;
}

function askAndShow(shell: Shell, asked: Asked): Promise<ContextHitView | undefined> {
  const picker = vscode.window.createQuickPick<HitItem>();
  picker.title = t('Search Code by Meaning');
  picker.matchOnDescription = true;
  picker.value = asked.text;
  const search = new TypedSearch(shell, asked, picker);
  const previews = new Previews(asked.folder);
  picker.onDidChangeValue(() => search.later());
  picker.onDidChangeActive(([item]) => {
    if (item) previews.show(item.hit);
  });
  const chosen = new Promise<ContextHitView | undefined>((resolve) => {
    picker.onDidAccept(() => {
      resolve((picker.selectedItems[0] ?? picker.activeItems[0])?.hit);
      picker.hide();
    });
    picker.onDidHide(() => resolve(undefined));
  });
  picker.show();
  void search.begin();
  return chosen.finally(async () => {
    search.dispose();
    picker.dispose();
    await previews.end();
  });
}

/** One preview after the other, and of those that wait only the newest: a late one must not cover what was chosen. */
class Previews {
  readonly #folder: vscode.WorkspaceFolder;
  #next: ContextHitView | undefined;
  #showing: Promise<void> | undefined;

  constructor(folder: vscode.WorkspaceFolder) {
    this.#folder = folder;
  }

  show(hit: ContextHitView): void {
    this.#next = hit;
    this.#showing ??= this.#showAll().finally(() => {
      this.#showing = undefined;
    });
  }

  /** Resolves when nothing is shown any more. */
  async end(): Promise<void> {
    this.#next = undefined;
    await this.#showing;
  }

  async #showAll(): Promise<void> {
    for (let hit = this.#next; hit; hit = this.#next) {
      this.#next = undefined;
      try {
        await show(this.#folder, hit, { preview: true, preserveFocus: true });
      } catch {
        // A preview that cannot be had is no loss; opening the same says why.
      }
    }
  }
}

/** Searches for what stands in the picker; of several searches the last one counts. */
class TypedSearch implements vscode.Disposable {
  readonly #shell: Shell;
  readonly #folder: vscode.WorkspaceFolder;
  readonly #picker: vscode.QuickPick<HitItem>;
  readonly #ended = new AbortController();
  readonly #embedder: string;
  #current = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(shell: Shell, { folder, embedder }: Asked, picker: vscode.QuickPick<HitItem>) {
    this.#shell = shell;
    this.#folder = folder;
    this.#embedder = embedder;
    this.#picker = picker;
  }

  /** Brings the index up to date, and searches before and after: what is known already need not wait. Never rejects. */
  async begin(): Promise<void> {
    this.#picker.busy = true;
    this.#picker.placeholder = t(
      'What the code does, or a name (files are being read: more will be found in a moment)',
    );
    try {
      void this.#search();
      const workspace = this.#folder.uri.fsPath;
      const embedder = this.#embedder;
      await this.#shell.engine.call('updateContext', { workspace, embedder, rebuild: false }, this.#ended.signal);
      await this.#search();
    } catch (error) {
      if (!isAbort(error)) void showTrouble(error, this.#shell.output);
    } finally {
      this.#picker.busy = false;
      this.#picker.placeholder = t('What the code does, in plain words, or a name');
    }
  }

  later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(), typingMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#current.abort();
    this.#ended.abort();
  }

  async #search(): Promise<void> {
    this.#current.abort();
    const controller = new AbortController();
    this.#current = controller;
    const text = this.#picker.value.trim();
    try {
      const asked = { workspace: this.#folder.uri.fsPath, embedder: this.#embedder, question: { text, k: mostHits } };
      const hits = text === '' ? [] : (await this.#shell.engine.call('searchContext', asked, controller.signal)).hits;
      if (!controller.signal.aborted) this.#picker.items = hits.map(toItem);
    } catch (error) {
      if (!isAbort(error) && !controller.signal.aborted) void showTrouble(error, this.#shell.output);
    }
  }
}

/** Always shown: that a result holds what was typed is no condition here. */
function toItem(hit: ContextHitView): HitItem {
  const { name, path: file, startLine, endLine } = hit;
  const place = `${file}:${startLine}-${endLine}`;
  const icons = {
    function: 'symbol-function',
    method: 'symbol-method',
    class: 'symbol-class',
    type: 'symbol-interface',
  };
  const icon = hit.kind in icons ? icons[hit.kind as keyof typeof icons] : 'file';
  return {
    label: `$(${icon}) ${name === '' ? path.posix.basename(file) : name}`,
    description: place,
    alwaysShow: true,
    hit,
  };
}

async function show(
  folder: vscode.WorkspaceFolder,
  hit: ContextHitView,
  how: { readonly preview: boolean; readonly preserveFocus: boolean },
): Promise<void> {
  const file = insideOf(folder.uri.fsPath, hit.path);
  if (file === undefined) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file)).then(
    (opened) => opened,
    // Gone since it was indexed; the next update forgets it.
    () => undefined,
  );
  if (!document) return;
  const line = (number: number) => Math.max(0, Math.min(number - 1, document.lineCount - 1));
  const range = new vscode.Range(
    line(hit.startLine),
    0,
    line(hit.endLine),
    document.lineAt(line(hit.endLine)).text.length,
  );
  const editor = await vscode.window.showTextDocument(document, how);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
