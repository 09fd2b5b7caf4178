import * as vscode from 'vscode';
import type { ListedRun } from '../runList.ts';
import { describeRun } from '../runWords.ts';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

/** Shows two runs of one workflow side by side: the named one, and one that the person picks. */
export async function compareRuns(shell: Shell, [argument]: readonly unknown[]): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: () => true,
    placeHolder: t('The first run'),
    none: t('There is no run yet.'),
  });
  if (!run) return;
  const other = await chooseOther(shell.runs.all, run);
  if (!other) return;
  const pair = { workspace: run.workspace, runId: run.row.runId, other: other.row.runId };
  shell.comparisons.open(pair, { preserveFocus: false, viewColumn: vscode.ViewColumn.Active });
}

/** Runs of the same title first: they are most likely of the same workflow. */
async function chooseOther(all: readonly ListedRun[], run: ListedRun): Promise<ListedRun | undefined> {
  const others = all.filter(({ workspace, row }) => workspace === run.workspace && row.runId !== run.row.runId);
  if (others.length === 0) {
    void vscode.window.showInformationMessage(t('There is no other run to compare with.'));
    return undefined;
  }
  const alike = others.filter(({ row }) => row.title === run.row.title);
  const items = [...alike, ...others.filter((one) => !alike.includes(one))].map((one) => ({
    label: one.row.title,
    description: `${describeRun(one.row, Date.now())} · ${one.row.runId.slice(0, 8)}`,
    run: one,
  }));
  const placeHolder = t('Compare {0} with…', `${run.row.title} (${run.row.runId.slice(0, 8)})`);
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.run;
}
