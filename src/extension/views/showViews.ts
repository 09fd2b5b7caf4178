import * as vscode from 'vscode';
import { neverCancelled } from '../cancellation.ts';
import type { EngineClient } from '../engineClient.ts';
import type { RunList } from '../runList.ts';
import { agentItem, promptItem, workflowItem } from './libraryItems.ts';
import { LibraryTree } from './libraryTree.ts';
import { ReviewTree } from './reviewTree.ts';

/** How long after a change the agents are asked how busy they are. */
const settleMs = 1_500;

/** Shows the Review, Agents, Prompts and Workflows views. Each asks the engine only while somebody looks at it. */
export function showViews(
  { engine, runs }: { readonly engine: EngineClient; readonly runs: RunList },
  output: vscode.LogOutputChannel,
): vscode.Disposable {
  const signal = neverCancelled();
  const agents = new LibraryTree(
    { list: (workspace) => engine.call('listAgents', { workspace }, signal), item: agentItem },
    output,
  );
  const prompts = new LibraryTree(
    { list: (workspace) => engine.call('listPrompts', { workspace }, signal), item: promptItem },
    output,
  );
  const workflows = new LibraryTree(
    { list: (workspace) => engine.call('listWorkflows', { workspace }, signal), item: workflowItem },
    output,
  );
  const review = new ReviewTree(runs, engine);
  const refreshAll = () => {
    for (const tree of [agents, prompts, workflows]) tree.refresh();
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/.loopwright/**');
  let settling: NodeJS.Timeout | undefined;
  const busy = runs.onDidChange(() => {
    settling ??= setTimeout(() => {
      settling = undefined;
      agents.refresh();
    }, settleMs);
  });
  return vscode.Disposable.from(
    agents,
    prompts,
    workflows,
    review,
    watcher,
    busy,
    { dispose: () => clearTimeout(settling) },
    watcher.onDidChange(refreshAll),
    watcher.onDidCreate(refreshAll),
    watcher.onDidDelete(refreshAll),
    vscode.workspace.onDidChangeWorkspaceFolders(refreshAll),
    vscode.window.createTreeView('loopwright.review', { treeDataProvider: review, showCollapseAll: true }),
    vscode.window.createTreeView('loopwright.agents', { treeDataProvider: agents }),
    vscode.window.createTreeView('loopwright.prompts', { treeDataProvider: prompts }),
    vscode.window.createTreeView('loopwright.workflows', { treeDataProvider: workflows }),
  );
}
