import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

/** Shows the trace of a run; `span` of its argument is the id of a span, or the path of a node, that is shown first. */
export async function showTrace(shell: Shell, [argument]: readonly unknown[]): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: () => true,
    placeHolder: vscode.l10n.t('The run whose trace is shown'),
    none: vscode.l10n.t('There is no run yet.'),
  });
  if (!run) return;
  const { span } = (argument ?? {}) as { readonly span?: unknown };
  const name = { workspace: run.workspace, runId: run.row.runId };
  shell.traces.open(name, {
    preserveFocus: false,
    viewColumn: vscode.ViewColumn.Active,
    span: typeof span === 'string' ? span : undefined,
  });
}
