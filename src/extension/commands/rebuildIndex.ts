import * as vscode from 'vscode';
import { isAbort } from '../../base/errors.ts';
import { abortOn } from '../cancellation.ts';
import { agreedEmbedder } from '../embedder.ts';
import { pickFolder } from '../folders.ts';
import type { CommandHandler, Shell } from '../shell.ts';

const t = vscode.l10n.t;

/** Throws the index of a folder away and builds it anew, with a progress that can be cancelled: what is built by then stays. */
export const rebuildIndex: CommandHandler = async (shell, _args, signal) => {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  const embedder = await agreedEmbedder(shell.engine, signal);
  const title = t('Building the index of {0}', folder.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const done = await vscode.window.withProgress(options, (progress, token) =>
    rebuild(shell, { workspace: folder.uri.fsPath, embedder, progress }, abortOn(token)),
  );
  if (!done) return;
  const seconds = Math.max(1, Math.round(done.durationMs / 1000));
  void vscode.window.showInformationMessage(
    t('The index of {0} was built anew: {1} files in {2} s.', folder.name, done.indexed, seconds),
  );
};

/** undefined: it was cancelled. */
async function rebuild(
  { engine }: Pick<Shell, 'engine'>,
  task: {
    readonly workspace: string;
    readonly embedder: string;
    readonly progress: vscode.Progress<{ readonly message: string }>;
  },
  signal: AbortSignal,
) {
  const { workspace, embedder, progress } = task;
  const listening = engine.onDidIndex(({ workspace: of, done, total }) => {
    if (of === workspace && done !== undefined) progress.report({ message: t('{0} of {1} files', done, total) });
  });
  try {
    return await engine.call('updateContext', { workspace, embedder, rebuild: true }, signal);
  } catch (error) {
    if (!isAbort(error)) throw error;
    return undefined;
  } finally {
    listening.dispose();
  }
}
