import * as vscode from 'vscode';
import { lineChangeFrom } from '../applied/lineChange.ts';
import type { CommandHandler } from '../shell.ts';

/** *Keep* and *Undo* at a change in the gutter. Arguments as VS Code's quick diff gives them: address, all changes, which one. */
export const keepChange: CommandHandler = async (shell, [uri, changes, index]) => {
  const change = lineChangeFrom(changes, index);
  if (uri instanceof vscode.Uri && change) await (await shell.marks.opened)?.keep(uri, change);
};

export const undoChange: CommandHandler = async (shell, [uri, changes, index]) => {
  const change = lineChangeFrom(changes, index);
  if (uri instanceof vscode.Uri && change) await (await shell.marks.opened)?.undo(uri, change);
};

/** The same for the whole of the files that were chosen in the Source Control view. */
export const keepFile: CommandHandler = async (shell, args) => {
  for (const uri of chosen(args)) await (await shell.marks.opened)?.keepAll(uri);
};

export const undoFile: CommandHandler = async (shell, args) => {
  for (const uri of chosen(args)) await (await shell.marks.opened)?.undoFile(uri);
};

export const keepAllFiles: CommandHandler = async (shell) => {
  await (await shell.marks.opened)?.keepAll();
};

function chosen(args: readonly unknown[]): readonly vscode.Uri[] {
  return args.flatMap((one) =>
    typeof one === 'object' && one !== null && 'resourceUri' in one && one.resourceUri instanceof vscode.Uri
      ? [one.resourceUri]
      : [],
  );
}
