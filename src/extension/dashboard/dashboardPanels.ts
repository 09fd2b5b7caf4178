import * as vscode from 'vscode';
import type { DashboardContract } from '../../protocol/dashboard.ts';
import type { Handlers } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engineClient.ts';
import { localFolders } from '../folders.ts';
import type { RunList } from '../runList.ts';
import type { RunsView } from '../runsView.ts';
import { type PanelAnswers, type PanelPage, ViewPanels } from '../viewPanels.ts';
import { choiceOf, daysOf, selectionOf } from './dashboardInput.ts';

const t = vscode.l10n.t;
/** Runs write many events a second; the figures of a page are read again at most so often. */
const settleMs = 500;

interface Options {
  readonly extension: vscode.Uri;
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly view: RunsView;
  readonly output: vscode.LogOutputChannel;
}

/** The dashboard: one page over all runs of the open folders, whichever process makes them. */
export class DashboardPanels implements vscode.Disposable {
  readonly #options: Options;
  readonly #panels: ViewPanels<DashboardContract, Readonly<Record<never, never>>>;

  constructor(options: Options) {
    this.#options = options;
    this.#panels = new ViewPanels(
      {
        name: 'dashboard',
        title: t('Dashboard'),
        subjectFrom: () => ({}),
        keyOf: () => 'dashboard',
        connect: (_subject, page) => this.#connect(page),
      },
      options,
    );
  }

  open(): void {
    this.#panels.open({}, { preserveFocus: false, viewColumn: vscode.ViewColumn.Active });
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #connect(page: PanelPage<DashboardContract>): PanelAnswers<DashboardContract> {
    const refresh = () => page.emit('didChangeDashboard', null);
    let settling: NodeJS.Timeout | undefined;
    const changed = () => {
      settling ??= setTimeout(() => {
        settling = undefined;
        refresh();
      }, settleMs);
    };
    const { engine } = this.#options;
    const subscriptions = [
      engine.onDidChangeRun(changed),
      engine.onDidCrash(changed),
      vscode.workspace.onDidChangeWorkspaceFolders(changed),
      { dispose: () => clearTimeout(settling) },
    ];
    return { handlers: this.#handlers(), refresh, subscriptions };
  }

  #handlers(): Handlers<DashboardContract> {
    const { engine, runs, view } = this.#options;
    const paths = () => localFolders().map(({ uri }) => uri.fsPath);
    const command = (name: string) => async (input: unknown) => {
      await vscode.commands.executeCommand(`loopwright.${name}`, choiceOf(input, paths()));
      return null;
    };
    return {
      getDashboard: async (input, signal) => {
        const folders = Object.fromEntries(localFolders().map(({ uri, name }) => [uri.fsPath, name]));
        const question = { workspaces: Object.keys(folders), days: daysOf(input) };
        return { view: await engine.call('getDashboard', question, signal), folders };
      },
      stop: command('cancelRun'),
      resume: command('resumeRun'),
      restart: command('restartRun'),
      discard: command('discardRun'),
      async open(input) {
        const { workspace, runId } = choiceOf(input, paths());
        if (!runs.find(workspace, runId)) await runs.refresh();
        const run = runs.find(workspace, runId);
        if (run?.row.proposal) await vscode.commands.executeCommand('loopwright.reviewProposal', { workspace, runId });
        else if (run) await view.reveal(run);
        return null;
      },
      async filter(input) {
        const { label, runIds } = selectionOf(input);
        view.filter = { label, fits: ({ row }) => runIds.has(row.runId) };
        await vscode.commands.executeCommand('loopwright.runs.focus');
        return null;
      },
      async startFix() {
        await vscode.commands.executeCommand('loopwright.fixFailingTest');
        return null;
      },
    };
  }
}
