import type { BudgetDefinition } from '../workflow/definition.ts';
import type { EngineEvent, NodeFailure } from './engineEvent.ts';
import type { Task } from './task.ts';

/** The failure of a node whose time is over. */
export function timeoutFailure({ node, path }: Task): NodeFailure {
  return { code: 'node.timeout', message: `${path} took longer than ${node.timeoutMs} ms.` };
}

/** The failure of a run whose time is over. */
export function runTimeout(timeoutMs: number): NodeFailure {
  return { code: 'run.timeout', message: `The run took longer than ${timeoutMs} ms.` };
}

/** What is left of the time of a run, ms, counted from its first event whatever happened since; 0 when it is over. */
export function runTimeLeftMs(timeoutMs: number, recorded: readonly EngineEvent[], nowMs: number): number {
  const [first] = recorded;
  return first === undefined ? timeoutMs : Math.max(0, timeoutMs - (nowMs - first.atMs));
}

/** Why a run pauses whose minutes are used up. */
export function minutesUsed({ minutes = 0 }: BudgetDefinition): NodeFailure {
  const time = minutes < 1 ? `${Math.round(minutes * 60)} s` : `${Math.round(minutes * 10) / 10} min`;
  return { code: 'budget.exhausted', message: `The time of ${time} is used up.`, hint: 'Raise it and resume the run.' };
}

/** How long a run has gone on, ms: the time between its events, without that from its rest to its being resumed or extended. */
export function activeMs(recorded: readonly EngineEvent[]): number {
  let sum = 0;
  let lastMs: number | undefined;
  for (const { type, atMs } of recorded) {
    if (lastMs !== undefined && type !== 'run.resumed' && type !== 'run.extended') sum += Math.max(0, atMs - lastMs);
    lastMs = atMs;
  }
  return sum;
}
