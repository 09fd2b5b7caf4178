import type { RunId } from '../../base/ids.ts';
import type { EngineEvent, EngineEventBody, NodeFailure, RunEnd } from '../engine/engineEvent.ts';
import type { Divergence, Feeder } from '../engine/feeder.ts';
import type { LeafDefinition, WorkflowLanguage } from '../engine/nodeRunner.ts';
import { machineOf } from '../engine/replay.ts';
import { sameJson } from '../engine/sameJson.ts';
import type { Task } from '../engine/task.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import { compareFacts } from './replayFacts.ts';
import { engineEventsOf } from './runBackend.ts';
import type { RunEvent } from './runEvent.ts';

/** A node to be carried out once more from what is on record of it. */
export interface ReplayedNode {
  readonly node: LeafDefinition;
  readonly path: string;
  readonly attempt: number;
  readonly input: unknown;
  readonly subject: unknown;
  /** What the log says happened in it. */
  readonly recorded: readonly RunEvent[];
}

/** What came of a node this time. */
export type ReplayedOutcome =
  | { readonly kind: 'output'; readonly output: unknown; readonly facts: readonly RunEvent[] }
  | { readonly kind: 'failure'; readonly failure: NodeFailure; readonly facts: readonly RunEvent[] };

/** What a replay is carried out with. */
export interface ReplayPorts {
  readonly runId: RunId;
  readonly log: readonly RunEvent[];
  readonly definition: WorkflowDefinition;
  readonly language: WorkflowLanguage;
  /** Carries a node out; undefined: what is on record of it is taken as it is. */
  rerun(node: ReplayedNode, signal: AbortSignal): Promise<ReplayedOutcome | undefined>;
  /** Takes over an event that is not made anew. */
  take(event: RunEvent, signal: AbortSignal): Promise<void>;
}

/** A run gone through again: the same, or where it parts from its log and why. `events` are those of the engine. */
export type ReplayReport = {
  readonly events: number;
  /** Nodes that were carried out anew from what is on record. */
  readonly rerun: number;
  /** Nodes whose result was taken as it is on record. */
  readonly taken: number;
} & (
  | { readonly kind: 'same'; readonly end: RunEnd | undefined }
  | { readonly kind: 'diverged'; readonly seq: number; readonly node: string | undefined; readonly why: string }
);

/**
 * Goes through a run again, in the order of its log: the graph by the engine's own rules, and each node by what carries it out,
 * with the replies and command results that are on record. Nothing is sent and nothing of the project is run.
 */
export async function replaySteps(ports: ReplayPorts, signal: AbortSignal): Promise<ReplayReport> {
  const { runId, definition, language, log } = ports;
  const events = engineEventsOf(log);
  const { machine, feeder } = machineOf(runId, definition, { events, language });
  const walk = new Walk(ports, feeder);
  let seq = 0;
  for (const entry of log) {
    if (entry.type !== 'engine.recorded') {
      await walk.fact(entry, signal);
      continue;
    }
    for (const body of entry.events) {
      const stopped = await walk.engine({ ...body, seq: ++seq, atMs: entry.atMs }, signal);
      if (stopped) return { kind: 'diverged', ...stopped, events: seq, ...walk.counts };
    }
  }
  const [missing] = feeder.expected;
  if (missing && machine.end)
    return {
      kind: 'diverged',
      seq,
      node: nodeOf(missing),
      why: `The log ends before ${missing.type}.`,
      events: seq,
      ...walk.counts,
    };
  return { kind: 'same', end: machine.end, events: seq, ...walk.counts };
}

interface Stop {
  readonly seq: number;
  readonly node: string | undefined;
  readonly why: string;
}

class Walk {
  readonly #ports: ReplayPorts;
  readonly #feeder: Feeder;
  /** What happened in nodes that have not come out yet. */
  readonly #pending = new Map<string, RunEvent[]>();
  /** A fork's first part belongs to another run, which has the replies. */
  #isForeign: boolean;
  readonly counts = { rerun: 0, taken: 0 };

  constructor(ports: ReplayPorts, feeder: Feeder) {
    this.#ports = ports;
    this.#feeder = feeder;
    this.#isForeign = engineEventsOf(ports.log).some(({ type }) => type === 'run.forked');
  }

  async fact(event: RunEvent, signal: AbortSignal): Promise<void> {
    if (event.node === undefined) {
      await this.#ports.take(event, signal);
      return;
    }
    const pending = this.#pending.get(event.node) ?? [];
    this.#pending.set(event.node, [...pending, event]);
  }

  async engine(event: EngineEvent, signal: AbortSignal): Promise<Stop | undefined> {
    if (event.type === 'run.forked') this.#isForeign = false;
    // What a process did that died is on record only in part; the attempt began again.
    if (event.type === 'node.started') this.#pending.delete(event.node);
    const stop = isOutcome(event) ? await this.#outcome(event, signal) : undefined;
    if (stop) return stop;
    const parted = this.#feeder.feed(event);
    return parted && stopOf(parted, event);
  }

  async #outcome(event: Outcome, signal: AbortSignal): Promise<Stop | undefined> {
    const recorded = this.#pending.get(event.node) ?? [];
    this.#pending.delete(event.node);
    const task = this.#feeder.tasks.get(event.node);
    const cached = event.type === 'node.succeeded' && event.cached === true;
    const done =
      task && isLeaf(task) && !this.#isForeign && !cached ? await this.#rerun(task, recorded, signal) : undefined;
    if (!done) {
      if (task && isLeaf(task)) this.counts.taken++;
      for (const fact of recorded) await this.#ports.take(fact, signal);
      return undefined;
    }
    this.counts.rerun++;
    const why = compareFacts(recorded, done.facts) ?? compareOutcome(event, done);
    return why === undefined ? undefined : { seq: event.seq, node: event.node, why };
  }

  #rerun(task: Task, recorded: readonly RunEvent[], signal: AbortSignal): Promise<ReplayedOutcome | undefined> {
    const { path, attempt, input, subject } = task;
    const node = task.node as LeafDefinition;
    return this.#ports.rerun({ node, path, attempt, input, subject, recorded }, signal);
  }
}

type Outcome = Extract<EngineEvent, { type: 'node.succeeded' | 'node.failed' | 'node.retried' }>;

function isOutcome(event: EngineEvent): event is Outcome {
  return event.type === 'node.succeeded' || event.type === 'node.failed' || event.type === 'node.retried';
}

function isLeaf({ node }: Task): boolean {
  return node.kind === 'agent' || node.kind === 'tool' || node.kind === 'run';
}

function compareOutcome(recorded: Outcome, done: ReplayedOutcome): string | undefined {
  if (recorded.type === 'node.succeeded') {
    if (done.kind === 'failure') return `It succeeded on record, and now it fails: ${done.failure.message}`;
    return sameJson(recorded.output, done.output ?? null)
      ? undefined
      : `Its output is another one. On record: ${short(recorded.output)} Now: ${short(done.output)}`;
  }
  if (done.kind === 'output') return `It failed on record (${recorded.failure.message}), and now it succeeds.`;
  const same = recorded.failure.code === done.failure.code && recorded.failure.message === done.failure.message;
  return same ? undefined : `It failed otherwise. On record: ${recorded.failure.message} Now: ${done.failure.message}`;
}

function stopOf({ why, recorded, expected }: Divergence, { seq }: EngineEvent): Stop {
  return { seq, node: nodeOf(recorded ?? expected), why };
}

function nodeOf(event: EngineEventBody | undefined): string | undefined {
  return event && 'node' in event ? event.node : undefined;
}

const short = (value: unknown) => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};
