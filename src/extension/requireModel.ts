import * as vscode from 'vscode';
import { CodedError } from '../base/errors.ts';
import type { WorkflowRequest } from '../protocol/engine.ts';
import type { EngineClient } from './engineClient.ts';

const t = vscode.l10n.t;

/** Throws `model.none` when the workflow's own model is none. */
export async function requireModel(engine: EngineClient, request: WorkflowRequest, signal: AbortSignal): Promise<void> {
  const { workspace, workflow, model, baseUrl } = request;
  const [own] = await engine.call('getSendTargets', { workspace, workflow, model, baseUrl }, signal);
  if (own?.model === undefined)
    throw new CodedError('model.none', t('This needs a model, and none is set up. Nothing was started.'));
}
