import * as path from 'node:path';
import * as vscode from 'vscode';
import type { KnownTestsView, TestCommandView, TestView } from '../../protocol/tests.ts';
import { insideOf } from '../insideOf.ts';

/** What one of our items stands for. `test` is what is known of a test, or of a file that is one. */
export interface TestNode {
  readonly folder: vscode.WorkspaceFolder;
  readonly command: TestCommandView;
  readonly kind: 'command' | 'file' | 'suite' | 'test';
  readonly file: string | undefined;
  readonly test: TestView | undefined;
}

/** Our items and what they stand for: commands, below them files, suites and tests. */
export class TestNodes {
  readonly #controller: vscode.TestController;
  readonly #nodes = new Map<string, TestNode>();

  constructor(controller: vscode.TestController) {
    this.#controller = controller;
  }

  /** What an item stands for; undefined for one that is not ours. Items are known by their id: VS Code hands out copies. */
  of(item: Pick<vscode.TestItem, 'id'>): TestNode | undefined {
    return this.#nodes.get(item.id);
  }

  /** Puts the commands of all folders in place of what is there. */
  showAll(folders: readonly { readonly folder: vscode.WorkspaceFolder; readonly known: readonly KnownTestsView[] }[]) {
    this.#nodes.clear();
    this.#controller.items.replace(
      folders.flatMap(({ folder, known }) =>
        known.map(({ command, tests }) => {
          const label = folders.length > 1 ? `${folder.name}: ${command.display}` : command.display;
          const item = this.#controller.createTestItem(idOf(folder.uri.toString(), command.key), label, folder.uri);
          item.description = command.cwd === '' ? command.runner : `${command.runner} · ${command.cwd}`;
          this.#nodes.set(item.id, { folder, command, kind: 'command', file: undefined, test: undefined });
          this.showTests(item, tests);
          return item;
        }),
      ),
    );
  }

  /** Adds tests below the item of their command, or renews those that are there. */
  showTests(root: vscode.TestItem, tests: readonly TestView[]): void {
    const node = this.of(root);
    if (node) for (const test of tests) this.#place(root, node, test);
  }

  /** The items of single tests below an item, itself included. */
  leavesOf(item: vscode.TestItem): readonly vscode.TestItem[] {
    const below = [...item.children].flatMap(([, child]) => this.leavesOf(child));
    return this.of(item)?.test ? [item, ...below] : below;
  }

  /** The item of the command that an item is below. */
  rootOf(item: vscode.TestItem): vscode.TestItem {
    return item.parent ? this.rootOf(item.parent) : item;
  }

  #place(root: vscode.TestItem, { folder, command }: TestNode, test: TestView): void {
    const uri = uriOf(folder, test.file);
    let at = root;
    if (test.file !== undefined) {
      const kind = test.path.length === 0 ? { test } : { test: undefined };
      at = this.#child(at, [test.file, test.file, uri], { folder, command, kind: 'file', file: test.file, ...kind });
    }
    for (const [depth, title] of test.path.slice(0, -1).entries())
      at = this.#child(at, [`suite ${depth} ${title}`, title, uri], {
        folder,
        command,
        kind: 'suite',
        file: test.file,
        test: undefined,
      });
    if (test.path.length === 0) return;
    const name: [string, string, vscode.Uri | undefined] = [`test ${test.id}`, test.path.at(-1) ?? test.id, uri];
    const item = this.#child(at, name, { folder, command, kind: 'test', file: test.file, test });
    item.range = test.line === undefined ? undefined : new vscode.Range(test.line - 1, 0, test.line - 1, 0);
  }

  #child(
    parent: vscode.TestItem,
    [key, label, uri]: readonly [string, string, vscode.Uri | undefined],
    node: TestNode,
  ): vscode.TestItem {
    const id = idOf(parent.id, key);
    const item = parent.children.get(id) ?? this.#controller.createTestItem(id, label, uri);
    if (!parent.children.get(id)) parent.children.add(item);
    this.#nodes.set(id, node);
    return item;
  }
}

const idOf = (parent: string, key: string) => `${parent}\n${key}`;

/** Reports are hostile input: a file that is not inside the folder has no place. */
function uriOf(folder: vscode.WorkspaceFolder, file: string | undefined): vscode.Uri | undefined {
  const found = file === undefined ? undefined : insideOf(folder.uri.fsPath, file.split('/').join(path.sep));
  return found === undefined ? undefined : vscode.Uri.file(found);
}
