import * as vscode from 'vscode';
import { CodedError } from '../base/errors.ts';
import type { AcceptResult, ReviewView, UndoResult } from '../protocol/runView.ts';
import type { EngineClient } from './engineClient.ts';
import { localFolders } from './folders.ts';
import { requireTrust } from './trouble.ts';
import { settleBeforeApply } from './unsavedFiles.ts';

const t = vscode.l10n.t;

/** Names a run: its folder (absolute path) and its id. */
export interface RunName {
  readonly workspace: string;
  readonly runId: string;
}

function folderFor(run: RunName): vscode.WorkspaceFolder {
  const folder = localFolders().find(({ uri }) => uri.fsPath === run.workspace);
  if (!folder) throw new CodedError('workspace.closed', t('The folder of this run is not open.'));
  return folder;
}

/** The files that writing these hunks (undefined: all accepted ones that are not applied yet) would change. */
export function filesOf(view: ReviewView, hunkIds: readonly string[] | undefined): readonly string[] {
  const touched = view.files.filter((file) =>
    file.hunks.some((hunk) =>
      hunkIds ? hunkIds.includes(hunk.hunkId) : hunk.decision === 'accepted' && !hunk.applied,
    ),
  );
  return touched.map((file) => file.path);
}

/** Writes accepted hunks into the workspace. Undefined when the person backed out of saving an editor. */
export async function acceptHunks(
  engine: EngineClient,
  { run, hunkIds }: { readonly run: RunName; readonly hunkIds: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<AcceptResult | undefined> {
  requireTrust();
  const folder = folderFor(run);
  const view = await engine.call('getReview', { ...run }, signal);
  if (!(await settleBeforeApply(folder, filesOf(view, hunkIds)))) return undefined;
  return engine.call('accept', { ...run, hunkIds }, signal);
}

/** Puts back what was there before this run's accepted changes. Undefined when the person backed out. */
export async function undoHunks(
  engine: EngineClient,
  run: RunName,
  signal: AbortSignal,
): Promise<UndoResult | undefined> {
  requireTrust();
  const folder = folderFor(run);
  const view = await engine.call('getReview', { ...run }, signal);
  const applied = view.files.filter((file) => file.hunks.some((hunk) => hunk.applied)).map((file) => file.path);
  if (!(await settleBeforeApply(folder, applied))) return undefined;
  return engine.call('undo', { ...run }, signal);
}

/** What an undo did, as a sentence. */
export function undoSentence({ restored, conflicts }: UndoResult): string {
  const kept = t('{0} was changed since and is left as it is.', conflicts.map(({ path }) => path).join(', '));
  if (restored.length === 0) return conflicts.length > 0 ? kept : t('There was nothing to undo.');
  const done = t('Put back as before: {0}.', restored.join(', '));
  return conflicts.length > 0 ? `${done} ${kept}` : done;
}
