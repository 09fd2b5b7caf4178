import type { EngineEventBody } from '../engine/engineEvent.ts';

/**
 * What the engine's events say of a run in a few words, for a line that shows how far it is; undefined when they say nothing
 * that a person waits for. Nodes whose own events say more are left to those.
 */
export function engineLine(events: readonly EngineEventBody[]): string | undefined {
  let line: string | undefined;
  for (const event of events) {
    if (event.type === 'node.started') line = event.subject === undefined ? `${event.node}…` : lineOfSubject(event);
    else if (event.type === 'node.retried') line = `${event.node}: ${event.failure.message} Trying again.`;
    else if (event.type === 'node.failed') line = `${event.node}: ${event.failure.message}`;
  }
  return line;
}

/** A command is shown as it runs, a question to a person as it is asked. */
function lineOfSubject({ node, subject }: Extract<EngineEventBody, { type: 'node.started' }>): string {
  if (Array.isArray(subject)) return `${node}: ${subject.map(String).join(' ').slice(0, 80)}`;
  return typeof subject === 'string' ? `${node}: ${subject.slice(0, 80)}` : `${node}…`;
}
