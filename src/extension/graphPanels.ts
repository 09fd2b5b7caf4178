import * as vscode from 'vscode';
import type { GraphContract } from '../protocol/graph.ts';
import type { Handlers } from '../protocol/rpc.ts';
import type { EngineClient } from './engineClient.ts';
import { relativeTo } from './folders.ts';
import { focusOf, markOf, nodeOf, rangeOf, spanIdOf, viewOf } from './graphInput.ts';
import { manifestFolder, openManifests } from './manifests/openManifests.ts';
import { toRange } from './manifests/textRanges.ts';
import type { RunList } from './runList.ts';
import { type RunName, runFrom } from './runName.ts';
import { type PanelAnswers, type PanelPage, type PanelPlace, ViewPanels } from './viewPanels.ts';

const t = vscode.l10n.t;

interface Options {
  readonly extension: vscode.Uri;
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly output: vscode.LogOutputChannel;
}

/** What a graph is of: a run, or a workflow file, by its URI. */
type GraphSubject = RunName | { readonly file: string };

/** How long a file must rest before its graph is drawn again. */
const pauseMs = 200;

/** The open graphs, at most one a run and one a workflow file. All of it reads, so it works without trust. */
export class GraphPanels implements vscode.Disposable {
  readonly #options: Options;
  readonly #panels: ViewPanels<GraphContract, GraphSubject>;

  constructor(options: Options) {
    this.#options = options;
    this.#panels = new ViewPanels(
      {
        name: 'graph',
        title: t('Graph'),
        subjectFrom: (state) => runFrom(state) ?? fileFrom(state),
        keyOf: (subject) => ('file' in subject ? subject.file : subject.runId),
        connect: (subject, page) =>
          'file' in subject ? this.#connectFile(vscode.Uri.parse(subject.file), page) : this.#connectRun(subject, page),
      },
      options,
    );
  }

  openRun({ workspace, runId }: RunName, place: PanelPlace): void {
    this.#panels.open({ workspace, runId }, place);
  }

  openFile(uri: vscode.Uri, place: PanelPlace): void {
    this.#panels.open({ file: uri.toString() }, place);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #connectRun(run: RunName, page: PanelPage<GraphContract>): PanelAnswers<GraphContract> {
    const { engine } = this.#options;
    const name = { workspace: run.workspace, runId: run.runId };
    const changed = engine.onDidChangeRun(({ runId }) => runId === run.runId && page.emit('didChangeStates', null));
    const handlers: Handlers<GraphContract> = {
      getGraph: async (input, signal) => {
        const graph = await engine.call('getGraph', { ...name, ...viewOf(input) }, signal);
        page.setTitle(t('Graph: {0}', graph.title));
        return { graph, problems: [] };
      },
      getNodeStates: (input, signal) => engine.call('getNodeStates', { ...name, since: markOf(input) }, signal),
      getNode: (input, signal) => engine.call('getNode', { ...name, node: nodeOf(input, 'node') }, signal),
      runAgain: (input) => runCommand('loopwright.runAgainFrom', { ...name, at: nodeOf(input, 'path') }),
      cancelRun: () => runCommand('loopwright.cancelRun', name),
      cancelNode: (input, signal) => engine.call('cancelNode', { ...name, node: nodeOf(input, 'path') }, signal),
      openSpan: (input) => runCommand('loopwright.showTrace', { ...name, span: spanIdOf(input) }),
      revealRange: async () => null,
    };
    return { handlers, refresh: () => page.emit('didChangeStates', null), subscriptions: [changed] };
  }

  #connectFile(uri: vscode.Uri, page: PanelPage<GraphContract>): PanelAnswers<GraphContract> {
    const { engine } = this.#options;
    const refresh = () => page.emit('didChangeGraph', null);
    page.setTitle(t('Graph: {0}', vscode.workspace.asRelativePath(uri).split('/').at(-1) ?? ''));
    const handlers: Handlers<GraphContract> = {
      getGraph: async (input, signal) => {
        const { open } = viewOf(input);
        const folder = manifestFolder(uri);
        if (!folder) return { graph: undefined, problems: [] };
        // Documents that no editor shows are closed after a while; what is on the disk counts then.
        await vscode.workspace.openTextDocument(uri);
        const documents = openManifests(folder).map(({ file, text }) => ({ file, text }));
        const request = { workspace: folder.uri.fsPath, documents, file: relativeTo(folder, uri), open };
        return engine.call('getFileGraph', request, signal);
      },
      getNodeStates: async () => undefined,
      getNode: async () => Promise.reject(new Error('a file has no run')),
      runAgain: async () => null,
      cancelRun: async () => null,
      cancelNode: async () => null,
      openSpan: async () => null,
      revealRange: async (input) => {
        await revealRange(uri, toRange(rangeOf(input)), focusOf(input));
        return null;
      },
    };
    return { handlers, refresh, subscriptions: followFile(uri, page, refresh) };
  }
}

/** Tells a page of every change of the text, and of every step of the cursor in it. */
function followFile(uri: vscode.Uri, page: PanelPage<GraphContract>, refresh: () => void): vscode.Disposable[] {
  const key = uri.toString();
  const folder = manifestFolder(uri)?.uri.toString();
  let due: NodeJS.Timeout | undefined;
  const soon = (changed: vscode.Uri) => {
    if (changed.toString() !== key && (folder === undefined || manifestFolder(changed)?.uri.toString() !== folder))
      return;
    clearTimeout(due);
    due = setTimeout(refresh, pauseMs);
  };
  const tellCursor = ({ document, selection }: vscode.TextEditor) => {
    if (document.uri.toString() === key) page.emit('didMoveCursor', { line: selection.active.line + 1 });
  };
  return [
    { dispose: () => clearTimeout(due) },
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) soon(document.uri);
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri: saved }) => soon(saved)),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => tellCursor(textEditor)),
  ];
}

/** Selects lines in the editor that shows the file, or in one beside the graph. */
async function revealRange(uri: vscode.Uri, range: vscode.Range, focus: boolean): Promise<void> {
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const selection = new vscode.Range(range.start, range.start);
  const viewColumn = shown?.viewColumn ?? vscode.ViewColumn.One;
  if (focus || !shown) {
    const editor = await vscode.window.showTextDocument(uri, { viewColumn, preserveFocus: !focus, selection });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return;
  }
  shown.selection = new vscode.Selection(range.start, range.start);
  shown.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function fileFrom({ file }: Readonly<Record<string, unknown>>): GraphSubject | undefined {
  return typeof file === 'string' && manifestFolder(vscode.Uri.parse(file)) !== undefined ? { file } : undefined;
}

async function runCommand(command: string, argument: unknown): Promise<null> {
  await vscode.commands.executeCommand(command, argument);
  return null;
}
