import { CodedError } from '../base/errors.ts';
import { type EngineState, emptyEngineState, foldEngineState } from '../core/engine/engineState.ts';
import { nodeAt } from '../core/engine/nodePath.ts';
import { nodeModels } from '../core/run/nodeModels.ts';
import { openQuestions } from '../core/run/personQuestions.ts';
import { definitionHash, definitionOf, engineEventsOf } from '../core/run/runBackend.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { WorkflowRunView } from '../protocol/engine.ts';
import type { WaitingApproval } from '../protocol/questions.ts';
import { workflowsOf } from './keptWorkflows.ts';
import type { ApprovalAnswer, RunRef } from './loopwright.ts';
import { noWorkflowRun } from './startWorkflow.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** A run of a workflow, node by node. Throws `run.noWorkflow` for one of an older version. */
export async function workflowRunOf(
  session: WorkspaceSession,
  { runId }: RunRef,
  signal: AbortSignal,
): Promise<WorkflowRunView> {
  const log = await session.store.read(runId, 0, signal);
  const state = foldEngineState(emptyEngineState(), engineEventsOf(log));
  const { workflow, inputs, end } = state;
  const models = nodeModels(log);
  const nodes = [...state.nodes.values()].map((node) => ({
    node: node.path,
    status: node.status,
    attempt: node.attempt,
    startedAtMs: node.startedAtMs,
    endedAtMs: node.endedAtMs,
    costUsd: node.spent?.usd ?? undefined,
    models: models.get(node.path) ?? [],
    failure: node.failure,
    input: node.input,
    output: node.output,
  }));
  const waiting = await waitingIn(session, { log, state, runId }, signal);
  const questions = openQuestions(log);
  return { workflow, inputs, nodes, waiting, questions, output: end?.kind === 'succeeded' ? end.output : undefined };
}

/**
 * Answers a question of a run, whichever process runs it. Without a node, the one that is waiting. Throws
 * `approval.notWaiting`, and `approval.ambiguous` when several wait.
 */
export async function answerApproval(
  session: WorkspaceSession,
  { run, node, approved, reason }: ApprovalAnswer,
  signal: AbortSignal,
): Promise<WaitingApproval> {
  const { waiting } = await workflowRunOf(session, run, signal);
  const names = waiting.map((one) => one.node).join(', ');
  const [first, second] = waiting;
  if (node === undefined && second)
    throw new CodedError('approval.ambiguous', `Several nodes of the run wait: ${names}.`, {
      hint: 'Name the one that you answer.',
    });
  const asked = node === undefined ? first : waiting.find((one) => one.node === node);
  if (!asked)
    throw new CodedError('approval.notWaiting', `${node ?? 'No node'} of the run ${run.runId} waits for an answer.`, {
      ...(names === '' ? {} : { hint: `These wait: ${names}.` }),
    });
  await session.store.append(
    run.runId,
    [{ type: 'signal.sent', name: asked.node, value: { approved, reason } }],
    signal,
  );
  return asked;
}

async function waitingIn(
  session: WorkspaceSession,
  { log, state, runId }: { readonly log: readonly RunEvent[]; readonly state: EngineState; readonly runId: string },
  signal: AbortSignal,
): Promise<readonly WaitingApproval[]> {
  const hash = definitionHash(log);
  if (hash === undefined) throw noWorkflowRun(runId);
  if (state.end) return [];
  const running = [...state.nodes.values()].filter(({ status }) => status === 'running');
  if (running.length === 0) return [];
  const definition = await definitionOf(session.store, hash, signal);
  const used: ReadonlyMap<string, WorkflowDefinition> = await workflowsOf(session, log, signal);
  const asking = running.filter(
    ({ path }) => nodeAt(definition.graph, path, (name) => used.get(name))?.kind === 'approve',
  );
  return asking.map(({ path, subject }) => ({
    node: path,
    message: typeof subject === 'string' ? subject : JSON.stringify(subject),
  }));
}
