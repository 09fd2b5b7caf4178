import * as vscode from 'vscode';
import { isWorkflowFile } from './openManifests.ts';

/** Offers the graph of a workflow above its first line. */
export class GraphLens implements vscode.CodeLensProvider {
  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    if (!isWorkflowFile(uri)) return [];
    const title = vscode.l10n.t('Show Graph Beside');
    const command = { title, command: 'loopwright.showWorkflowGraph', arguments: [uri] };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }
}
