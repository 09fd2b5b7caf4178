import * as vscode from 'vscode';
import type { ManifestProblem, TextRange } from '../../protocol/manifests.ts';

/** Who says so, in the list of problems. */
const source = 'Loopwright';

/** A range of the engine, which counts from 1, as the editor's, which counts from 0. */
export function toRange({ line, column, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}

/** A problem as the editor shows it; its code leads to the page that explains it. */
export function toDiagnostic(problem: ManifestProblem): vscode.Diagnostic {
  const { code, message, suggestion, severity } = problem;
  const text = suggestion === undefined ? message : `${message} ${suggestion}`;
  const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(toRange(problem), text, level);
  const argument = encodeURIComponent(JSON.stringify([code]));
  diagnostic.source = source;
  diagnostic.code = { value: code, target: vscode.Uri.parse(`command:loopwright.explainProblem?${argument}`) };
  if (code === 'inputs.unused') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}
