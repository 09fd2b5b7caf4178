import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import { writeDefinition } from './definitionText.ts';
import type { HeldRun } from './durableBackend.ts';
import type { EngineEventBody, NodeFailure, RunEnd } from './engineEvent.ts';
import type { EnginePorts, RunOptions } from './enginePorts.ts';
import type { Divergence } from './feeder.ts';
import { readInputs } from './readInputs.ts';
import { machineOf } from './replay.ts';
import { RunDriver } from './runDriver.ts';

/** A run to begin. */
export interface StartRequest extends RunOptions {
  readonly runId: RunId;
  readonly definition: WorkflowDefinition;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The same key twice gives the same run. */
  readonly idempotencyKey?: string;
  /** Seed of the run's random choices; drawn when absent. */
  readonly seed?: number;
}

/** A run that has ended, and what it is to go on with. */
export interface ExtendRequest extends RunOptions {
  readonly runId: RunId;
  readonly definition: WorkflowDefinition;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A run that goes on in this process. */
export interface RunHandle {
  readonly runId: RunId;
  /** Settles when nothing of the run is left running. Rejects only when its progress can no longer be recorded. */
  readonly finished: Promise<RunEnd>;
  cancel(reason: string): void;
  /** Brings the run to rest; it can be resumed, and what was in flight runs again then. */
  pause(reason: NodeFailure): void;
}

/** Runs workflows. */
export interface Engine {
  /** Begins a run, or gives the one that was begun with the same key. The signal cancels the run. */
  start(request: StartRequest, signal: AbortSignal): Promise<RunHandle>;
  /** Goes on with a run whose process died, or that was paused. A log that does not fit throws `run.diverged`. */
  resume(runId: RunId, options: RunOptions, signal: AbortSignal): Promise<RunHandle>;
  /**
   * Lets a run that has ended go on with another workflow, in the same log and with the same budget. Throws `run.notEnded`, and
   * `run.diverged` as `resume` does.
   */
  extend(request: ExtendRequest, signal: AbortSignal): Promise<RunHandle>;
  /** Runs in flight in this process. */
  active(): readonly RunId[];
}

/** An engine over these ports. */
export function createEngine(ports: EnginePorts): Engine {
  const active = new Map<RunId, RunHandle>();
  const byKey = new Map<string, RunHandle>();

  function drive(driver: RunDriver, signal: AbortSignal, key?: string): RunHandle {
    const cancel = (reason: string) => driver.cancel(reason);
    const onAbort = () => cancel('The run was cancelled.');
    const finished = driver.finished.finally(() => {
      signal.removeEventListener('abort', onAbort);
      active.delete(driver.runId);
      if (key !== undefined) byKey.delete(key);
    });
    const handle: RunHandle = { runId: driver.runId, finished, cancel, pause: (reason) => driver.pause(reason) };
    active.set(driver.runId, handle);
    if (key !== undefined) byKey.set(key, handle);
    driver.go();
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return handle;
  }

  return {
    active: () => [...active.keys()],
    async start(request, signal) {
      const { definition, idempotencyKey } = request;
      const known = idempotencyKey === undefined ? undefined : byKey.get(idempotencyKey);
      if (known) return known;
      const inputs = readInputs(definition, request.inputs);
      const seed = request.seed ?? Math.floor(ports.random.next() * 2 ** 31);
      const begin: EngineEventBody = { type: 'run.started', workflow: definition.name, inputs, seed };
      const asked = { runId: request.runId, definition, idempotencyKey };
      const { held } = await ports.backend.create(asked, [begin], signal);
      return drive(reopen(held, ports, request), signal, idempotencyKey);
    },
    async resume(runId, options, signal) {
      const known = active.get(runId);
      if (known) return known;
      const held = await ports.backend.open(runId, signal);
      return drive(reopen(held, ports, options), signal);
    },
    async extend(request, signal) {
      const { runId, definition, inputs } = request;
      const held = active.has(runId) ? undefined : await ports.backend.open(runId, signal);
      if (!held) throw notEnded(runId);
      return drive(reopen(held, ports, request, { definition, inputs }), signal);
    },
  };
}

/** A driver that stands where the log ends, or behind that end when the run is to go on with another workflow. */
function reopen(
  held: HeldRun,
  ports: EnginePorts,
  options: RunOptions,
  extension?: Pick<ExtendRequest, 'definition' | 'inputs'>,
): RunDriver {
  try {
    const { runId, definition, recorded: events } = held;
    const { machine, feeder } = machineOf(runId, definition, { events, language: ports.language });
    const driver = new RunDriver(held, machine, { ports, options });
    for (const event of events) {
      const divergence = feeder.feed(event);
      if (divergence) throw diverged(runId, divergence);
      driver.remember(event, feeder);
    }
    if (!extension) driver.goOn(feeder);
    else if (!machine.end || feeder.expected.length > 0) throw notEnded(runId);
    else driver.extend(writeDefinition(extension.definition), readInputs(extension.definition, extension.inputs));
    return driver;
  } catch (error) {
    held.release();
    throw error;
  }
}

function diverged(runId: RunId, divergence: Divergence): CodedError {
  const { seq, why } = divergence;
  return new CodedError('run.diverged', `The log of ${runId} does not fit its workflow at event ${seq}: ${why}`, {
    hint: 'Fork the run before that event to go on with the changed workflow.',
    details: { ...divergence },
  });
}

function notEnded(runId: RunId): CodedError {
  return new CodedError('run.notEnded', `The run ${runId} has not ended.`, {
    hint: `Resume it, or let it end first: loopwright resume ${runId}`,
  });
}
