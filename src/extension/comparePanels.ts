import * as vscode from 'vscode';
import type { CompareContract } from '../protocol/compare.ts';
import type { EngineClient } from './engineClient.ts';
import { type RunName, runFrom } from './runName.ts';
import { sideOf } from './traceInput.ts';
import { type PanelAnswers, type PanelPage, type PanelPlace, ViewPanels } from './viewPanels.ts';

const t = vscode.l10n.t;

/** Two runs of one workspace. */
export interface RunPair extends RunName {
  readonly other: string;
}

/** The open pages of two runs side by side, at most one a pair. */
export class ComparePanels implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #panels: ViewPanels<CompareContract, RunPair>;

  constructor(options: {
    readonly extension: vscode.Uri;
    readonly engine: EngineClient;
    readonly output: vscode.LogOutputChannel;
  }) {
    this.#engine = options.engine;
    this.#panels = new ViewPanels(
      {
        name: 'compare',
        title: t('Compare Runs'),
        subjectFrom: (state) => {
          const run = runFrom(state);
          return run && typeof state.other === 'string' ? { ...run, other: state.other } : undefined;
        },
        keyOf: ({ runId, other }) => `${runId} ${other}`,
        connect: (pair, page) => this.#connect(pair, page),
      },
      options,
    );
  }

  open(pair: RunPair, place: PanelPlace): void {
    this.#panels.open(pair, place);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #connect(pair: RunPair, page: PanelPage<CompareContract>): PanelAnswers<CompareContract> {
    const { workspace, runId, other } = pair;
    const refresh = () => page.emit('didChangeRuns', null);
    const changed = this.#engine.onDidChangeRun((change) => {
      if (change.runId === runId || change.runId === other) refresh();
    });
    return {
      refresh,
      subscriptions: [changed],
      handlers: {
        getComparison: async (_input, signal) => {
          const found = await this.#engine.call('compareRuns', { workspace, runId, other }, signal);
          page.setTitle(t('Compare: {0} with {1}', found.a.runId.slice(0, 8), found.b.runId.slice(0, 8)));
          return found;
        },
        showTrace: async (input) => {
          const { side, node } = sideOf(input);
          const run = { workspace, runId: side === 'a' ? runId : other, span: node };
          await vscode.commands.executeCommand('loopwright.showTrace', run);
          return null;
        },
      },
    };
  }
}
