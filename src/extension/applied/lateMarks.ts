import * as vscode from 'vscode';
import type { EngineClient } from '../engineClient.ts';
import type { RunList } from '../runList.ts';
import type { AppliedMarks } from './appliedMarks.ts';

interface Options {
  readonly engine: EngineClient;
  readonly runs: RunList;
  readonly memory: vscode.Memento;
  readonly output: vscode.LogOutputChannel;
}

const setting = 'loopwright.review.gutterMarks';

/** The marks of applied changes, while the person wants them: nothing of them is loaded before. */
export class LateMarks implements vscode.Disposable {
  readonly #options: Options;
  readonly #changed: vscode.Disposable;
  #marks: Promise<AppliedMarks> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#changed = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) this.#follow();
    });
    this.#follow();
  }

  /** What is there already; undefined while the setting is off. */
  get opened(): Promise<AppliedMarks> | undefined {
    return this.#marks;
  }

  dispose(): void {
    this.#changed.dispose();
    this.#close();
  }

  #follow(): void {
    const wanted = vscode.workspace.getConfiguration().get(setting) === true;
    if (!wanted) this.#close();
    else this.#marks ??= import('./appliedMarks.ts').then(({ AppliedMarks }) => new AppliedMarks(this.#options));
  }

  #close(): void {
    void this.#marks?.then((marks) => marks.dispose());
    this.#marks = undefined;
  }
}
