import * as vscode from 'vscode';
import { folderOf } from '../folders.ts';
import { looksLikeTest } from '../testFile.ts';
import { testNameIn } from './testName.ts';
import { mayHoldTodo, todoAt } from './todoComment.ts';
import { linesOf, todoTarget } from './todoTarget.ts';

const t = vscode.l10n.t;
/** More in one file help nobody, and cost. */
const maxLenses = 200;
/** Longer files are generated. */
const maxLines = 20_000;

/** *Fix with Loopwright* over tests and *Implement with Loopwright* over TODO comments, where the setting `codeLens` is on. */
export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #didChange = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.#didChange.event;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('loopwright.codeLens')) this.#didChange.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const isOn = vscode.workspace.getConfiguration('loopwright', document.uri).get('codeLens') === true;
    if (!isOn || !vscode.workspace.isTrusted || !folderOf(document.uri) || document.lineCount > maxLines) return [];
    const isTests = looksLikeTest(document);
    const lenses: vscode.CodeLens[] = [];
    for (let line = 0; line < document.lineCount && lenses.length < maxLenses; line++) {
      const { text } = document.lineAt(line);
      const test = isTests ? testNameIn(text, document.languageId) : undefined;
      if (test !== undefined)
        lenses.push(lens(line, t('Fix with Loopwright'), 'fixFailingTest', { uri: document.uri, test }));
      const todo = mayHoldTodo(text) ? todoAt(linesOf(document), line, document.languageId) : undefined;
      if (todo) lenses.push(lens(line, t('Implement with Loopwright'), 'addFeature', todoTarget(document, todo)));
    }
    return lenses;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#didChange.dispose();
  }
}

function lens(line: number, title: string, command: string, argument: unknown): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    title,
    command: `loopwright.${command}`,
    arguments: [argument],
  });
}
