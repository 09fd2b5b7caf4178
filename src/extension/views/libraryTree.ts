import * as vscode from 'vscode';
import { isAbort, messageOf } from '../../base/errors.ts';
import { localFolders } from '../folders.ts';

/** A row of a library view, together with the folder it counts in. */
export interface LibraryEntry<Row> {
  readonly kind: 'entry';
  /** Absolute path. */
  readonly workspace: string;
  readonly row: Row;
}

type LibraryNode<Row> =
  | LibraryEntry<Row>
  | { readonly kind: 'folder'; readonly folder: vscode.WorkspaceFolder }
  | { readonly kind: 'trouble'; readonly text: string };

/** What a library view lists. */
export interface LibraryKind<Row> {
  list(workspace: string): Promise<readonly Row[]>;
  /** The item as it looks; a click opens what it stands for. */
  item(entry: LibraryEntry<Row>): vscode.TreeItem;
}

/** Agents, prompts or workflows that runs can use: flat in one folder, by folder where there are several. */
export class LibraryTree<Row> implements vscode.TreeDataProvider<LibraryNode<Row>>, vscode.Disposable {
  readonly #kind: LibraryKind<Row>;
  readonly #output: vscode.LogOutputChannel;
  readonly #didChange = new vscode.EventEmitter<undefined>();

  readonly onDidChangeTreeData = this.#didChange.event;

  constructor(kind: LibraryKind<Row>, output: vscode.LogOutputChannel) {
    this.#kind = kind;
    this.#output = output;
  }

  refresh(): void {
    this.#didChange.fire(undefined);
  }

  async getChildren(node?: LibraryNode<Row>): Promise<LibraryNode<Row>[]> {
    if (node) return node.kind === 'folder' ? this.#entriesOf(node.folder) : [];
    const folders = localFolders();
    const [only] = folders;
    if (folders.length === 1 && only) return this.#entriesOf(only);
    return folders.map((folder) => ({ kind: 'folder', folder }));
  }

  getTreeItem(node: LibraryNode<Row>): vscode.TreeItem {
    if (node.kind === 'entry') return this.#kind.item(node);
    if (node.kind === 'folder') {
      const item = new vscode.TreeItem(node.folder.name, vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.folder.uri.toString();
      item.iconPath = vscode.ThemeIcon.Folder;
      return item;
    }
    const item = new vscode.TreeItem(node.text);
    item.iconPath = new vscode.ThemeIcon('error');
    item.tooltip = node.text;
    return item;
  }

  dispose(): void {
    this.#didChange.dispose();
  }

  async #entriesOf({ uri }: vscode.WorkspaceFolder): Promise<LibraryNode<Row>[]> {
    const workspace = uri.fsPath;
    try {
      return (await this.#kind.list(workspace)).map((row) => ({ kind: 'entry', workspace, row }));
    } catch (error) {
      if (isAbort(error)) return [];
      this.#output.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return [{ kind: 'trouble', text: messageOf(error) }];
    }
  }
}
