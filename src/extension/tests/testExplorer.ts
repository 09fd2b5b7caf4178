import * as vscode from 'vscode';
import { isAbort, isCoded } from '../../base/errors.ts';
import type { KnownTestsView } from '../../protocol/tests.ts';
import { neverCancelled } from '../cancellation.ts';
import type { EngineClient } from '../engineClient.ts';
import { localFolders } from '../folders.ts';
import { readSettings } from '../settings.ts';
import { showTrouble } from '../trouble.ts';
import { LineCoverage, runInTree } from './runInTree.ts';
import { TestNodes } from './testNodes.ts';

const t = vscode.l10n.t;

/** What the explorer works with. */
export interface TestExplorerParts {
  readonly engine: EngineClient;
  readonly output: vscode.LogOutputChannel;
}

/**
 * Our part of the Testing view: the commands that were found, and the tests that runs with them have seen. Nothing is looked for
 * before that view asks, and nothing is run before a person does.
 */
export class TestExplorer implements vscode.Disposable {
  readonly nodes: TestNodes;
  readonly #parts: TestExplorerParts;
  readonly #controller: vscode.TestController;
  readonly #saved: vscode.Disposable;
  #asked = false;

  constructor(parts: TestExplorerParts) {
    this.#parts = parts;
    this.#controller = vscode.tests.createTestController('loopwright', 'Loopwright');
    this.nodes = new TestNodes(this.#controller);
    this.#controller.resolveHandler = async (item) => {
      if (!item) await this.#load();
    };
    this.#controller.refreshHandler = () => this.#load();
    const label = t('Run with Loopwright (isolated)');
    this.#controller.createRunProfile(label, vscode.TestRunProfileKind.Run, (...run) => this.#run(false, ...run), true);
    const measured = this.#controller.createRunProfile(
      t('Run with Coverage (isolated)'),
      vscode.TestRunProfileKind.Coverage,
      (...run) => this.#run(true, ...run),
      true,
    );
    measured.loadDetailedCoverage = async (_run, coverage) =>
      coverage instanceof LineCoverage ? [...coverage.details] : [];
    // What was seen before a file changed says little of what would be seen now.
    this.#saved = vscode.workspace.onDidSaveTextDocument(() => this.#controller.invalidateTestResults());
  }

  /** Reads again what is known, after a run has ended. Never rejects. */
  async refresh(): Promise<void> {
    if (this.#asked) await this.#load();
  }

  dispose(): void {
    this.#saved.dispose();
    this.#controller.dispose();
  }

  async #load(): Promise<void> {
    this.#asked = true;
    const found = [];
    for (const folder of localFolders()) found.push({ folder, known: await this.#known(folder) });
    this.nodes.showAll(found);
  }

  async #known(folder: vscode.WorkspaceFolder): Promise<readonly KnownTestsView[]> {
    const input = { workspace: folder.uri.fsPath, testCommand: readSettings(folder).testCommand };
    try {
      return await this.#parts.engine.call('listTests', input, neverCancelled());
    } catch (error) {
      if (isCoded(error) && error.code.startsWith('tests.')) return [];
      if (!isAbort(error)) void showTrouble(error, this.#parts.output);
      return [];
    }
  }

  async #run(coverage: boolean, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const { engine, output } = this.#parts;
    try {
      await runInTree({ controller: this.#controller, nodes: this.nodes, engine, coverage }, request, token);
    } catch (error) {
      void showTrouble(error, output);
    }
  }
}
