import * as vscode from 'vscode';
import { CodedError } from '../../base/errors.ts';
import { beginWorkflow } from '../beginWorkflow.ts';
import { isProblem } from '../code/codeActions.ts';
import { pickFolder, relativeTo } from '../folders.ts';
import { attemptsOf } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';

const t = vscode.l10n.t;
/** More at once are not one problem. */
const maxProblems = 20;

/** Starts the workflow `fix-problem` for diagnostics: those of a code action, or those at the cursor. */
export async function fixProblem(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const { uri, diagnostics } = problemsOf(argument) ?? atCursor();
  const folder = await pickFolder(uri);
  if (!folder) return;
  const file = relativeTo(folder, uri);
  const problems = diagnostics.slice(0, maxProblems).map((diagnostic) => toProblem(file, diagnostic));
  const attempts = Math.max(1, Math.min(10, Math.round(attemptsOf(folder))));
  await beginWorkflow(shell, { folder, workflow: 'fix-problem', inputs: { problems, attempts } }, signal);
}

interface Problems {
  readonly uri: vscode.Uri;
  readonly diagnostics: readonly vscode.Diagnostic[];
}

function problemsOf(argument: unknown): Problems | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, diagnostics } = argument as { readonly uri?: unknown; readonly diagnostics?: unknown };
  if (!(uri instanceof vscode.Uri) || !Array.isArray(diagnostics) || diagnostics.length === 0) return undefined;
  return { uri, diagnostics: diagnostics as readonly vscode.Diagnostic[] };
}

function atCursor(): Problems {
  const editor = vscode.window.activeTextEditor;
  const uri = editor?.document.uri;
  const all = uri ? vscode.languages.getDiagnostics(uri).filter(isProblem) : [];
  const line = editor?.selection.active.line ?? 0;
  const diagnostics = all.filter(({ range }) => range.start.line <= line && line <= range.end.line);
  if (!uri || diagnostics.length === 0)
    throw new CodedError('usage.noProblem', t('Put the cursor on a line with an error or a warning.'));
  return { uri, diagnostics };
}

function toProblem(file: string, { message, range, code, source }: vscode.Diagnostic) {
  const rule = typeof code === 'object' ? code.value : code;
  return {
    file,
    line: range.start.line + 1,
    message,
    rule: rule === undefined ? '' : String(rule),
    source: source ?? '',
  };
}
