import type { Template } from '../workflow/definition.ts';
import type { EngineEventBody, RunEnd } from './engineEvent.ts';
import type { Task } from './task.ts';

/** The event of a started node; absent fields are left out, because most nodes have few. */
export function startedEvent({ path, attempt, input, subject }: Task, again: boolean): EngineEventBody {
  const event = { type: 'node.started' as const, node: path, attempt };
  if (input === undefined && subject === undefined && !again) return event;
  return {
    ...event,
    ...(input !== undefined && { input }),
    ...(subject !== undefined && { subject }),
    ...(again && { again }),
  };
}

/** The event with which a run comes to rest. */
export function endedEvent(end: RunEnd): EngineEventBody {
  switch (end.kind) {
    case 'succeeded':
      return { type: 'run.succeeded', output: end.output };
    case 'failed':
      return { type: 'run.failed', node: end.node, failure: end.failure };
    case 'cancelled':
      return { type: 'run.cancelled', reason: end.reason };
    case 'paused':
      return { type: 'run.paused', ...(end.node !== undefined && { node: end.node }), reason: end.reason };
  }
}

/** True for a command of several parts. */
export function isList(command: Template | readonly Template[]): command is readonly Template[] {
  return Array.isArray(command);
}
