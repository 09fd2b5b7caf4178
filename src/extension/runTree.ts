import * as vscode from 'vscode';
import { messageOf } from '../base/errors.ts';
import type { ReviewFileView, ReviewView } from '../protocol/runView.ts';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import { localFolders } from './folders.ts';
import { type ListedRun, type RunList, waitsForReview } from './runList.ts';
import { describeEvidence, describeRun, stateOf } from './runWords.ts';

const t = vscode.l10n.t;

/** A row of the Runs view. */
export type RunNode =
  | { readonly kind: 'run'; readonly run: ListedRun }
  | { readonly kind: 'proposal' | 'evidence'; readonly run: ListedRun }
  | { readonly kind: 'file'; readonly run: ListedRun; readonly file: ReviewFileView }
  | { readonly kind: 'line'; readonly icon: string; readonly text: string };

/** The Runs view: runs, and below each its proposal by file and its evidence by line. */
export class RunTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly #runs: RunList;
  readonly #engine: EngineClient;
  readonly #didChange = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;
  readonly #clock: NodeJS.Timeout;

  readonly onDidChangeTreeData = this.#didChange.event;

  constructor(runs: RunList, engine: EngineClient) {
    this.#runs = runs;
    this.#engine = engine;
    this.#subscription = runs.onDidChange(() => this.#didChange.fire(undefined));
    // Ages are written as text, so they grow old.
    this.#clock = setInterval(() => this.#didChange.fire(undefined), 60_000);
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (!node) {
      if (!this.#runs.loaded) await this.#runs.refresh();
      return this.#runs.all.map((run) => ({ kind: 'run', run }));
    }
    if (node.kind === 'run') return childrenOf(node.run);
    if (node.kind !== 'proposal' && node.kind !== 'evidence') return [];
    const { run } = node;
    const input = { workspace: run.workspace, runId: run.row.runId };
    try {
      const view: ReviewView = await this.#engine.call('getReview', input, neverCancelled());
      if (node.kind === 'proposal') return view.files.map((file) => ({ kind: 'file', run, file }));
      return describeEvidence(view.evidence).map((line) => ({ kind: 'line', ...line }));
    } catch (error) {
      return [{ kind: 'line', icon: 'error', text: messageOf(error) }];
    }
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    switch (node.kind) {
      case 'run':
        return runItem(node.run);
      case 'proposal':
        return proposalItem(node.run);
      case 'evidence':
        return branch(t('Evidence'), 'beaker', `${node.run.row.runId}/evidence`);
      case 'file':
        return fileItem(node.run, node.file);
      case 'line': {
        const item = new vscode.TreeItem(node.text);
        item.iconPath = new vscode.ThemeIcon(node.icon);
        item.tooltip = node.text;
        return item;
      }
    }
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#subscription.dispose();
    this.#didChange.dispose();
  }
}

function childrenOf(run: ListedRun): RunNode[] {
  if (run.row.status === 'running') return [];
  const nodes: RunNode[] = run.row.proposal ? [{ kind: 'proposal', run }] : [];
  if (run.row.trouble)
    nodes.push({ kind: 'line', icon: 'lightbulb', text: run.row.trouble.hint ?? run.row.trouble.message });
  return [...nodes, { kind: 'evidence', run }];
}

function branch(label: string, icon: string, id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.id = id;
  return item;
}

function runItem(run: ListedRun): vscode.TreeItem {
  const { row } = run;
  const state = stateOf(row.status);
  const running = row.status === 'running';
  const folder = localFolders().find(({ uri }) => uri.fsPath === run.workspace);
  const item = new vscode.TreeItem(
    row.title,
    running ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const place = localFolders().length > 1 && folder ? `${folder.name} · ` : '';
  item.id = row.runId;
  item.description = `${place}${describeRun(row, Date.now())}`;
  item.iconPath = new vscode.ThemeIcon(state.icon, state.color ? new vscode.ThemeColor(state.color) : undefined);
  item.tooltip = `${row.title}\n${state.word}${row.line === '' ? '' : `: ${row.line}`}\n${t('Run {0}', row.runId)}`;
  item.accessibilityInformation = { label: `${row.title}, ${state.word}, ${item.description}` };
  item.contextValue = contextOf(run);
  if (row.proposal) item.command = reviewCommand(run);
  return item;
}

/** Words that menus look for: `run`, then `running` or `ended`, then what its proposal allows. */
function contextOf(run: ListedRun): string {
  const words = ['run', run.row.status === 'running' ? 'running' : 'ended'];
  if (run.row.status === 'paused' || run.row.status === 'interrupted') words.push('resumable');
  if (run.row.proposal) words.push('proposal');
  if (run.row.proposal?.applied) words.push('applied');
  if (waitsForReview(run)) words.push('waiting');
  return words.join(' ');
}

function reviewCommand(run: ListedRun): vscode.Command {
  return { command: 'loopwright.reviewProposal', title: t('Review Proposal'), arguments: [{ kind: 'run', run }] };
}

function proposalItem(run: ListedRun): vscode.TreeItem {
  const item = branch(t('Proposal'), 'git-pull-request', `${run.row.runId}/proposal`);
  const { decided = 0, hunks = 0, applied = false } = run.row.proposal ?? {};
  item.description = applied ? t('applied') : t('{0} of {1} decided', decided, hunks);
  item.command = reviewCommand(run);
  return item;
}

function fileItem(run: ListedRun, file: ReviewFileView): vscode.TreeItem {
  const item = new vscode.TreeItem(file.path);
  const decided = file.hunks.filter((hunk) => hunk.decision !== 'undecided').length;
  item.iconPath = new vscode.ThemeIcon(file.risk === undefined ? 'diff-modified' : 'warning');
  item.description = file.risk === undefined ? `${decided}/${file.hunks.length}` : file.risk;
  item.tooltip = file.path;
  item.command = reviewCommand(run);
  return item;
}
