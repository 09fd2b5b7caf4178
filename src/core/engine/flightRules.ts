import type { NodeFailure, NodeSpent } from './engineEvent.ts';
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
