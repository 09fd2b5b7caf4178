import * as vscode from 'vscode';
import type { ManifestFix, ManifestProblem } from '../../protocol/manifests.ts';
import { fixAll } from './fixAll.ts';
import type { ManifestProblems } from './manifestProblems.ts';
import { toDiagnostic, toRange } from './textRanges.ts';

const t = vscode.l10n.t;
const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('loopwright');

/** The kinds of actions that `QuickFixes` offers; the second is for `editor.codeActionsOnSave`. */
export const quickFixKinds: readonly vscode.CodeActionKind[] = [vscode.CodeActionKind.QuickFix, fixAllKind];

/** Offers the fixes that problems carry, one by one and all together, and the page that explains each. */
export class QuickFixes implements vscode.CodeActionProvider {
  readonly #problems: ManifestProblems;

  constructor(problems: ManifestProblems) {
    this.#problems = problems;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { triggerKind, only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    // The light bulb asks at every step of the cursor: for it what is known has to do.
    const asked = triggerKind === vscode.CodeActionTriggerKind.Invoke || only !== undefined;
    const problems = asked ? await this.#problems.current(document) : (this.#problems.known(document) ?? []);
    const isWanted = (kind: vscode.CodeActionKind) => only === undefined || only.contains(kind);
    return [
      ...(isWanted(vscode.CodeActionKind.QuickFix) ? quickFixesAt(document, range, problems) : []),
      ...(only?.contains(fixAllKind) ? allTogether(document, problems, fixAllKind) : []),
    ];
  }
}

function quickFixesAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  problems: readonly ManifestProblem[],
): vscode.CodeAction[] {
  const here = problems.filter((problem) => toRange(problem).intersection(range) !== undefined);
  const single = here.flatMap((problem) => {
    if (!problem.fix) return [];
    const action = edit(document, problem.fix.title, [problem.fix]);
    action.diagnostics = [toDiagnostic(problem)];
    action.isPreferred = true;
    return [action];
  });
  const all = single.length > 0 ? allTogether(document, problems, vscode.CodeActionKind.QuickFix) : [];
  return [...single, ...all, ...here.map(explanation)];
}

function allTogether(
  document: vscode.TextDocument,
  problems: readonly ManifestProblem[],
  kind: vscode.CodeActionKind,
): vscode.CodeAction[] {
  const fixes = fixAll(problems);
  const enough = kind.contains(fixAllKind) ? 1 : 2;
  if (fixes.length < enough) return [];
  return [edit(document, t('Fix All {0} Loopwright Problems That Have a Fix', fixes.length), fixes, kind)];
}

function edit(
  document: vscode.TextDocument,
  title: string,
  fixes: readonly ManifestFix[],
  kind = vscode.CodeActionKind.QuickFix,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, kind);
  action.edit = new vscode.WorkspaceEdit();
  for (const fix of fixes) action.edit.replace(document.uri, toRange(fix), fix.newText);
  return action;
}

function explanation(problem: ManifestProblem): vscode.CodeAction {
  const title = t('Explain {0}', problem.code);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [toDiagnostic(problem)];
  action.command = { title, command: 'loopwright.explainProblem', arguments: [problem.code] };
  return action;
}
