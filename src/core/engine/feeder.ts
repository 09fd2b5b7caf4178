import type { EngineEvent, EngineEventBody } from './engineEvent.ts';
import type { Machine } from './machine.ts';
import type { MachineListener } from './machineListener.ts';
import { sameJson } from './sameJson.ts';
import type { Task } from './task.ts';

/** The first place where a log and a workflow part: what is recorded, what the workflow does instead, and a sentence. */
export interface Divergence {
  readonly seq: number;
  readonly recorded: EngineEventBody | undefined;
  readonly expected: EngineEventBody | undefined;
  readonly why: string;
}

/**
 * Takes a machine through a recorded log. What came from outside is told to the machine again; everything that follows
 * from it must be what is recorded.
 */
export class Feeder implements MachineListener {
  /** Every node whose turn has come, by path, in that order. */
  readonly tasks = new Map<string, Task>();
  /** When a node that waits between two attempts goes on, in wall time. */
  readonly wakeAtMs = new Map<Task, number>();
  /** What follows from the last event and is not recorded yet. */
  readonly expected: EngineEventBody[] = [];
  readonly #machine: Machine;
  #atMs = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
    machine.listener = this;
  }

  emit(event: EngineEventBody): void {
    this.expected.push(event);
  }

  ready(task: Task): void {
    this.tasks.set(task.path, task);
  }

  retry(task: Task, waitMs: number): void {
    this.wakeAtMs.set(task, this.#atMs + waitMs);
  }

  /** A cancelled or ended task shows by its state. */
  cancelled(): void {
    return;
  }

  ended(): void {
    return;
  }

  /** Takes the next event; an answer means that nothing more can be taken. */
  feed({ seq, atMs, ...recorded }: EngineEvent): Divergence | undefined {
    const { type } = recorded;
    this.#atMs = atMs;
    if (type === 'run.resumed' || type === 'run.forked' || type === 'run.paused') return undefined;
    if (this.expected.length === 0) {
      const refused = this.#apply(recorded);
      if (refused !== undefined) return { seq, recorded, expected: undefined, why: refused };
    }
    const expected = this.expected.shift();
    if (expected && sameJson(recorded, expected)) return undefined;
    return { seq, recorded, expected, why: whyDifferent(recorded, expected) };
  }

  #apply(event: EngineEventBody): string | undefined {
    const machine = this.#machine;
    if (event.type === 'run.started') {
      if (this.tasks.size > 0) return 'The run begins twice.';
      machine.begin();
      return undefined;
    }
    if (event.type === 'run.extended') {
      if (!machine.end) return 'The run goes on with another workflow before it has ended.';
      machine.extend(event.definition, event.inputs);
      return undefined;
    }
    if (event.type === 'run.cancelling') {
      machine.stop(event.reason);
      return undefined;
    }
    if (event.type === 'node.started') return this.#start(event);
    if (event.type !== 'node.succeeded' && event.type !== 'node.retried' && event.type !== 'node.failed')
      return `${nameOf(event)} does not follow from what was recorded before it.`;
    const task = this.tasks.get(event.node);
    // A node that waits for its next attempt can be ended by a person.
    const ended = task?.state === 'retrying' && event.type === 'node.failed';
    if (!task || (task.state !== 'started' && !ended))
      return `${nameOf(event)}, yet in this workflow it is not running then.`;
    if (event.type === 'node.succeeded') machine.succeed(task, event.output, event);
    else if (event.type === 'node.failed') machine.fail(task, { ...event, retryable: false });
    else machine.fail(task, { ...event, retryable: true });
    return undefined;
  }

  #start(event: Extract<EngineEventBody, { type: 'node.started' }>): string | undefined {
    const task = this.tasks.get(event.node);
    const right = event.again ? task?.state === 'started' : task?.state === 'ready' || task?.state === 'retrying';
    if (!task || !right) return `${nameOf(event)}, yet in this workflow it is not its turn then.`;
    this.#machine.start(task, event.again === true);
    return undefined;
  }
}

function whyDifferent(recorded: EngineEventBody, expected: EngineEventBody | undefined): string {
  if (!expected) return `${nameOf(recorded)}, and this workflow does nothing there.`;
  if (nameOf(recorded) !== nameOf(expected)) return `${nameOf(recorded)}; in this workflow: ${nameOf(expected)}.`;
  const fields = Object.keys({ ...recorded, ...expected }).filter(
    (key) => !sameJson(recorded[key as keyof EngineEventBody], expected[key as keyof EngineEventBody]),
  );
  return `${nameOf(recorded)} with another ${fields.join(' and ')}.`;
}

function nameOf(event: EngineEventBody): string {
  return 'node' in event && event.node !== undefined ? `${event.type} ${event.node}` : event.type;
}
