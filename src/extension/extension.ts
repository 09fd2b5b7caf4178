import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { LateMarks } from './applied/lateMarks.ts';
import { offerMcpServers } from './chat/mcpServers.ts';
import { showInChat } from './chat/showInChat.ts';
import { showCode } from './code/showCode.ts';
import { ComparePanels } from './comparePanels.ts';
import { DashboardPanels } from './dashboard/dashboardPanels.ts';
import { writeForEngine } from './editorWrites.ts';
import { EngineClient } from './engineClient.ts';
import { GraphPanels } from './graphPanels.ts';
import { IndexState } from './indexState.ts';
import { showManifests } from './manifests/showManifests.ts';
import { storedKeys } from './modelKeys.ts';
import { createVscodeModels } from './models/vscodeModels.ts';
import { PasteRequests } from './pasteRequests.ts';
import { ReadOnlyTexts } from './readOnlyTexts.ts';
import { registerCommands } from './registerCommands.ts';
import { ResultFiles } from './resultFiles.ts';
import { ReviewPanels } from './reviewPanels.ts';
import { RunList } from './runList.ts';
import { RunQuestions } from './runQuestions.ts';
import { RunsView } from './runsView.ts';
import { RunTerminals } from './runTerminals.ts';
import type { Shell } from './shell.ts';
import { StatusItem } from './statusItem.ts';
import { LateTests } from './tests/lateTests.ts';
import { TracePanels } from './tracePanels.ts';
import { tellCrash } from './trouble.ts';
import { showViews } from './views/showViews.ts';

/** Builds the extension. The engine itself starts with the first thing that needs it. */
export function activate(context: vscode.ExtensionContext): void {
  const shell = createShell(context);
  const { engine, runs, output } = shell;
  const index = new IndexState(engine);
  context.subscriptions.push(
    output,
    engine,
    runs,
    shell.panels,
    shell.graphs,
    shell.traces,
    shell.comparisons,
    shell.terminals,
    shell.pastes,
    shell.tests,
    shell.questions,
    shell.marks,
    engine.onDidCrash((reason) => void tellCrash(reason)),
    shell.view,
    shell.dashboard,
    index,
    new StatusItem(runs, index),
    new ReadOnlyTexts(engine),
    showViews({ engine, runs }, output),
    writeForEngine(engine, output),
    showManifests(engine, output),
    showCode(),
    registerCommands(shell, commandsOf(context)),
    showInChat(shell),
    offerMcpServers(shell),
  );
}

/** The parts that commands work with. */
function createShell(context: vscode.ExtensionContext): Shell {
  const extension = context.extensionUri;
  const output = vscode.window.createOutputChannel('Loopwright', { log: true });
  const engine = new EngineClient({
    script: pathToFileURL(vscode.Uri.joinPath(extension, 'dist', 'worker.js').fsPath),
    models: createVscodeModels(context.languageModelAccessInformation),
    secrets: () => storedKeys(context.secrets),
    log: (text) => output.info(text.trimEnd()),
  });
  const runs = new RunList(engine, output);
  const storage = context.storageUri ?? context.globalStorageUri;
  const files = new ResultFiles(engine, storage);
  const view = new RunsView(runs, engine, commandsOf(context));
  return {
    context,
    engine,
    runs,
    files,
    panels: new ReviewPanels({ extension, engine, runs, files, output }),
    graphs: new GraphPanels({ extension, engine, runs, output }),
    traces: new TracePanels({ extension, engine, output }),
    comparisons: new ComparePanels({ extension, engine, output }),
    terminals: new RunTerminals(engine, runs),
    pastes: new PasteRequests(engine, output),
    questions: new RunQuestions({ engine, runs, output, storage }),
    marks: new LateMarks({ engine, runs, memory: context.workspaceState, output }),
    tests: new LateTests(engine, runs, output),
    view,
    dashboard: new DashboardPanels({ extension, engine, runs, view, output }),
    output,
  };
}

/** The names of the commands that this extension contributes. */
function commandsOf({ extension }: vscode.ExtensionContext): ReadonlySet<string> {
  const { contributes } = extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return new Set(contributes.commands.map(({ command }) => command));
}
