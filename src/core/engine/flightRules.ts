import type { BudgetDefinition } from '../workflow/definition.ts';
import type { EngineEvent, NodeFailure, NodeSpent } from './engineEvent.ts';
import type { Flight } from './flight.ts';
import type { Scope, Task } from './task.ts';

/** The signal of all nodes of a graph that have none of their own. */
export function abortOf(scope: Scope): AbortController {
  scope.driver ??= new AbortController();
  return scope.driver as AbortController;
}

/** The failure of a node whose time is over. */
export function timeoutFailure({ node, path }: Task): NodeFailure {
  return { code: 'node.timeout', message: `${path} took longer than ${node.timeoutMs} ms.` };
}

/** Why a run pauses whose minutes are used up. */
export function minutesUsed({ minutes = 0 }: BudgetDefinition): NodeFailure {
  const time = minutes < 1 ? `${Math.round(minutes * 60)} s` : `${Math.round(minutes * 10) / 10} min`;
  return { code: 'budget.exhausted', message: `The time of ${time} is used up.`, hint: 'Raise it and resume the run.' };
}

/** How long a run has gone on, ms: the time between its events, without that from its rest to its being resumed. */
export function activeMs(recorded: readonly EngineEvent[]): number {
  let sum = 0;
  let lastMs: number | undefined;
  for (const { type, atMs } of recorded) {
    if (lastMs !== undefined && type !== 'run.resumed') sum += Math.max(0, atMs - lastMs);
    lastMs = atMs;
  }
  return sum;
}

/** Everything that the output of a node with `cache` depends on. */
export function cacheKeyOf({ node, input, subject }: Task): string {
  const { kind, model, tools, schema } = node;
  const name = kind === 'agent' ? node.agent : kind === 'tool' ? node.tool : undefined;
  return JSON.stringify({ kind, name, subject, input, model, tools, schema });
}

/** What is recorded with an output beside it: nothing, for most nodes. */
export function extraOf({ spent, landing }: Flight): { spent?: NodeSpent | undefined; cached?: true } {
  const cached = landing?.kind === 'output' && landing.cached;
  if (!spent && !cached) return none;
  return { spent, ...(cached && { cached }) };
}

const none = {};
