import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { EngineClient } from './engineClient.ts';
import { showManifests } from './manifests/showManifests.ts';
import { storedKeys } from './modelKeys.ts';
import { PasteRequests } from './pasteRequests.ts';
import { registerCommands } from './registerCommands.ts';
import { ResultFiles } from './resultFiles.ts';
import { ReviewPanels } from './reviewPanels.ts';
import { RunList } from './runList.ts';
import { showRunsView } from './runsView.ts';
import { RunTerminals } from './runTerminals.ts';
import { tellCrash } from './trouble.ts';

/** Builds the extension. The engine itself starts with the first thing that needs it. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Loopwright', { log: true });
  const engine = new EngineClient({
    script: pathToFileURL(vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath),
    secrets: () => storedKeys(context.secrets),
    log: (text) => output.info(text.trimEnd()),
  });
  const runs = new RunList(engine, output);
  const files = new ResultFiles(engine, context.storageUri ?? context.globalStorageUri);
  const panels = new ReviewPanels({ extension: context.extensionUri, engine, runs, files, output });
  const terminals = new RunTerminals(engine, runs);
  const pastes = new PasteRequests(engine, output);
  context.subscriptions.push(
    output,
    engine,
    runs,
    panels,
    terminals,
    pastes,
    engine.onDidCrash((reason) => void tellCrash(reason)),
    showRunsView(runs, engine),
    showManifests(engine, output),
    registerCommands({ context, engine, runs, files, panels, terminals, pastes, output }),
  );
}
