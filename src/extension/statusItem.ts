import * as path from 'node:path';
import * as vscode from 'vscode';
import type { IndexState } from './indexState.ts';
import type { RunList } from './runList.ts';
import { costOf } from './runWords.ts';

const t = vscode.l10n.t;
const setting = 'loopwright.statusBar';

/**
 * How many runs go on and what they have spent, in the status bar, and whether an index is being built; absent while there is neither, and when a
 * setting hides it.
 */
export class StatusItem implements vscode.Disposable {
  readonly #runs: RunList;
  readonly #index: IndexState;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: { dispose(): void }[];

  constructor(runs: RunList, index: IndexState) {
    this.#runs = runs;
    this.#index = index;
    this.#item = vscode.window.createStatusBarItem('loopwright.running', vscode.StatusBarAlignment.Left, 0);
    this.#item.name = t('Loopwright: runs that go on');
    this.#item.command = 'loopwright.runs.focus';
    this.#subscriptions = [
      runs.onDidChange(() => this.#update()),
      index.onDidChange(() => this.#update()),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(setting) && this.#update()),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const running = this.#runs.all.filter(({ row }) => row.status === 'running').map(({ row }) => row);
    const indexing = this.#index.all.map(({ workspace, done, total }) =>
      t('Index of {0}: {1} of {2} files read', path.basename(workspace), done, total),
    );
    const isHidden = !vscode.workspace.getConfiguration().get<boolean>(setting, true);
    if ((running.length === 0 && indexing.length === 0) || isHidden) {
      this.#item.hide();
      return;
    }
    const lines = running.map(({ title, line }) => (line === '' ? title : `${title}: ${line}`));
    this.#item.tooltip = [...lines, ...indexing].join('\n');
    if (running.length === 0) {
      this.#item.text = `$(sync~spin) ${t('reading code')}`;
      this.#item.accessibilityInformation = { label: indexing.join(', '), role: 'button' };
    } else {
      const known = running.flatMap(({ costUsd }) => costUsd ?? []);
      const spend = costOf(known.length === 0 ? undefined : known.reduce((sum, usd) => sum + usd, 0));
      const count = running.length === 1 ? t('1 running') : t('{0} running', running.length);
      this.#item.text = `$(sync~spin) ${count} · ${spend}`;
      this.#item.accessibilityInformation = { label: t('Loopwright: {0}, {1} spent', count, spend), role: 'button' };
    }
    this.#item.show();
  }
}
