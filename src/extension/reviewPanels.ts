import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ReviewContract } from '../protocol/review.ts';
import type { Handlers } from '../protocol/rpc.ts';
import type { EngineClient } from './engineClient.ts';
import { proposeMerge } from './proposeMerge.ts';
import type { ResultFiles } from './resultFiles.ts';
import { acceptHunks, retryHunks, undoHunks } from './reviewActions.ts';
import {
  choiceOf,
  commentOf,
  decisionOf,
  hunkIdsOf,
  lineOf,
  mergeRunOf,
  optionalHunkIdsOf,
  pathOf,
  retryOf,
} from './reviewInput.ts';
import type { RunList } from './runList.ts';
import { type RunName, runFrom } from './runName.ts';
import { type PanelAnswers, type PanelPage, ViewPanels } from './viewPanels.ts';

const t = vscode.l10n.t;

interface Options {
  readonly extension: vscode.Uri;
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly files: ResultFiles;
  readonly output: vscode.LogOutputChannel;
}

/** The open Review panels, at most one a run. Their state is the run's name; everything else is fetched again. */
export class ReviewPanels implements vscode.Disposable {
  readonly #options: Options;
  readonly #panels: ViewPanels<ReviewContract, RunName>;
  readonly #awaited = new Map<string, RunName>();
  readonly #ready: { dispose(): void };

  constructor(options: Options) {
    this.#options = options;
    this.#panels = new ViewPanels(
      {
        name: 'review',
        title: t('Review'),
        subjectFrom: runFrom,
        keyOf: ({ runId }) => runId,
        connect: (run, page) => this.#connect(run, page),
      },
      options,
    );
    this.#ready = options.runs.onDidChange(() => this.#openReady());
  }

  /** Shows the run's panel beside the active editor. */
  open(run: RunName, place: { readonly preserveFocus: boolean }): void {
    this.#panels.open(run, place);
  }

  /** Opens the panel, once and without taking the focus, when this run has something to decide. */
  openWhenReady(run: RunName): void {
    this.#awaited.set(run.runId, run);
  }

  dispose(): void {
    this.#ready.dispose();
    this.#panels.dispose();
  }

  #openReady(): void {
    for (const [runId, run] of this.#awaited) {
      const row = this.#options.runs.find(run.workspace, runId)?.row;
      if (!row || row.status === 'running') continue;
      this.#awaited.delete(runId);
      if (row.proposal && row.proposal.hunks > 0) this.open(run, { preserveFocus: true });
    }
  }

  #connect(run: RunName, page: PanelPage<ReviewContract>): PanelAnswers<ReviewContract> {
    const refresh = () => page.emit('didChangeReview', null);
    const changed = this.#options.engine.onDidChangeRun(({ runId }) => runId === run.runId && refresh());
    return { handlers: this.#handlers(run, page), refresh, subscriptions: [changed] };
  }

  #handlers(run: RunName, page: PanelPage<ReviewContract>): Handlers<ReviewContract> {
    const { engine, files, runs } = this.#options;
    const name = { workspace: run.workspace, runId: run.runId };
    const getReview = (signal: AbortSignal) => engine.call('getReview', name, signal);
    const pathFrom = async (input: unknown, signal: AbortSignal) =>
      pathOf(
        input,
        (await getReview(signal)).files.map((file) => file.path),
      );
    return {
      getReview: async (_input, signal) => {
        const view = await getReview(signal);
        page.setTitle(t('Review: {0}', view.run.title));
        return view;
      },
      decide: (input, signal) =>
        engine.call('decide', { ...name, hunkIds: hunkIdsOf(input), ...decisionOf(input) }, signal),
      accept: (input, signal) => acceptHunks(engine, { run, hunkIds: optionalHunkIdsOf(input) }, signal),
      retry: (input, signal) => retryHunks(engine, { run, ...retryOf(input) }, signal),
      proposeMerge: (input, signal) =>
        proposeMerge({ engine, runs }, { run, hunkIds: optionalHunkIdsOf(input) }, signal),
      acceptMerged: (input, signal) =>
        acceptHunks(engine, { run, hunkIds: optionalHunkIdsOf(input), mergeRun: mergeRunOf(input) }, signal),
      choose: (input, signal) => engine.call('choose', { ...name, number: choiceOf(input) }, signal),
      comment: (input, signal) => engine.call('comment', { ...name, ...commentOf(input) }, signal),
      undo: (input, signal) => undoHunks(engine, { run, hunkIds: optionalHunkIdsOf(input) }, signal),
      openAll: async (_input, signal) => {
        const view = await getReview(signal);
        const shown = view.files.filter(({ binary }) => !binary).map(({ path: file }) => ({ ...name, path: file }));
        await files.openAll(t('Review: {0}', view.run.title), shown, signal);
        return null;
      },
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
  }
}

async function runCommand(command: string, argument: unknown): Promise<null> {
  await vscode.commands.executeCommand(command, argument);
  return null;
}
