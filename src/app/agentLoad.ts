import { emptyEngineState, foldEngineState } from '../core/engine/engineState.ts';
import { nodeAt } from '../core/engine/nodePath.ts';
import { definitionHash, definitionOf, engineEventsOf } from '../core/run/runBackend.ts';
import type { AgentView } from '../protocol/engine.ts';
import { builtInAgents } from './builtInCatalog.ts';
import { workflowsOf } from './keptWorkflows.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The agents of a workspace and how many nodes of each are in work, over all processes. */
export async function agentsOf(session: WorkspaceSession, signal: AbortSignal): Promise<readonly AgentView[]> {
  const { readLibrary } = await import('./workflowLibrary.ts');
  const { declarations } = await readLibrary(session.path, [], signal);
  const running = await runningAgents(session, signal);
  const view = (name: string, description: string, from: AgentView['from']): AgentView => {
    const count = running.get(name) ?? 0;
    return { name, description, from, running: count, idle: count === 0 };
  };
  return [
    ...Object.entries(builtInAgents).map(([name, { description }]) => view(name, description, 'built-in')),
    ...Object.entries(declarations.agents)
      .filter(([name]) => !Object.hasOwn(builtInAgents, name))
      .map(([name, { description = '' }]) => view(name, description, 'workspace')),
  ];
}

/** Runs that go on now, in whichever process. */
export async function runsInWork({ store, states }: WorkspaceSession, signal: AbortSignal) {
  const found = [];
  for (const { runId } of await store.list(signal)) {
    const { outcome } = await states.get(runId, signal);
    if (outcome === undefined && (await store.isHeld(runId, signal))) found.push(runId);
  }
  return found;
}

async function runningAgents(session: WorkspaceSession, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const runId of await runsInWork(session, signal)) {
    const log = await session.store.read(runId, 0, signal);
    const hash = definitionHash(log);
    if (hash === undefined) continue;
    const { graph } = await definitionOf(session.store, hash, signal);
    const used = await workflowsOf(session, log, signal);
    for (const { path, status } of foldEngineState(emptyEngineState(), engineEventsOf(log)).nodes.values()) {
      const node = status === 'running' ? nodeAt(graph, path, (name) => used.get(name)) : undefined;
      if (node?.kind === 'agent') counts.set(node.agent, (counts.get(node.agent) ?? 0) + 1);
    }
  }
  return counts;
}
