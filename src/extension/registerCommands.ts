import * as vscode from 'vscode';
import { neverCancelled } from './cancellation.ts';
import type { Shell } from './shell.ts';
import { showTrouble } from './trouble.ts';

/** Registers every command that the package contributes; what one throws is shown with what the person can do about it. */
export function registerCommands(shell: Shell, contributed: Iterable<string>): vscode.Disposable {
  const registered = [...contributed].map((command) =>
    vscode.commands.registerCommand(command, async (...args: unknown[]) => {
      try {
        // All in one chunk: activation reads one file less for every chunk that is not there.
        const { commandHandlers } = await import('./commandHandlers.ts');
        const handler = commandHandlers[command.slice('loopwright.'.length)];
        if (!handler) throw new Error(`nothing does what ${command} says`);
        await handler(shell, args, neverCancelled());
      } catch (error) {
        void showTrouble(error, shell.output);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
