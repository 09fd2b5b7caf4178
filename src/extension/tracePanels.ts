import * as path from 'node:path';
import * as vscode from 'vscode';
import { isAbort, messageOf } from '../base/errors.ts';
import type { Handlers } from '../protocol/rpc.ts';
import type { TraceContract, TraceFormat } from '../protocol/trace.ts';
import { neverCancelled } from './cancellation.ts';
import type { EngineClient } from './engineClient.ts';
import { openPlace } from './openPlace.ts';
import { type RunName, runFrom } from './runName.ts';
import { formatOf, fromOf, keyOf, knownOf, optionalSpanOf, placeOf, spanOf, wordsOf } from './traceInput.ts';
import { type PanelAnswers, type PanelPage, type PanelPlace, ViewPanels } from './viewPanels.ts';

const t = vscode.l10n.t;
const settleMs = 250;

interface Options {
  readonly extension: vscode.Uri;
  readonly engine: EngineClient;
  readonly output: vscode.LogOutputChannel;
}

/** The open Trace panels, at most one a run. Their state is the run's name; everything else is fetched again. */
export class TracePanels implements vscode.Disposable {
  readonly #options: Options;
  readonly #panels: ViewPanels<TraceContract, RunName>;
  /** The span that a panel is to show next, by its run: told when the page fetches, since a hidden page hears no event. */
  readonly #asked = new Map<string, string>();
  readonly #pages = new Map<string, PanelPage<TraceContract>>();

  constructor(options: Options) {
    this.#options = options;
    this.#panels = new ViewPanels(
      {
        name: 'trace',
        title: t('Trace'),
        subjectFrom: runFrom,
        keyOf: ({ runId }) => runId,
        connect: (run, page) => this.#connect(run, page),
      },
      options,
    );
  }

  /** Shows the trace of a run; `span` is the id of a span or the path of a node that is to be shown first. */
  open(run: RunName, { span, ...place }: PanelPlace & { readonly span?: string | undefined }): void {
    if (span !== undefined) this.#asked.set(run.runId, span);
    this.#panels.open(run, place);
    this.#pages.get(run.runId)?.emit('didChangeTrace', null);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #connect(run: RunName, page: PanelPage<TraceContract>): PanelAnswers<TraceContract> {
    const { engine } = this.#options;
    const refresh = () => page.emit('didChangeTrace', null);
    this.#pages.set(run.runId, page);
    let timer: NodeJS.Timeout | undefined;
    // A run that goes on writes many events a second; the page is told of them together.
    const changed = engine.onDidChangeRun(({ runId }) => {
      if (runId !== run.runId) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh();
      }, settleMs);
    });
    const end = () => {
      clearTimeout(timer);
      if (this.#pages.get(run.runId) === page) this.#pages.delete(run.runId);
      if (engine.running) void this.#release(run);
    };
    return { handlers: this.#handlers(run, page), refresh, subscriptions: [changed, { dispose: end }] };
  }

  /** Never rejects: what cannot be let go of goes with the engine. */
  async #release({ workspace, runId }: RunName): Promise<void> {
    try {
      await this.#options.engine.call('releaseTrace', { workspace, runId }, neverCancelled());
    } catch (error) {
      if (!isAbort(error)) this.#options.output.debug(`The trace of ${runId} was not let go of: ${messageOf(error)}`);
    }
  }

  #handlers(run: RunName, page: PanelPage<TraceContract>): Handlers<TraceContract> {
    const { engine } = this.#options;
    const name = { workspace: run.workspace, runId: run.runId };
    return {
      getTrace: async (input, signal) => {
        const view = await engine.call('getTrace', { ...name, known: knownOf(input) }, signal);
        page.setTitle(t('Trace: {0}', view.title));
        const wanted = this.#asked.get(run.runId);
        this.#asked.delete(run.runId);
        const asked =
          wanted === undefined ? undefined : await engine.call('findSpan', { ...name, name: wanted }, signal);
        return { view, asked };
      },
      getSpan: (input, signal) => engine.call('getSpan', { ...name, span: spanOf(input) }, signal),
      getSpanText: (input, signal) =>
        engine.call('getSpanText', { ...name, span: spanOf(input), key: keyOf(input), from: fromOf(input) }, signal),
      searchTrace: (input, signal) => engine.call('searchTrace', { ...name, text: wordsOf(input) }, signal),
      openPlace: async (input) => {
        await openPlace(run.workspace, placeOf(input));
        return null;
      },
      copyTrace: async (input, signal) => ({
        said: await this.#copy(run, { format: formatOf(input), span: optionalSpanOf(input) }, signal),
      }),
      compareWith: async () => {
        await vscode.commands.executeCommand('loopwright.compareRuns', run);
        return null;
      },
    };
  }

  /** What was done, in words; undefined when the person backed out. */
  async #copy(
    { workspace, runId }: RunName,
    what: { readonly format: TraceFormat; readonly span: number | undefined },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { engine } = this.#options;
    const found = await engine.call('exportTrace', { workspace, runId, ...what, file: undefined }, signal);
    if ('text' in found) {
      await vscode.env.clipboard.writeText(found.text);
      return what.format === 'otlp' ? t('Copied as OTLP JSON.') : t('Copied as JSON.');
    }
    const target = await vscode.window.showSaveDialog({
      title: t('The trace is too long for the clipboard'),
      defaultUri: vscode.Uri.file(path.join(workspace, `trace-${runId.slice(0, 8)}.${what.format}.json`)),
      filters: { JSON: ['json'] },
    });
    if (!target) return undefined;
    await engine.call('exportTrace', { workspace, runId, ...what, file: target.fsPath }, signal);
    return t('Written to {0}.', target.fsPath);
  }
}
