import * as vscode from 'vscode';
import { CodedError } from '../../base/errors.ts';
import { isWorkflowFile } from '../manifests/openManifests.ts';
import type { Shell } from '../shell.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

/** Opens the graph of a run. */
export async function showGraph(shell: Shell, [argument]: readonly unknown[]): Promise<void> {
  const run = await chooseRun(shell, argument, {
    fits: () => true,
    placeHolder: t('The run whose graph is shown'),
    none: t('There are no runs yet.'),
  });
  if (run) shell.graphs.openRun({ workspace: run.workspace, runId: run.row.runId }, { preserveFocus: false });
}

/** Opens the graph of a workflow file beside its text: of the one that is named, or of the one in the active editor. */
export async function showWorkflowGraph(shell: Shell, [argument]: readonly unknown[]): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (!uri || !isWorkflowFile(uri))
    throw new CodedError('graph.noWorkflow', t('Open a workflow file in .loopwright/workflows to see its graph.'));
  shell.graphs.openFile(uri, { preserveFocus: true, viewColumn: vscode.ViewColumn.Beside });
}
