import * as vscode from 'vscode';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

/** Begins a new run with all that another had done before one of its nodes, and does that node and the rest anew. */
export async function runAgainFrom(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const { at } = (argument ?? {}) as { readonly at?: unknown };
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.status !== 'running',
    placeHolder: t('The run to begin anew from one of its nodes'),
    none: t('No run has ended yet.'),
  });
  if (!run) return;
  const { workspace } = run;
  const node = typeof at === 'string' ? at : await askForNode(shell, { workspace, runId: run.row.runId }, signal);
  if (node === undefined) return;
  const { runId } = await shell.engine.call('forkRun', { workspace, runId: run.row.runId, at: node }, signal);
  shell.panels.openWhenReady({ workspace, runId });
  await shell.runs.refresh();
  shell.graphs.openRun({ workspace, runId }, { preserveFocus: false, viewColumn: vscode.ViewColumn.Active });
}

/** One of the nodes that have started, in the order in which they did. */
async function askForNode(
  { engine }: Shell,
  run: { readonly workspace: string; readonly runId: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { states } = await engine.call('getNodeStates', { ...run, since: undefined }, signal);
  const began = states.filter(({ startedAtMs }) => startedAtMs !== undefined);
  const sorted = began.sort((a, b) => (a.startedAtMs ?? 0) - (b.startedAtMs ?? 0));
  const chosen = await vscode.window.showQuickPick(
    sorted.map(({ id }) => id),
    { placeHolder: t('The node from which on everything is done anew') },
  );
  if (chosen === undefined) return undefined;
  return (await engine.call('getNode', { ...run, node: chosen }, signal)).path;
}
