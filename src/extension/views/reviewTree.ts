import * as vscode from 'vscode';
import type { EngineClient } from '../engineClient.ts';
import { type RunList, waitsForReview } from '../runList.ts';
import { decidedOf, fileItem, placeOf, type RunNode, reviewNodes } from '../runTree.ts';

const t = vscode.l10n.t;

/** The Review view: the proposals that wait for the person, and below each its files. */
export class ReviewTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly #runs: RunList;
  readonly #engine: EngineClient;
  readonly #didChange = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.#didChange.event;

  constructor(runs: RunList, engine: EngineClient) {
    this.#runs = runs;
    this.#engine = engine;
    this.#subscription = runs.onDidChange(() => this.#didChange.fire(undefined));
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node) return node.kind === 'run' ? reviewNodes(this.#engine, node.run, 'proposal') : [];
    if (!this.#runs.loaded) await this.#runs.refresh();
    return this.#runs.all.filter(waitsForReview).map((run) => ({ kind: 'run', run }));
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    if (node.kind === 'file') return fileItem(node.run, node.file);
    if (node.kind === 'line') {
      const item = new vscode.TreeItem(node.text);
      item.iconPath = new vscode.ThemeIcon(node.icon);
      return item;
    }
    const { run } = node;
    const item = new vscode.TreeItem(run.row.title, vscode.TreeItemCollapsibleState.Collapsed);
    const files = run.row.proposal?.files ?? 0;
    const counted = files === 1 ? t('1 file') : t('{0} files', files);
    item.id = `review/${run.row.runId}`;
    item.iconPath = new vscode.ThemeIcon('git-pull-request');
    item.description = `${placeOf(run)}${counted} · ${decidedOf(run)}`;
    item.contextValue = 'proposal';
    item.command = { command: 'loopwright.reviewProposal', title: t('Review Proposal'), arguments: [node] };
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#didChange.dispose();
  }
}
