import * as vscode from 'vscode';
import type { RunList } from './runList.ts';
import { costOf } from './runWords.ts';

const t = vscode.l10n.t;
const setting = 'loopwright.statusBar';

/** How many runs go on and what they have spent, in the status bar; absent while none does, and when a setting hides it. */
export class StatusItem implements vscode.Disposable {
  readonly #runs: RunList;
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: { dispose(): void }[];

  constructor(runs: RunList) {
    this.#runs = runs;
    this.#item = vscode.window.createStatusBarItem('loopwright.running', vscode.StatusBarAlignment.Left, 0);
    this.#item.name = t('Loopwright: runs that go on');
    this.#item.command = 'loopwright.runs.focus';
    this.#subscriptions = [
      runs.onDidChange(() => this.#update()),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(setting) && this.#update()),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const running = this.#runs.all.filter(({ row }) => row.status === 'running').map(({ row }) => row);
    if (running.length === 0 || !vscode.workspace.getConfiguration().get<boolean>(setting, true)) {
      this.#item.hide();
      return;
    }
    const known = running.flatMap(({ costUsd }) => costUsd ?? []);
    const spend = costOf(known.length === 0 ? undefined : known.reduce((sum, usd) => sum + usd, 0));
    const count = running.length === 1 ? t('1 running') : t('{0} running', running.length);
    this.#item.text = `$(sync~spin) ${count} · ${spend}`;
    this.#item.tooltip = running.map(({ title, line }) => (line === '' ? title : `${title}: ${line}`)).join('\n');
    this.#item.accessibilityInformation = { label: t('Loopwright: {0}, {1} spent', count, spend), role: 'button' };
    this.#item.show();
  }
}
