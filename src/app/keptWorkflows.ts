import { definitionOf, keepDefinition } from '../core/run/runBackend.ts';
import type { RunEvent, RunEventBody } from '../core/run/runEvent.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The workflows that are run by others are kept with the run, so that it goes on with those it began with. */
export async function keepWorkflows(
  { store }: WorkspaceSession,
  used: ReadonlyMap<string, WorkflowDefinition>,
  signal: AbortSignal,
): Promise<readonly RunEventBody[]> {
  const events: RunEventBody[] = [];
  for (const [name, definition] of used) {
    const kept = await keepDefinition(store, definition, signal);
    events.push({ type: 'workflow.used', name, definition: kept });
  }
  return events;
}

/** The workflows that were kept with a run, by name. */
export async function workflowsOf(
  { store }: WorkspaceSession,
  log: readonly RunEvent[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, WorkflowDefinition>> {
  const kept = new Map<string, WorkflowDefinition>();
  for (const event of log)
    if (event.type === 'workflow.used') kept.set(event.name, await definitionOf(store, event.definition, signal));
  return kept;
}
