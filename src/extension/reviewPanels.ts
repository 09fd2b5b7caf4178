import * as path from 'node:path';
import * as vscode from 'vscode';
import { isAbort, messageOf } from '../base/errors.ts';
import type { ReviewContract } from '../protocol/review.ts';
import { type Handlers, serve } from '../protocol/rpc.ts';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import type { ResultFiles } from './resultFiles.ts';
import { acceptHunks, type RunName, undoHunks } from './reviewActions.ts';
import { decisionOf, hunkIdsOf, lineOf, optionalHunkIdsOf, pathOf } from './reviewInput.ts';
import type { RunList } from './runList.ts';
import { webviewHtml } from './webviewHtml.ts';

const t = vscode.l10n.t;
const viewType = 'loopwright.review';

interface Options {
  readonly extension: vscode.Uri;
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly files: ResultFiles;
  readonly output: vscode.LogOutputChannel;
}

/** The open Review panels, at most one a run. Their state is the run's name; everything else is fetched again. */
export class ReviewPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #options: Options;
  readonly #panels = new Map<string, vscode.WebviewPanel>();
  readonly #awaited = new Map<string, RunName>();
  readonly #subscriptions: { dispose(): void }[];

  constructor(options: Options) {
    this.#options = options;
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      options.runs.onDidChange(() => this.#openReady()),
    ];
  }

  /** Shows the run's panel beside the active editor. */
  open(run: RunName, { preserveFocus }: { readonly preserveFocus: boolean }): void {
    const existing = this.#panels.get(run.runId);
    if (existing) {
      existing.reveal(existing.viewColumn, preserveFocus);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
    this.#adopt(run, vscode.window.createWebviewPanel(viewType, t('Review'), place, {}));
  }

  /** Opens the panel, once and without taking the focus, when this run has something to decide. */
  openWhenReady(run: RunName): void {
    this.#awaited.set(run.runId, run);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { workspace, runId } = (state ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof workspace !== 'string' || typeof runId !== 'string') {
      panel.dispose();
      return;
    }
    this.#adopt({ workspace, runId }, panel);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  #openReady(): void {
    for (const [runId, run] of this.#awaited) {
      const row = this.#options.runs.find(run.workspace, runId)?.row;
      if (!row || row.status === 'running') continue;
      this.#awaited.delete(runId);
      if (row.proposal && row.proposal.hunks > 0) this.open(run, { preserveFocus: true });
    }
  }

  #adopt(run: RunName, panel: vscode.WebviewPanel): void {
    const { extension, engine } = this.#options;
    this.#panels.set(run.runId, panel);
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'review-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'review-dark.svg'),
    };
    panel.webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(extension, 'dist', 'webview')],
    };
    const channel = {
      // A hidden or closed panel loses messages: it refetches when it is shown.
      post: (message: unknown) => void panel.webview.postMessage(message),
      onMessage: (listener: (message: unknown) => void) => panel.webview.onDidReceiveMessage(listener),
    };
    const { emit } = serve<ReviewContract>(channel, this.#handlers(run, panel));
    const changed = engine.onDidChangeRun(({ runId }) => runId === run.runId && emit('didChangeReview', null));
    const shown = panel.onDidChangeViewState(() => panel.visible && emit('didChangeReview', null));
    panel.onDidDispose(() => {
      changed.dispose();
      shown.dispose();
      if (this.#panels.get(run.runId) === panel) this.#panels.delete(run.runId);
    });
    panel.webview.html = webviewHtml(panel.webview, extension, { name: 'review', title: t('Review'), state: run });
  }

  #handlers(run: RunName, panel: vscode.WebviewPanel): Handlers<ReviewContract> {
    const { engine, files, output } = this.#options;
    const name = { workspace: run.workspace, runId: run.runId };
    const getReview = (signal: AbortSignal) => engine.call('getReview', name, signal);
    const pathFrom = async (input: unknown, signal: AbortSignal) =>
      pathOf(
        input,
        (await getReview(signal)).files.map((file) => file.path),
      );
    const handlers: Handlers<ReviewContract> = {
      getReview: async (_input, signal) => {
        const view = await getReview(signal);
        panel.title = t('Review: {0}', view.run.title);
        return view;
      },
      decide: (input, signal) =>
        engine.call('decide', { ...name, hunkIds: hunkIdsOf(input), ...decisionOf(input) }, signal),
      accept: (input, signal) => acceptHunks(engine, { run, hunkIds: optionalHunkIdsOf(input) }, signal),
      undo: (_input, signal) => undoHunks(engine, run, signal),
      openDiff: async (input, signal) => {
        await files.openDiff({ ...name, path: await pathFrom(input, signal) }, signal);
        return null;
      },
      openFile: async (input, signal) => {
        const file = vscode.Uri.file(path.join(run.workspace, await pathFrom(input, signal)));
        const at = new vscode.Position(lineOf(input) - 1, 0);
        await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
        return null;
      },
      showOutput: () => runCommand('loopwright.showTerminal', run),
      discard: () => runCommand('loopwright.discardRun', run),
    };
    return logged(handlers, output);
  }
}

async function runCommand(command: string, argument: unknown): Promise<null> {
  await vscode.commands.executeCommand(command, argument);
  return null;
}

/** The same handlers, with failures written to the output as well as sent to the view. */
function logged(handlers: Handlers<ReviewContract>, output: vscode.LogOutputChannel): Handlers<ReviewContract> {
  const wrap = ([name, handler]: [string, (input: never, signal: AbortSignal) => Promise<unknown>]) => [
    name,
    async (input: never, signal: AbortSignal) => {
      try {
        return await handler(input, signal ?? neverCancelled());
      } catch (error) {
        if (!isAbort(error)) output.error(`Review, ${name}: ${messageOf(error)}`);
        throw error;
      }
    },
  ];
  return Object.fromEntries(Object.entries(handlers).map(wrap)) as Handlers<ReviewContract>;
}
