import * as vscode from 'vscode';
import type { WorkflowRequest } from '../protocol/engine.ts';
import { agreeToSend } from './commands/agreeToSend.ts';
import { requireModel } from './requireModel.ts';
import type { RunName } from './runName.ts';
import { readWorkflowSettings } from './settings.ts';
import type { Shell } from './shell.ts';
import { showStarted } from './showStarted.ts';
import { settleBeforeRun } from './unsavedFiles.ts';

const t = vscode.l10n.t;

/** A run of a workflow that needs a model, as a command asks for it. */
export interface WorkflowStart {
  readonly folder: vscode.WorkspaceFolder;
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Starts a run of a workflow that needs a model: unsaved editors first, then whether code may be sent, then the run. Undefined, and
 * nothing happens, when the person backs out. Throws `model.none` when no model is set up.
 */
export async function beginWorkflow(
  shell: Shell,
  start: WorkflowStart,
  signal: AbortSignal,
): Promise<RunName | undefined> {
  const { folder, workflow, inputs } = start;
  const request: WorkflowRequest = {
    ...readWorkflowSettings(folder),
    workspace: folder.uri.fsPath,
    workflow,
    inputs,
    idempotencyKey: undefined,
  };
  await requireModel(shell.engine, request, signal);
  const words = { save: t('Save All and Begin'), leave: t('Begin With What Is on Disk') };
  if (!(await settleBeforeRun(folder, words))) return undefined;
  const agreed = await agreeToSend(shell.engine, { request, workflow, orWithout: false }, signal);
  if (!agreed) return undefined;
  const { runId } = await shell.engine.call('startWorkflow', agreed, signal);
  const run = { workspace: agreed.workspace, runId };
  await showStarted(shell, run);
  return run;
}
