import * as vscode from 'vscode';
import { CodeActions, codeActionKinds } from './codeActions.ts';
import { CodeLenses } from './codeLenses.ts';
import { codeLanguages } from './textOfLines.ts';

/** What is offered in the code itself: actions in the light bulb, and lenses where the person wants them. */
export function showCode(): vscode.Disposable {
  const { languages } = vscode;
  const lenses = new CodeLenses();
  const code = codeLanguages.map((language) => ({ language, scheme: 'file' }));
  return vscode.Disposable.from(
    lenses,
    // Problems may stand in a file of any language that a project has checkers for.
    languages.registerCodeActionsProvider({ scheme: 'file' }, new CodeActions(), {
      providedCodeActionKinds: codeActionKinds,
    }),
    languages.registerCodeLensProvider(code, lenses),
  );
}
