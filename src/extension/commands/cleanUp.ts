import * as vscode from 'vscode';
import type { CleanUpView } from '../../protocol/runActions.ts';
import { pickFolder } from '../folders.ts';
import type { CommandHandler, Shell } from '../shell.ts';

const t = vscode.l10n.t;

interface Choice extends vscode.QuickPickItem {
  readonly olderThanDays: number | undefined;
  readonly keep: number | undefined;
  readonly undecided: boolean;
}

/** Says how much room runs take, asks what may go, says what that would remove, and removes it. */
export const cleanUp: CommandHandler = async (shell, _args, signal) => {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  const workspace = folder.uri.fsPath;
  const { bytes, copyBytes } = await measuring(() => shell.engine.call('getDiskUse', { workspace }, signal));
  const choice = await vscode.window.showQuickPick(choices(), {
    title: t('{0}: {1} for runs, {2} of it in copies', folder.name, megabytes(bytes), megabytes(copyBytes)),
    placeHolder: t('What to remove'),
  });
  if (!choice) return;
  const { olderThanDays, keep, undecided } = choice;
  const request = { workspace, olderThanDays, keep, undecided };
  const preview = await measuring(() => shell.engine.call('cleanUp', { ...request, dryRun: true }, signal));
  if (isNothing(preview)) {
    void vscode.window.showInformationMessage(t('There is nothing to remove.'));
    return;
  }
  const detail = `${sayRemoved(preview)}\n${t('Your files are not touched. This cannot be undone.')}`;
  const remove = t('Remove');
  const message = t('Remove {0}?', megabytes(preview.bytes));
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) !== remove) return;
  const removed = await measuring(() => shell.engine.call('cleanUp', { ...request, dryRun: false }, signal));
  await shell.runs.refresh();
  await tellDone(shell, removed);
};

function choices(): Choice[] {
  const old = (days: number): Choice => ({
    label: t('Runs older than {0} days', days),
    description: t('not those whose proposal waits for you'),
    olderThanDays: days,
    keep: undefined,
    undecided: false,
  });
  return [
    {
      label: t('Only what no run needs'),
      description: t('copies of dead runs, texts that nothing refers to'),
      olderThanDays: undefined,
      keep: undefined,
      undecided: false,
    },
    old(90),
    old(30),
    old(7),
    { label: t('All runs but the newest 20'), olderThanDays: undefined, keep: 20, undecided: false },
    {
      label: t('All runs'),
      description: t('also proposals that wait for you'),
      // Zero days would be no limit; a moment is one that every run has passed.
      olderThanDays: 1e-6,
      keep: undefined,
      undecided: true,
    },
  ];
}

function measuring<T>(work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: 'loopwright.runs' } }, work);
}

const isNothing = ({ runs, blobs, copies, files }: CleanUpView) => runs.length + blobs + copies + files === 0;

function sayRemoved({ runs, keptRuns, blobs, copies, files, bytes }: CleanUpView): string {
  const parts = [
    runs.length === 1 ? t('1 run') : t('{0} runs', runs.length),
    copies === 1 ? t('1 copy') : t('{0} copies', copies),
    t('{0} kept texts', blobs),
    t('{0} other files', files),
  ];
  return t('{0} ({1}); {2} runs stay.', parts.join(', '), megabytes(bytes), keptRuns);
}

async function tellDone({ output }: Shell, removed: CleanUpView): Promise<void> {
  output.info(`removed the runs ${removed.runs.join(', ') || '-'}`);
  void vscode.window.showInformationMessage(t('Removed: {0}', sayRemoved(removed)));
}

/** Bytes as people read them. */
function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
