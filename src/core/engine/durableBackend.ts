import type { RunId } from '../../base/ids.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import type { EngineEvent, EngineEventBody } from './engineEvent.ts';

/** What a new run is made of. */
export interface RunRequest {
  readonly runId: RunId;
  /** Kept with the run, so that it goes on with the workflow it began with. */
  readonly definition: WorkflowDefinition;
  /** The same key twice gives the same run; undefined: always a new one. */
  readonly idempotencyKey: string | undefined;
}

/** Something told to a run from outside: a person's approval, or a wish to cancel. */
export interface RunSignal {
  /** Numbered from 1 in each run. */
  readonly seq: number;
  /** The path of the node that waits for it, `cancelSignal`, or `cancelNodeSignal`. */
  readonly name: string;
  readonly value: unknown;
}

/** Name of the signal by which another process cancels a run. */
export const cancelSignal = '$cancel';

/** Name of the signal by which one node of a run is cancelled, from this process or another. Its value is a `NodeCancel`. */
export const cancelNodeSignal = '$cancelNode';

/** Which node is to end, by its path, and why, for a person. */
export interface NodeCancel {
  readonly node: string;
  readonly reason: string;
}

/** A run that this process holds, and no other. */
export interface HeldRun {
  readonly runId: RunId;
  readonly definition: WorkflowDefinition;
  /** What was recorded before it was opened, in order. */
  readonly recorded: readonly EngineEvent[];
  /**
   * Records what happened in one tick, all or nothing. Returns nothing when it is on record already, or a promise. What
   * follows from an event begins only afterwards. `final`: the run came to rest.
   */
  record(events: readonly EngineEventBody[], final: boolean): Promise<void> | undefined;
  /** Calls back for every signal of this name, those that came before included, until `stop` is called. */
  waitForSignal(name: string, listener: (signal: RunSignal) => void): { stop(): void };
  /** An output recorded by an earlier node with the same key, whatever its run. */
  cached(key: string): Promise<{ readonly output: unknown } | undefined>;
  putCached(key: string, output: unknown): void;
  /** Lets other processes have the run. Further calls are errors. */
  release(): void;
}

/** What a store knows of a run without reading it. */
export interface HeldRunHead {
  readonly runId: RunId;
  readonly workflow: string;
  readonly createdAtMs: number;
  readonly lastSeq: number;
  /** `running` is said of a run whose process lives; `interrupted` of one whose process died. */
  readonly status: 'running' | 'interrupted' | 'ended';
}

/**
 * Port: where a run's progress is kept, so that it survives the process.
 *
 * Contract: a node whose result is recorded is never run again. `record` keeps the order, stores all events of a call or
 * none, and has them stored safely against the death of the process when it returns or resolves. Nothing that depends on
 * a result begins before that. A run is held by one process at a time: `open` takes it over when its holder is dead, and
 * throws `run.held` while it lives; a holder that lost its run gets `run.lost` from `record`. `create` with a known
 * idempotency key opens that run instead. Signals are kept until the run ends and come at least once, in order, from this
 * process at once and from others within 200 ms. Waiting is an event with its time (`node.retried`), so that a run that
 * is opened again waits only for the rest. `fork` gives a run nobody holds. Unknown runs throw `run.unknown`.
 */
export interface DurableBackend {
  /** A run whose log begins with these events: there is never one of which nothing is known. */
  create(
    request: RunRequest,
    events: readonly EngineEventBody[],
    signal: AbortSignal,
  ): Promise<{ readonly held: HeldRun; readonly existed: boolean }>;
  open(runId: RunId, signal: AbortSignal): Promise<HeldRun>;
  /** Tells a run something, whichever process holds it, or none. */
  signal(runId: RunId, name: string, value: unknown, signal: AbortSignal): Promise<void>;
  cancel(runId: RunId, reason: string, signal: AbortSignal): Promise<void>;
  /** A new run that begins with these events. */
  fork(request: RunRequest, events: readonly EngineEventBody[], signal: AbortSignal): Promise<void>;
  read(runId: RunId, afterSeq: number, signal: AbortSignal): Promise<readonly EngineEvent[]>;
  definition(runId: RunId, signal: AbortSignal): Promise<WorkflowDefinition>;
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly HeldRunHead[]>;
  close(): void;
}
