import * as vscode from 'vscode';
import type { EngineClient } from './engineClient.ts';
import type { ListedRun, RunList } from './runList.ts';

const t = vscode.l10n.t;
/** Characters of a run's output that are kept for a terminal opened later. */
const keptCharacters = 200_000;

interface Stream {
  text: string;
  readonly terminals: Set<RunTerminal>;
}

/** Shows the commands and the output of runs, each in a terminal task. Closing the terminal stops nothing. */
export class RunTerminals implements vscode.Disposable {
  readonly #streams = new Map<string, Stream>();
  readonly #runs: RunList;
  readonly #subscriptions: { dispose(): void }[];

  constructor(engine: EngineClient, runs: RunList) {
    this.#runs = runs;
    this.#subscriptions = [
      engine.onDidOutput(({ runId, text }) => this.#append(runId, text)),
      runs.onDidChange(() => this.#endFinished()),
    ];
  }

  /** Starts the run's terminal task; `reveal` brings it to the front, without the focus. */
  async open(run: ListedRun, { reveal }: { readonly reveal: boolean }): Promise<void> {
    const { runId, title } = run.row;
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === run.workspace);
    const execution = new vscode.CustomExecution(async () => this.#terminalOf(run));
    const name = t('{0} ({1})', title, runId);
    const scope = folder ?? vscode.TaskScope.Workspace;
    const task = new vscode.Task({ type: 'loopwright', runId }, scope, name, 'Loopwright', execution);
    task.presentationOptions = {
      reveal: reveal ? vscode.TaskRevealKind.Always : vscode.TaskRevealKind.Never,
      focus: false,
      panel: vscode.TaskPanelKind.Dedicated,
    };
    await vscode.tasks.executeTask(task);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#streams.clear();
  }

  #streamOf(runId: string): Stream {
    const stream = this.#streams.get(runId) ?? { text: '', terminals: new Set() };
    this.#streams.set(runId, stream);
    return stream;
  }

  #append(runId: string, text: string): void {
    const stream = this.#streamOf(runId);
    stream.text = (stream.text + text).slice(-keptCharacters);
    for (const terminal of stream.terminals) terminal.write(text);
  }

  #terminalOf(run: ListedRun): RunTerminal {
    const stream = this.#streamOf(run.row.runId);
    const begin = `${t('Run {0}. Closing this terminal only closes the view; Cancel Run stops the run.', run.row.runId)}\n\n`;
    const terminal = new RunTerminal(begin + stream.text, () => stream.terminals.delete(terminal));
    stream.terminals.add(terminal);
    setTimeout(() => this.#endFinished(), 0);
    return terminal;
  }

  #endFinished(): void {
    for (const { row } of this.#runs.all) {
      if (row.status === 'running') continue;
      for (const terminal of this.#streams.get(row.runId)?.terminals ?? [])
        terminal.end(row.status === 'failed' ? 1 : 0);
    }
  }
}

/** A terminal that only shows. What arrives before VS Code opens it is held back. */
class RunTerminal implements vscode.Pseudoterminal {
  readonly #didWrite = new vscode.EventEmitter<string>();
  readonly #didClose = new vscode.EventEmitter<number>();
  readonly #forget: () => void;
  #held: string | undefined;
  #exitCode: number | undefined;

  readonly onDidWrite = this.#didWrite.event;
  readonly onDidClose = this.#didClose.event;

  constructor(text: string, forget: () => void) {
    this.#held = text;
    this.#forget = forget;
  }

  open(): void {
    const held = this.#held ?? '';
    this.#held = undefined;
    this.write(held);
    if (this.#exitCode !== undefined) this.end(this.#exitCode);
  }

  close(): void {
    this.#forget();
  }

  write(text: string): void {
    if (this.#held !== undefined) this.#held += text;
    else this.#didWrite.fire(text.replace(/\r?\n/g, '\r\n'));
  }

  end(exitCode: number): void {
    this.#exitCode = exitCode;
    if (this.#held !== undefined) return;
    this.#didClose.fire(exitCode);
    this.#forget();
  }
}
