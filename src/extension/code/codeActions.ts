import * as vscode from 'vscode';
import { folderOf } from '../folders.ts';
import { declarationIn } from './declaration.ts';
import { codeLanguages } from './textOfLines.ts';
import { todoAt } from './todoComment.ts';
import { linesOf, todoTarget } from './todoTarget.ts';

const t = vscode.l10n.t;
const rewrite = vscode.CodeActionKind.RefactorRewrite.append('loopwright');

/** The kinds of actions that `CodeActions` offers. */
export const codeActionKinds: readonly vscode.CodeActionKind[] = [vscode.CodeActionKind.QuickFix, rewrite];

const languages: ReadonlySet<string> = new Set(codeLanguages);

/**
 * *Fix This Problem*, *Implement* on a TODO comment, and *Write Tests for This* on a function or class. Asked at every step of
 * the cursor: looks at the cursor's line and the diagnostics it is given, and starts nothing.
 */
export class CodeActions implements vscode.CodeActionProvider {
  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (!vscode.workspace.isTrusted || !folderOf(document.uri)) return [];
    const isWanted = (kind: vscode.CodeActionKind) => only === undefined || only.contains(kind);
    const fixes = isWanted(vscode.CodeActionKind.QuickFix)
      ? [...problemActions(document, diagnostics), ...todoActions(document, range)]
      : [];
    return isWanted(rewrite) ? [...fixes, ...testActions(document, range)] : fixes;
  }
}

function problemActions(document: vscode.TextDocument, all: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
  const diagnostics = all.filter(isProblem);
  if (diagnostics.length === 0) return [];
  const title =
    diagnostics.length === 1
      ? t('Fix This Problem with Loopwright')
      : t('Fix These {0} Problems with Loopwright', diagnostics.length);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = diagnostics;
  action.command = { title, command: 'loopwright.fixProblem', arguments: [{ uri: document.uri, diagnostics }] };
  return [action];
}

/** Errors and warnings; those of our own manifests have their own quick fixes. */
export function isProblem({ severity, source }: vscode.Diagnostic): boolean {
  return severity <= vscode.DiagnosticSeverity.Warning && source !== 'Loopwright';
}

function todoActions(document: vscode.TextDocument, { start }: vscode.Range): vscode.CodeAction[] {
  if (!languages.has(document.languageId)) return [];
  const todo = todoAt(linesOf(document), start.line, document.languageId);
  if (!todo) return [];
  const title = t('Implement with Loopwright');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: 'loopwright.addFeature', arguments: [todoTarget(document, todo)] };
  return [action];
}

function testActions(document: vscode.TextDocument, { start }: vscode.Range): vscode.CodeAction[] {
  if (!languages.has(document.languageId)) return [];
  const declared = declarationIn(document.lineAt(start.line).text, document.languageId);
  if (!declared) return [];
  const title = t('Write Tests for {0} with Loopwright', declared.name);
  const action = new vscode.CodeAction(title, rewrite);
  action.command = { title, command: 'loopwright.writeTests', arguments: [{ uri: document.uri, line: start.line }] };
  return [action];
}
