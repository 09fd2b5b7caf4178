import { CodedError, isCoded } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import { definitionHash, definitionOf } from '../core/run/runBackend.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import { emptyRunState, foldRunState } from '../core/run/runState.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { ReopenRequest } from './loopwright.ts';
import { definedOnly, inputsOf, modelOnRecord } from './reopenRun.ts';
import { type LaunchedRun, type LaunchParts, launchRun } from './startRun.ts';
import { noWorkflowRun } from './startWorkflow.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Begins a new run as another one began. Throws `run.unknown`, and `run.noWorkflow` for a run of an older version. */
export async function restartRun(
  session: WorkspaceSession,
  {
    runId,
    request: asked,
    parts,
  }: { readonly runId: RunId; readonly request: ReopenRequest; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<LaunchedRun> {
  const log = await session.store.read(runId, 0, signal);
  if (log.length === 0) throw new CodedError('run.unknown', `There is no run ${runId}.`);
  // Limits that were raised later are part of what the person wants by now.
  const state = foldRunState(emptyRunState(runId), log);
  const { settings, named } = state;
  if (!settings) throw noWorkflowRun(runId);
  const definition = await definitionFor(session, { log, runId, name: state.workflow, parts }, signal);
  const limits = { ...state.limits, ...definedOnly(asked.limits) };
  const model = modelOnRecord(state, asked.model);
  const request = { definition, inputs: inputsOf(log), named, model, limits, settings };
  return launchRun(session, { request, parts }, signal);
}

async function definitionFor(
  { store }: WorkspaceSession,
  run: { readonly log: readonly RunEvent[]; readonly runId: RunId; readonly name: string; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<WorkflowDefinition> {
  try {
    return run.parts.library.find(run.name).definition;
  } catch (error) {
    if (!isCoded(error, 'workflow.unknown')) throw error;
  }
  const hash = definitionHash(run.log);
  if (hash === undefined) throw noWorkflowRun(run.runId);
  return definitionOf(store, hash, signal);
}
