import * as vscode from 'vscode';
import { CodedError } from '../../base/errors.ts';
import type { CommandHandler, Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

/** Shows what a running run asks, also one of another window or of the command line. */
export async function answerQuestion(shell: Shell, [argument]: readonly unknown[]): Promise<void> {
  requireTrust();
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.status === 'running',
    placeHolder: t('The run that waits for an answer'),
    none: t('No run goes on.'),
  });
  if (!run) return;
  const asks = await shell.questions.showNow({ workspace: run.workspace, runId: run.row.runId });
  if (!asks) void vscode.window.showInformationMessage(t('This run asks nothing now.'));
}

/** Says yes to the question whose page is open. */
export const approveQuestion: CommandHandler = (shell, args) => answer(shell, args, true);

/** Says no to it, after asking why. */
export const refuseQuestion: CommandHandler = (shell, args) => answer(shell, args, false);

async function answer(shell: Shell, [argument]: readonly unknown[], approved: boolean): Promise<void> {
  requireTrust();
  const uri = argument instanceof vscode.Uri ? argument : undefined;
  if (!(await shell.questions.answer(uri, approved)))
    throw new CodedError('approval.notWaiting', t('No run waits for an answer here.'));
}
