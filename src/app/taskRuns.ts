import { CodedError } from '../base/errors.ts';
import { route } from '../core/run/router.ts';
import { type AgentTask, taskWorkflow } from '../core/run/taskEnvelope.ts';
import type { RunOptionsView } from '../protocol/engine.ts';
import { agentsOf } from './agentLoad.ts';
import type { WorkflowLibrary } from './openLibrary.ts';
import type { LaunchParts } from './startRun.ts';
import { limitsFor, startDefinition, type WorkflowStart } from './startWorkflow.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** A task to be run, with what the command line says beside it. */
export interface TaskRequest {
  readonly task: AgentTask;
  readonly options: RunOptionsView;
}

/** A task's run, and who got the task. */
export type TaskStart = WorkflowStart & { readonly agent: string };

/** Runs a task by the agent that it names, or by the one that can take it and has the least to do. Throws `task.noAgent`. */
export async function startTask(
  session: WorkspaceSession,
  { request, parts }: { readonly request: TaskRequest; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<TaskStart> {
  const { task, options } = request;
  const { agent, why } = await agentFor(session, { task, library: parts.library }, signal);
  const { constraints, payload, idempotencyKey } = task;
  const limits = limitsFor(
    {
      budgetUsd: least(options.budgetUsd, constraints.budgetUsd),
      maxTokens: least(options.maxTokens, constraints.maxTokens),
      maxCalls: least(options.maxCalls, constraints.maxCalls),
      maxMinutes: options.maxMinutes,
    },
    undefined,
    'built-in',
  );
  const model = modelOfTask(task, options.model);
  const start = await startDefinition(
    session,
    {
      request: { ...options, model, workspace: session.path, inputs: { payload }, idempotencyKey },
      definition: taskWorkflow(task, agent, parts.library.limitsOf(agent)),
      limits,
      parts,
    },
    signal,
  );
  if (start.kind === 'started') await start.log.append({ type: 'agent.routed', agent, why, task: task.id }, signal);
  return { ...start, agent };
}

/** The model of a task: what the person says, else what the task says. */
export function modelOfTask({ constraints }: AgentTask, said: string): string {
  return said === 'auto' ? (constraints.model ?? said) : said;
}

/** Who gets a task, and why. Throws `task.noAgent`. */
export async function agentFor(
  session: WorkspaceSession,
  { task, library: { table, checkPayload } }: { readonly task: AgentTask; readonly library: WorkflowLibrary },
  signal: AbortSignal,
): Promise<{ readonly agent: string; readonly why: string }> {
  if (task.agent !== undefined && Object.hasOwn(table.agents, task.agent))
    return { agent: task.agent, why: 'The task names it.' };
  const agents = await agentsOf(session, signal);
  if (task.agent !== undefined)
    throw new CodedError('task.noAgent', `There is no agent ${JSON.stringify(task.agent)}.`, {
      hint: `There are: ${agents.map(({ name }) => name).join(', ')}.`,
    });
  const chosen = route(
    agents.map(({ name, running }) => ({ name, running, refusal: checkPayload(name, task.payload) })),
  );
  if (chosen.kind === 'chosen') return chosen;
  throw new CodedError('task.noAgent', chosen.why, { hint: 'Name the agent: "agent": "review".' });
}

function least(said: number | undefined, allowed: number | undefined): number | undefined {
  return said === undefined || allowed === undefined ? (said ?? allowed) : Math.min(said, allowed);
}
