import * as vscode from 'vscode';
import { neverCancelled } from './cancellation.ts';
import { applyEdited } from './commands/applyEdited.ts';
import { cancelRun } from './commands/cancelRun.ts';
import { checkMachine } from './commands/checkMachine.ts';
import { discardRun } from './commands/discardRun.ts';
import { explainProblem } from './commands/explainProblem.ts';
import { fixFailingTest } from './commands/fixFailingTest.ts';
import { pasteReply } from './commands/pasteReply.ts';
import { resumeRun } from './commands/resumeRun.ts';
import { reviewProposal } from './commands/reviewProposal.ts';
import { setModelKey } from './commands/setModelKey.ts';
import { showTerminal } from './commands/showTerminal.ts';
import { undoAccepted } from './commands/undoAccepted.ts';
import type { CommandHandler, Shell } from './shell.ts';
import { showTrouble } from './trouble.ts';

const handlers: Readonly<Record<string, CommandHandler>> = {
  applyEdited,
  cancelRun,
  checkMachine,
  discardRun,
  explainProblem,
  fixFailingTest,
  pasteReply,
  resumeRun,
  reviewProposal,
  setModelKey,
  showTerminal,
  undoAccepted,
  refreshRuns: (shell) => shell.runs.refresh(),
  showOutput: async (shell) => shell.output.show(true),
};

/** Registers every command; what one throws is shown with what the person can do about it. */
export function registerCommands(shell: Shell): vscode.Disposable {
  const registered = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(`loopwright.${name}`, async (...args: unknown[]) => {
      try {
        await handler(shell, args, neverCancelled());
      } catch (error) {
        void showTrouble(error, shell.output);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
