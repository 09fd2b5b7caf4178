import * as vscode from 'vscode';
import type { EngineClient } from './engineClient.ts';
import type { RunFilter } from './runFilter.ts';
import { type ListedRun, type RunList, waitsForReview } from './runList.ts';
import { type RunNode, RunTree } from './runTree.ts';
import { stateOf } from './runWords.ts';

const t = vscode.l10n.t;
const viewId = 'loopwright.runs';

/** The Runs view, with its badge, its filter, its progress bar and a word when a run ends out of sight. */
export class RunsView implements vscode.Disposable {
  readonly #runs: RunList;
  readonly #tree: RunTree;
  readonly #view: vscode.TreeView<RunNode>;
  readonly #changed: vscode.Disposable;
  #finish: (() => void) | undefined;
  #running: ReadonlySet<string> = new Set();

  constructor(runs: RunList, engine: EngineClient, commands: ReadonlySet<string>) {
    this.#runs = runs;
    this.#tree = new RunTree(runs, engine, commands);
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this.#tree, showCollapseAll: true });
    this.#changed = runs.onDidChange(() => this.#update());
  }

  get filter(): RunFilter | undefined {
    return this.#tree.filter;
  }

  /** Shows the runs that fit, and what they have in common; undefined shows all. */
  set filter(filter: RunFilter | undefined) {
    this.#tree.filter = filter;
    this.#tellFilter();
    void vscode.commands.executeCommand('setContext', 'loopwright.runsFiltered', filter !== undefined);
  }

  /** Selects a run in the view; a filter that hides it is taken away. */
  async reveal(run: ListedRun): Promise<void> {
    if (this.filter && !this.filter.fits(run)) this.filter = undefined;
    await this.#view.reveal({ kind: 'run', run }, { select: true, focus: true, expand: true });
  }

  dispose(): void {
    this.#finish?.();
    this.#changed.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }

  #update(): void {
    const { all } = this.#runs;
    const waiting = all.filter(waitsForReview).length;
    const tooltip = waiting === 1 ? t('1 proposal waits for you') : t('{0} proposals wait for you', waiting);
    this.#view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    this.#tellFilter();
    const running = new Set(all.filter(({ row }) => row.status === 'running').map(({ row }) => row.runId));
    this.#showProgress(running.size > 0);
    if (!this.#view.visible) tellEnded(all, this.#running, running);
    this.#running = running;
  }

  #tellFilter(): void {
    const { filter } = this;
    const counts = [this.#tree.fitting.length, this.#runs.all.length] as const;
    const text = filter && t('{0}: {1} of {2} runs', filter.label, ...counts);
    // An empty text would still stand in the place of the view's welcome.
    (this.#view as { message: string | undefined }).message = text;
  }

  #showProgress(running: boolean): void {
    if (running && !this.#finish) {
      const ended = new Promise<void>((done) => {
        this.#finish = done;
      });
      void vscode.window.withProgress({ location: { viewId } }, () => ended);
    }
    if (running) return;
    this.#finish?.();
    this.#finish = undefined;
  }
}

/** A run that ended without a proposal opens no panel; when its view is hidden too, a status message says how it ended. */
function tellEnded(all: readonly ListedRun[], before: ReadonlySet<string>, now: ReadonlySet<string>): void {
  for (const { row } of all)
    if (before.has(row.runId) && !now.has(row.runId))
      vscode.window.setStatusBarMessage(`${row.title}: ${stateOf(row.status).word}`, 10_000);
}
