import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import type { EngineEvent, RunEnd } from './engineEvent.ts';
import { type Divergence, Feeder } from './feeder.ts';
import { Machine } from './machine.ts';
import type { WorkflowLanguage } from './nodeRunner.ts';

/** A run gone through again, without running anything. `end` is undefined when its log stops in the middle. */
export type Replay =
  | { readonly kind: 'same'; readonly events: number; readonly end: RunEnd | undefined }
  | { readonly kind: 'diverged'; readonly divergence: Divergence };

/** Runs a workflow offline from what was recorded: the same events, times aside, or the first that differs and why. */
export function replayRun(
  { runId, definition, events }: { runId: RunId; definition: WorkflowDefinition; events: readonly EngineEvent[] },
  language: WorkflowLanguage,
): Replay {
  const { machine, feeder } = machineOf(runId, definition, { events, language });
  for (const event of events) {
    const divergence = feeder.feed(event);
    if (divergence) return { kind: 'diverged', divergence };
  }
  const [expected] = feeder.expected;
  if (expected && machine.end) {
    const why = `The log ends before ${expected.type}.`;
    return { kind: 'diverged', divergence: { seq: events.length + 1, recorded: undefined, expected, why } };
  }
  return { kind: 'same', events: events.length, end: machine.end };
}

/** A machine and the feeder that takes it through this log. The log must begin with `run.started`. */
export function machineOf(
  runId: RunId,
  definition: WorkflowDefinition,
  { events, language }: { events: readonly EngineEvent[]; language: WorkflowLanguage },
): { readonly machine: Machine; readonly feeder: Feeder } {
  const [first] = events;
  if (first?.type !== 'run.started') throw new CodedError('run.damaged', `The log of ${runId} has no beginning.`);
  const { inputs, seed } = first;
  const machine = new Machine({ runId, definition, inputs, seed }, language);
  return { machine, feeder: new Feeder(machine) };
}
