import type { NodeSpent } from './engineEvent.ts';
import type { Flight } from './flight.ts';
import type { Task } from './task.ts';

/** How a node comes out that was not let run. */
export const never = { kind: 'error', error: undefined } as const;
/** A timer that nothing can make needless. */
export const always = () => true;

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
