import * as vscode from 'vscode';
import { CodedError } from '../base/errors.ts';
import type { AcceptResult, ReviewView, UndoResult } from '../protocol/runView.ts';
import { modelOf, textOf } from './chosenModel.ts';
import { agreeToSend } from './commands/agreeToSend.ts';
import type { EngineClient } from './engineClient.ts';
import { localFolders } from './folders.ts';
import type { RunName } from './runName.ts';
import { requireTrust } from './trouble.ts';
import { settleBeforeApply } from './unsavedFiles.ts';

const t = vscode.l10n.t;

/** The open folder that a run belongs to. Throws `workspace.closed`. */
export function requireFolder(run: Pick<RunName, 'workspace'>): vscode.WorkspaceFolder {
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

/**
 * Writes accepted hunks into the workspace, with `mergeRun` as that run proposed it where the person's files contradict them. Undefined when
 * the person backed out of saving an editor.
 */
export async function acceptHunks(
  engine: EngineClient,
  task: {
    readonly run: RunName;
    readonly hunkIds: readonly string[] | undefined;
    readonly mergeRun?: string | undefined;
  },
  signal: AbortSignal,
): Promise<AcceptResult | undefined> {
  requireTrust();
  const { run, hunkIds, mergeRun } = task;
  const folder = requireFolder(run);
  const view = await engine.call('getReview', { ...run }, signal);
  if (!(await settleBeforeApply(folder, filesOf(view, hunkIds)))) return undefined;
  if (mergeRun !== undefined) return engine.call('acceptMerged', { ...run, hunkIds, mergeRun }, signal);
  return engine.call('accept', { ...run, hunkIds }, signal);
}

/** Puts back what was there before this run's accepted changes, or these of them. Undefined when the person backed out. */
export async function undoHunks(
  engine: EngineClient,
  { run, hunkIds }: { readonly run: RunName; readonly hunkIds: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<UndoResult | undefined> {
  requireTrust();
  const folder = requireFolder(run);
  const view = await engine.call('getReview', { ...run }, signal);
  const touched = view.files.filter((file) =>
    file.hunks.some((hunk) => hunk.applied && (hunkIds?.includes(hunk.hunkId) ?? true)),
  );
  const paths = touched.map((file) => file.path);
  if (!(await settleBeforeApply(folder, paths))) return undefined;
  return engine.call('undo', { ...run, hunkIds }, signal);
}

/** What an undo did, as a sentence. */
export function undoSentence({ restored, conflicts }: UndoResult): string {
  const kept = t('{0} was changed since and is left as it is.', conflicts.map(({ path }) => path).join(', '));
  if (restored.length === 0) return conflicts.length > 0 ? kept : t('There was nothing to undo.');
  const done = t('Put back as before: {0}.', restored.join(', '));
  return conflicts.length > 0 ? `${done} ${kept}` : done;
}

/** Rejects hunks and lets an agent try again in their place. Undefined when the person does not agree to send code. */
export async function retryHunks(
  engine: EngineClient,
  task: { readonly run: RunName; readonly hunkIds: readonly string[]; readonly reason: string },
  signal: AbortSignal,
): Promise<{ readonly runId: string } | undefined> {
  requireTrust();
  const { run, hunkIds, reason } = task;
  const folder = requireFolder(run);
  // Kept first: whatever becomes of the attempt, the reason is not lost.
  await engine.call('decide', { ...run, hunkIds, decision: 'rejected', reason }, signal);
  const settings = vscode.workspace.getConfiguration('loopwright', folder.uri);
  const chosen = modelOf(settings);
  const { hasModel } = await engine.call('getReview', { ...run }, signal);
  const model = hasModel ? undefined : chosen;
  if (model !== undefined && !(await mayAsk(engine, { run, model, settings }, signal))) return undefined;
  return engine.call('revise', { ...run, hunkIds, reason, model }, signal);
}

/** A run that went without a model asks one now: where the code goes is agreed to first. */
async function mayAsk(
  engine: EngineClient,
  at: { readonly run: RunName; readonly model: string; readonly settings: vscode.WorkspaceConfiguration },
  signal: AbortSignal,
): Promise<boolean> {
  const { run, model, settings } = at;
  const baseUrl = textOf(settings.get('baseUrl'));
  const agreed = await agreeToSend(
    engine,
    { request: { workspace: run.workspace, model, baseUrl }, workflow: 'fix-test', orWithout: true },
    signal,
  );
  return agreed !== undefined && (agreed.model !== 'none' || model === 'none');
}
