import * as vscode from 'vscode';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import { type RunName, runFrom } from './runName.ts';

const scheme = 'loopwright';

/** What comes with the program under this name, as a text that can be read and not written. */
export function builtInText(kind: 'prompt' | 'workflow', name: string): vscode.Uri {
  const ending = kind === 'prompt' ? 'md' : 'yaml';
  return vscode.Uri.from({ scheme, path: `/${kind}/${name}.${ending}` });
}

/** A tool in words. */
export function toolText(workspace: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/tool/${name}.txt`, query: JSON.stringify({ workspace }) });
}

/** The log of a run as text. */
export function logTextOf({ workspace, runId }: RunName): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/log/${runId}.log`, query: JSON.stringify({ workspace, runId }) });
}

/** What works of the sandbox here, for a workspace, as it is found when the text is opened; `at` tells one look from the next. */
export function sandboxTextOf(workspace: string, at: number): vscode.Uri {
  return vscode.Uri.from({ scheme, path: '/sandbox/sandbox.txt', query: JSON.stringify({ workspace, at }) });
}

/** Gives VS Code the texts behind these addresses. The log of a run that goes on is kept up to date while it is open. */
export class ReadOnlyTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #didChange = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: { dispose(): void }[];

  readonly onDidChange = this.#didChange.event;

  constructor(engine: EngineClient) {
    this.#engine = engine;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      engine.onDidChangeRun((run) => {
        const log = logTextOf(run).toString();
        const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === log);
        if (open) this.#didChange.fire(open.uri);
      }),
    ];
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const [, kind, file = ''] = uri.path.split('/');
    const name = file.replace(/\.(?:md|yaml|txt|log)$/, '');
    if (kind === 'prompt' || kind === 'workflow')
      return (await this.#engine.call('getBuiltIn', { kind, name }, controller.signal)).text;
    if (kind === 'tool') {
      const { workspace } = JSON.parse(uri.query) as { readonly workspace: string };
      return (await this.#engine.call('describeTool', { workspace, name }, controller.signal)).text;
    }
    if (kind === 'sandbox') return this.#sandbox(uri, controller.signal);
    const run = runFrom(JSON.parse(uri.query) as Readonly<Record<string, unknown>>);
    if (kind !== 'log' || !run) throw new Error(`no text at ${uri.toString()}`);
    return (await this.#engine.call('getRunLog', run, neverCancelled())).text;
  }

  async #sandbox(uri: vscode.Uri, signal: AbortSignal): Promise<string> {
    const { workspace } = JSON.parse(uri.query) as { readonly workspace?: unknown };
    const folder = vscode.workspace.workspaceFolders?.find((one) => one.uri.fsPath === workspace);
    if (!folder) throw new Error(`no text at ${uri.toString()}`);
    return (await this.#engine.call('getSandboxText', { workspace: folder.uri.fsPath }, signal)).text;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#didChange.dispose();
  }
}
