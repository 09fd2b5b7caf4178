import * as vscode from 'vscode';
import type { ListedRun } from '../runList.ts';
import { describeRun } from '../runWords.ts';
import type { Shell } from '../shell.ts';

/** What a menu, the tree or the Review panel hands to a run command. */
function namedBy(argument: unknown): { readonly workspace: string; readonly runId: string } | undefined {
  const found = (argument ?? {}) as { run?: Partial<ListedRun>; workspace?: unknown; runId?: unknown };
  const workspace = found.run?.workspace ?? found.workspace;
  const runId = found.run?.row?.runId ?? found.runId;
  return typeof workspace === 'string' && typeof runId === 'string' ? { workspace, runId } : undefined;
}

/** What is asked when no run is named. */
export interface RunQuestion {
  readonly fits: (run: ListedRun) => boolean;
  readonly placeHolder: string;
  /** Said when no run fits. */
  readonly none: string;
}

/** The run a command is about: the one named by its argument, the only one that fits, or the one the person picks. */
export async function chooseRun(
  shell: Shell,
  argument: unknown,
  question: RunQuestion,
): Promise<ListedRun | undefined> {
  await shell.runs.refresh();
  const name = namedBy(argument);
  if (name) return shell.runs.find(name.workspace, name.runId);
  const fitting = shell.runs.all.filter(question.fits);
  if (fitting.length === 0) {
    void vscode.window.showInformationMessage(question.none);
    return undefined;
  }
  if (fitting.length === 1) return fitting[0];
  const items = fitting.map((run) => ({ label: run.row.title, description: describeRun(run.row, Date.now()), run }));
  return (await vscode.window.showQuickPick(items, { placeHolder: question.placeHolder }))?.run;
}
