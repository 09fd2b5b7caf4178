import * as vscode from 'vscode';
import type { ReplayView } from '../../protocol/runActions.ts';
import { logTextOf } from '../readOnlyTexts.ts';
import type { ListedRun } from '../runList.ts';
import type { CommandHandler } from '../shell.ts';
import { showStarted } from '../showStarted.ts';
import { requireTrust } from '../trouble.ts';
import { chooseRun } from './chooseRun.ts';

const t = vscode.l10n.t;

const nameOf = ({ workspace, row }: ListedRun) => ({ workspace, runId: row.runId });

/** Begins a new run as another one began, on the files as they are now. */
export const restartRun: CommandHandler = async (shell, [argument], signal) => {
  requireTrust();
  const run = await chooseRun(shell, argument, {
    fits: () => true,
    placeHolder: t('The run to begin anew'),
    none: t('There is no run yet.'),
  });
  if (!run) return;
  const { runId } = await shell.engine.call('restartRun', nameOf(run), signal);
  await showStarted(shell, { workspace: run.workspace, runId });
};

/** Goes through a run again, offline and for free, and says whether it comes to the same log. */
export const replayRun: CommandHandler = async (shell, [argument]) => {
  requireTrust();
  const run = await chooseRun(shell, argument, {
    fits: ({ row }) => row.status !== 'running',
    placeHolder: t('The run to replay'),
    none: t('There is no finished run.'),
  });
  if (!run) return;
  const title = t('Replaying {0}', run.row.title);
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return shell.engine.call('replayRun', nameOf(run), controller.signal);
    },
  );
  void (report.same ? vscode.window.showInformationMessage : vscode.window.showWarningMessage)(sayReplay(report));
};

function sayReplay({ events, rerun, taken, parted }: ReplayView): string {
  if (!parted)
    return t(
      'It replays to the same log: {0} events, {1} nodes carried out anew, {2} taken as recorded. Nothing was sent, nothing was spent.',
      events,
      rerun,
      taken,
    );
  const { seq, node, why } = parted;
  return node === undefined
    ? t('It goes another way now, at event {0}: {1}', seq, why)
    : t('It goes another way now, at event {0}, in {1}: {2}', seq, node, why);
}

/** Opens the log of a run, one event a line. */
export const showRunLog: CommandHandler = async (shell, [argument]) => {
  const run = await chooseRun(shell, argument, {
    fits: () => true,
    placeHolder: t('The run whose log is shown'),
    none: t('There is no run yet.'),
  });
  if (run) await vscode.window.showTextDocument(logTextOf(nameOf(run)), { preview: true });
};

/** Opens the isolated copy of a run in a window of its own. What is in it was written by agents and tests: VS Code asks for trust. */
export const openRunFolder: CommandHandler = async (shell, [argument], signal) => {
  const run = await chooseRun(shell, argument, {
    fits: () => true,
    placeHolder: t('The run whose copy is opened'),
    none: t('There is no run yet.'),
  });
  if (!run) return;
  const { path } = await shell.engine.call('getRunFolder', nameOf(run), signal);
  if (path === undefined)
    void vscode.window.showInformationMessage(
      t('This run has no copy on the disk: it is removed when a run ends. Its proposal and its log are kept.'),
    );
  else await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path), { forceNewWindow: true });
};
