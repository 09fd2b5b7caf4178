import * as vscode from 'vscode';
import type { EngineClient } from '../engineClient.ts';
import { localFolders } from '../folders.ts';
import type { RunList } from '../runList.ts';
import type { TestExplorer } from './testExplorer.ts';

/**
 * Our part of the Testing view, which is not there before a person uses Loopwright in a trusted folder: a controller brings
 * the Testing view with it, and an extension that only lies installed has no business there.
 */
export class LateTests implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #output: vscode.LogOutputChannel;
  readonly #changed: vscode.Disposable;
  #explorer: Promise<TestExplorer> | undefined;
  #ended = 0;

  constructor(engine: EngineClient, runs: RunList, output: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#output = output;
    this.#changed = runs.onDidChange(() => {
      if (!vscode.workspace.isTrusted || localFolders().length === 0) return;
      const ended = runs.all.filter(({ row }) => row.status !== 'running').length;
      const isNew = ended !== this.#ended;
      this.#ended = ended;
      const first = this.#explorer === undefined;
      void this.open().then((explorer) => (isNew && !first ? explorer.refresh() : undefined));
    });
  }

  /** What is there already, without bringing it. */
  get opened(): Promise<TestExplorer> | undefined {
    return this.#explorer;
  }

  /** Brings it, if it is not there. */
  open(): Promise<TestExplorer> {
    this.#explorer ??= import('./testExplorer.ts').then(
      ({ TestExplorer }) => new TestExplorer({ engine: this.#engine, output: this.#output }),
    );
    return this.#explorer;
  }

  dispose(): void {
    this.#changed.dispose();
    void this.#explorer?.then((explorer) => explorer.dispose());
  }
}
