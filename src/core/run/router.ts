/** An agent that could take a task, and how much it has to do. */
export interface RoutableAgent {
  readonly name: string;
  /** Nodes of it that are in work now. */
  readonly running: number;
  /** What is wrong with the payload for this agent; undefined: it can take it. */
  readonly refusal: string | undefined;
}

/** Who gets a task, and why, in words. */
export type Route =
  | { readonly kind: 'chosen'; readonly agent: string; readonly why: string }
  | { readonly kind: 'nobody'; readonly why: string };

/**
 * Chooses among the agents that can take a task the one with the least to do; an idle one before any that works, and among
 * equals the one that asks for the most specific payload, which stands first.
 */
export function route(agents: readonly RoutableAgent[]): Route {
  const able = agents.filter(({ refusal }) => refusal === undefined);
  const [first, ...rest] = able;
  if (!first) {
    const why = agents.map(({ name, refusal }) => `${name}: ${refusal}`).join('; ');
    return { kind: 'nobody', why: `No agent can take this payload (${why || 'there are none'}).` };
  }
  const chosen = rest.reduce((best, one) => (one.running < best.running ? one : best), first);
  const load = chosen.running === 0 ? 'idle' : `busy with ${chosen.running}, the least`;
  const others = able.length - 1;
  return {
    kind: 'chosen',
    agent: chosen.name,
    why: `${chosen.name} takes this payload and is ${load}${others > 0 ? `; ${others} other ${others === 1 ? 'agent' : 'agents'} could have` : ''}.`,
  };
}
