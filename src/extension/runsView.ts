import * as vscode from 'vscode';
import type { EngineClient } from './engineClient.ts';
import { type RunList, waitsForReview } from './runList.ts';
import { RunTree } from './runTree.ts';
import { stateOf } from './runWords.ts';

const t = vscode.l10n.t;
const viewId = 'loopwright.runs';

/** Shows the Runs view, with its badge, its progress bar and a word when a run ends out of sight. */
export function showRunsView(runs: RunList, engine: EngineClient): vscode.Disposable {
  const tree = new RunTree(runs, engine);
  const view = vscode.window.createTreeView(viewId, { treeDataProvider: tree, showCollapseAll: true });
  let finish: (() => void) | undefined;
  let watched = new Set<string>();
  const changed = runs.onDidChange(() => {
    const waiting = runs.all.filter(waitsForReview).length;
    view.badge = waiting === 0 ? undefined : { value: waiting, tooltip: t('{0} proposals wait for you', waiting) };
    const running = new Set(runs.all.filter(({ row }) => row.status === 'running').map(({ row }) => row.runId));
    if (running.size > 0 && !finish)
      void vscode.window.withProgress(
        { location: { viewId } },
        () =>
          new Promise<void>((done) => {
            finish = done;
          }),
      );
    if (running.size === 0) {
      finish?.();
      finish = undefined;
    }
    if (!view.visible) tellEnded(runs, watched, running);
    watched = running;
  });
  return vscode.Disposable.from(view, tree, changed, { dispose: () => finish?.() });
}

/** A run that ended without a proposal opens no panel; when its view is hidden too, a status message says how it ended. */
function tellEnded(runs: RunList, before: ReadonlySet<string>, now: ReadonlySet<string>): void {
  for (const { row } of runs.all)
    if (before.has(row.runId) && !now.has(row.runId))
      vscode.window.setStatusBarMessage(`${row.title}: ${stateOf(row.status).word}`, 10_000);
}
