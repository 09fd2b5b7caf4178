import * as vscode from 'vscode';
import { messageOf } from '../base/errors.ts';
import type { ReviewFileView, ReviewView, RunRow } from '../protocol/runView.ts';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import { localFolders } from './folders.ts';
import type { RunFilter } from './runFilter.ts';
import { type ListedRun, type RunList, waitsForReview } from './runList.ts';
import { describeEvidence, describeRun, durationOf, spentOf, stateOf } from './runWords.ts';

const t = vscode.l10n.t;

/** A row of the Runs view, or of the Review view. */
export type RunNode =
  | { readonly kind: 'run'; readonly run: ListedRun }
  | { readonly kind: 'proposal' | 'evidence' | 'trace' | 'graph' | 'log'; readonly run: ListedRun }
  | { readonly kind: 'file'; readonly run: ListedRun; readonly file: ReviewFileView }
  | { readonly kind: 'line'; readonly icon: string; readonly text: string };

/** The Runs view: runs, and below each its proposal by file, its evidence by line, and ways into its trace, graph and log. */
export class RunTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly #runs: RunList;
  readonly #engine: EngineClient;
  readonly #didChange = new vscode.EventEmitter<RunNode | undefined>();
  readonly #subscription: vscode.Disposable;
  readonly #clock: NodeJS.Timeout;
  readonly #commands: ReadonlySet<string>;
  #filter: RunFilter | undefined;
  #shown: readonly RunNode[] = [];
  #ticks = 0;

  readonly onDidChangeTreeData = this.#didChange.event;

  /** `commands`: those that this extension has, by name. */
  constructor(runs: RunList, engine: EngineClient, commands: ReadonlySet<string>) {
    this.#runs = runs;
    this.#engine = engine;
    this.#commands = commands;
    this.#subscription = runs.onDidChange(() => this.#didChange.fire(undefined));
    this.#clock = setInterval(() => this.#tick(), 1_000);
  }

  get filter(): RunFilter | undefined {
    return this.#filter;
  }

  set filter(filter: RunFilter | undefined) {
    this.#filter = filter;
    this.#didChange.fire(undefined);
  }

  /** The runs that are shown. */
  get fitting(): readonly ListedRun[] {
    const { fits = () => true } = this.#filter ?? {};
    return this.#runs.all.filter(fits);
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (!node) {
      if (!this.#runs.loaded) await this.#runs.refresh();
      const shown = this.fitting.map((run): RunNode => ({ kind: 'run', run }));
      this.#shown = shown;
      return shown;
    }
    if (node.kind === 'run') return this.#childrenOf(node.run);
    return node.kind === 'proposal' || node.kind === 'evidence' ? reviewNodes(this.#engine, node.run, node.kind) : [];
  }

  getParent(node: RunNode): RunNode | undefined {
    return node.kind === 'run' || node.kind === 'line' ? undefined : { kind: 'run', run: node.run };
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    switch (node.kind) {
      case 'run':
        return runItem(node.run);
      case 'proposal':
        return proposalItem(node.run);
      case 'evidence':
        return branch(t('Evidence'), 'beaker', `${node.run.row.runId}/evidence`);
      case 'trace':
        return wayTo(node.run, { kind: 'trace', label: t('Trace'), icon: 'list-tree', command: 'showTrace' });
      case 'graph':
        return wayTo(node.run, { kind: 'graph', label: t('Graph'), icon: 'type-hierarchy', command: 'showGraph' });
      case 'log':
        return wayTo(node.run, { kind: 'log', label: t('Log'), icon: 'output', command: 'showRunLog' });
      case 'file':
        return fileItem(node.run, node.file);
      case 'line':
        return lineItem(node);
    }
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#subscription.dispose();
    this.#didChange.dispose();
  }

  /** Times are written as text, so they grow old: those of running runs every second, ages every minute. */
  #tick(): void {
    this.#ticks += 1;
    if (this.#ticks % 60 === 0) this.#didChange.fire(undefined);
    else
      for (const node of this.#shown)
        if (node.kind === 'run' && node.run.row.status === 'running') this.#didChange.fire(node);
  }

  #childrenOf(run: ListedRun): RunNode[] {
    const { row } = run;
    const nodes: RunNode[] = row.proposal ? [{ kind: 'proposal', run }] : [];
    if (row.trouble) nodes.push({ kind: 'line', icon: 'lightbulb', text: row.trouble.hint ?? row.trouble.message });
    if (row.status !== 'running') nodes.push({ kind: 'evidence', run });
    if (this.#commands.has('loopwright.showTrace')) nodes.push({ kind: 'trace', run });
    if (this.#commands.has('loopwright.showGraph')) nodes.push({ kind: 'graph', run });
    return [...nodes, { kind: 'log', run }];
  }
}

/** The files of a run's proposal, or its evidence as lines. */
export async function reviewNodes(
  engine: EngineClient,
  run: ListedRun,
  kind: 'proposal' | 'evidence',
): Promise<RunNode[]> {
  const input = { workspace: run.workspace, runId: run.row.runId };
  try {
    const view: ReviewView = await engine.call('getReview', input, neverCancelled());
    if (kind === 'proposal') return view.files.map((file) => ({ kind: 'file', run, file }));
    return describeEvidence(view.evidence).map((line) => ({ kind: 'line', ...line }));
  } catch (error) {
    return [{ kind: 'line', icon: 'error', text: messageOf(error) }];
  }
}

function lineItem({ text, icon }: { readonly text: string; readonly icon: string }): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = text;
  return item;
}

function branch(label: string, icon: string, id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.id = id;
  return item;
}

/** A row that opens something when it is clicked. */
function wayTo(
  run: ListedRun,
  way: { readonly kind: string; readonly label: string; readonly icon: string; readonly command: string },
): vscode.TreeItem {
  const item = new vscode.TreeItem(way.label);
  item.id = `${run.row.runId}/${way.kind}`;
  item.iconPath = new vscode.ThemeIcon(way.icon);
  item.command = { command: `loopwright.${way.command}`, title: way.label, arguments: [{ kind: 'run', run }] };
  return item;
}

function runItem(run: ListedRun): vscode.TreeItem {
  const { row } = run;
  const state = stateOf(row.status);
  const item = new vscode.TreeItem(row.title, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = row.runId;
  item.description = `${placeOf(run)}${describeRun(row, Date.now())}`;
  item.iconPath = new vscode.ThemeIcon(state.icon, state.color ? new vscode.ThemeColor(state.color) : undefined);
  item.tooltip = tooltipOf(row, state.word);
  item.accessibilityInformation = { label: `${row.title}, ${state.word}, ${item.description}` };
  item.contextValue = contextOf(run);
  if (row.proposal) item.command = reviewCommand(run);
  return item;
}

function tooltipOf(row: RunRow, word: string): string {
  const elapsed = durationOf((row.endedAtMs ?? Date.now()) - row.startedAtMs);
  const state = row.line === '' || row.line === word ? word : `${word}: ${row.line}`;
  return [row.title, state, `${elapsed} · ${spentOf(row)}`, t('Run {0}', row.runId)].join('\n');
}

/** The name of the run's folder, where there are several. */
export function placeOf({ workspace }: ListedRun): string {
  const folders = localFolders();
  const folder = folders.find(({ uri }) => uri.fsPath === workspace);
  return folders.length > 1 && folder ? `${folder.name} · ` : '';
}

/** Words that menus look for: `run`, then `running` or `ended`, then what its proposal allows. */
function contextOf(run: ListedRun): string {
  const { status, proposal } = run.row;
  const words = ['run', status === 'running' ? 'running' : 'ended'];
  if (status === 'paused' || status === 'interrupted') words.push('resumable');
  if (status === 'interrupted') words.push('interrupted');
  if (proposal) words.push('proposal');
  if (proposal?.applied) words.push('applied');
  if (waitsForReview(run)) words.push('waiting');
  return words.join(' ');
}

function reviewCommand(run: ListedRun): vscode.Command {
  return { command: 'loopwright.reviewProposal', title: t('Review Proposal'), arguments: [{ kind: 'run', run }] };
}

function proposalItem(run: ListedRun): vscode.TreeItem {
  const item = branch(t('Proposal'), 'git-pull-request', `${run.row.runId}/proposal`);
  item.description = decidedOf(run);
  item.command = reviewCommand(run);
  return item;
}

/** How much of a run's proposal is decided. */
export function decidedOf({ row }: ListedRun): string {
  const { decided = 0, hunks = 0, applied = false } = row.proposal ?? {};
  return applied ? t('applied') : t('{0} of {1} decided', decided, hunks);
}

/** A file of a proposal; a click opens the review. */
export function fileItem(run: ListedRun, file: ReviewFileView): vscode.TreeItem {
  const item = new vscode.TreeItem(file.path);
  const decided = file.hunks.filter((hunk) => hunk.decision !== 'undecided').length;
  item.iconPath = new vscode.ThemeIcon(file.risk === undefined ? 'diff-modified' : 'warning');
  item.description = file.risk === undefined ? `${decided}/${file.hunks.length}` : file.risk;
  item.tooltip = file.path;
  item.command = reviewCommand(run);
  return item;
}
