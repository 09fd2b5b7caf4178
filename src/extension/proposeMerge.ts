import * as vscode from 'vscode';
import { CodedError } from '../base/errors.ts';
import type { WorkflowRequest } from '../protocol/engine.ts';
import type { MergeView } from '../protocol/merge.ts';
import { agreeToSend } from './commands/agreeToSend.ts';
import type { EngineClient } from './engineClient.ts';
import { followRun } from './followRun.ts';
import { requireModel } from './requireModel.ts';
import { requireFolder } from './reviewActions.ts';
import type { RunList } from './runList.ts';
import type { RunName } from './runName.ts';
import { readWorkflowSettings } from './settings.ts';
import { requireTrust } from './trouble.ts';

const t = vscode.l10n.t;

/** Hunks of a run that contradict what the person has changed since; undefined: all accepted ones. */
export interface Contradicted {
  readonly run: RunName;
  readonly hunkIds: readonly string[] | undefined;
}

/**
 * Lets the merge agent propose lines where hunks contradict the person's files: a run of its own, which can be cancelled. Undefined
 * when the person backs out. Throws `merge.*`, and `model.none` when no model is set up.
 */
export async function proposeMerge(
  { engine, runs }: { readonly engine: EngineClient; readonly runs: RunList },
  { run, hunkIds }: Contradicted,
  signal: AbortSignal,
): Promise<MergeView | undefined> {
  requireTrust();
  const folder = requireFolder(run);
  const inputs = { ...(await engine.call('getMergeTask', { ...run, hunkIds }, signal)) };
  const request: WorkflowRequest = {
    ...readWorkflowSettings(folder),
    workspace: run.workspace,
    workflow: 'merge',
    inputs,
    idempotencyKey: undefined,
  };
  await requireModel(engine, request, signal);
  const agreed = await agreeToSend(engine, { request, workflow: 'merge', orWithout: false }, signal);
  if (!agreed) return undefined;
  const { runId } = await engine.call('startWorkflow', agreed, signal);
  const merge = { workspace: run.workspace, runId };
  await runs.refresh();
  await followWithProgress({ engine, runs, merge }, signal);
  return engine.call('getMerge', merge, signal);
}

/** Throws `merge.cancelled` when the person ends it. */
async function followWithProgress(
  { engine, runs, merge }: { readonly engine: EngineClient; readonly runs: RunList; readonly merge: RunName },
  signal: AbortSignal,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: t('Proposing a merge'), cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    const stop = token.onCancellationRequested(() => {
      // It may have ended by itself meanwhile.
      engine.call('cancelRun', { ...merge }, signal).catch(() => undefined);
    });
    try {
      await followRun(runs, merge, (message) => progress.report({ message }), signal);
    } finally {
      stop.dispose();
    }
    if (token.isCancellationRequested) throw new CodedError('merge.cancelled', t('Cancelled. Nothing was written.'));
  });
}
