import { CodedError } from '../../base/errors.ts';
import { asBlobHash, type BlobHash, type RunId, runIdOfHash } from '../../base/ids.ts';
import { readDefinition, writeDefinition } from '../engine/definitionText.ts';
import { cancelSignal, type DurableBackend, type HeldRun, type HeldRunHead } from '../engine/durableBackend.ts';
import { type EngineEvent, type EngineEventBody, isEnding } from '../engine/engineEvent.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import type { RunEvent, RunEventBody } from './runEvent.ts';
import type { RunHold, RunStore } from './runStore.ts';
import { SignalReader } from './signalReader.ts';

/** Port: outputs of nodes with `cache`, by what they depend on. Contract: `get` gives what was put last, or undefined. */
export interface OutputCache {
  get(key: string): Promise<{ readonly output: unknown } | undefined>;
  put(key: string, output: unknown): void;
}

/** What the engine's progress is kept with. */
export interface RunBackendPorts {
  readonly store: RunStore;
  readonly cache: OutputCache;
  /** Takes secrets out of what is recorded; absent: nothing is. */
  readonly redact?: (event: EngineEventBody) => EngineEventBody;
  /** What stands in a new run's log before anything of the engine. */
  readonly prologue?: readonly RunEventBody[];
  /** Called once a run is on record and held, before anything of it goes on. Must not reject because of a cancellation. */
  onHeld?(signal: AbortSignal): Promise<void>;
}

const never = new AbortController().signal;

/**
 * The engine's progress as a part of the run's log: one event holds what was recorded in one tick. So a run has one log,
 * whatever happened in it, and every store of runs serves the engine. The same key gives the same run because the run's id is
 * made from it.
 */
export function createRunBackend(ports: RunBackendPorts): DurableBackend {
  const { store } = ports;
  const known = async (runId: RunId, signal: AbortSignal): Promise<readonly RunEvent[]> => {
    const events = await store.read(runId, 0, signal);
    if (definitionHash(events) === undefined) throw unknownRun(runId);
    return events;
  };

  return {
    async create(request, events, signal) {
      const { idempotencyKey: key, definition } = request;
      const runId = key === undefined ? request.runId : await runIdOfKey(store, key, signal);
      const hold = await store.hold(runId, signal);
      return orRelease(hold, async () => {
        const before = await store.read(runId, 0, signal);
        const hash = definitionHash(before);
        if (hash !== undefined && key === undefined)
          throw new CodedError('run.exists', `There is a run ${runId} already.`);
        if (hash !== undefined) {
          const kept = await definitionOf(store, hash, signal);
          return { held: holdRun({ runId, definition: kept, hold, log: before }, ports), existed: true };
        }
        await begin(hold, { definition, events }, ports, signal);
        await ports.onHeld?.(signal);
        const log = await store.read(runId, 0, signal);
        return { held: holdRun({ runId, definition, hold, log }, ports), existed: false };
      });
    },
    async open(runId, signal) {
      const hold = await store.hold(runId, signal);
      return orRelease(hold, async () => {
        await known(runId, signal);
        await ports.onHeld?.(signal);
        const log = await known(runId, signal);
        const definition = await definitionOf(store, definitionHash(log) as BlobHash, signal);
        return holdRun({ runId, definition, hold, log }, ports);
      });
    },
    async signal(runId, name, value, signal) {
      await known(runId, signal);
      await store.append(runId, [{ type: 'signal.sent', name, value: value ?? null }], signal);
    },
    async cancel(runId, reason, signal) {
      await known(runId, signal);
      await store.append(runId, [{ type: 'signal.sent', name: cancelSignal, value: reason }], signal);
    },
    async fork({ runId, definition }, events, signal) {
      const hold = await store.hold(runId, signal);
      await orRelease(hold, () => begin(hold, { definition, events }, ports, signal));
      hold.release();
    },
    async read(runId, afterSeq, signal) {
      return engineEventsOf(await known(runId, signal)).slice(afterSeq);
    },
    async definition(runId, signal) {
      return definitionOf(store, definitionHash(await known(runId, signal)) as BlobHash, signal);
    },
    list: (signal) => listRuns(store, signal),
    close: () => undefined,
  };
}

/** The engine's own events in a run's log, numbered from 1 without gaps. */
export function engineEventsOf(log: readonly RunEvent[]): EngineEvent[] {
  const events: EngineEvent[] = [];
  for (const entry of log) {
    if (entry.type !== 'engine.recorded') continue;
    for (const event of entry.events) events.push({ ...event, seq: events.length + 1, atMs: entry.atMs });
  }
  return events;
}

/** The address of the workflow that a run goes through; undefined for a run of which no workflow is known. */
export function definitionHash(log: readonly RunEvent[]): BlobHash | undefined {
  const defined = log.find((event) => event.type === 'workflow.defined');
  return defined?.type === 'workflow.defined' ? defined.definition : undefined;
}

/** The workflow that was kept at this address. Throws `run.damaged` when it is gone. */
export async function definitionOf(store: RunStore, hash: BlobHash, signal: AbortSignal): Promise<WorkflowDefinition> {
  const bytes = await store.getBlob(hash, signal);
  if (!bytes) throw new CodedError('run.damaged', `The run's workflow (${hash.slice(0, 12)}) is no longer kept.`);
  return readDefinition(new TextDecoder().decode(bytes));
}

/** The id of the one run that belongs to an idempotency key. */
export async function runIdOfKey(store: RunStore, key: string, signal: AbortSignal): Promise<RunId> {
  return runIdOfHash(asBlobHash(await store.putBlob(new TextEncoder().encode(`idempotency key\n${key}`), signal)));
}

/** Keeps a workflow for the runs that name it; `definitionOf` reads it back. */
export function keepDefinition(
  store: RunStore,
  definition: WorkflowDefinition,
  signal: AbortSignal,
): Promise<BlobHash> {
  return store.putBlob(new TextEncoder().encode(writeDefinition(definition)), signal);
}

async function begin(
  hold: RunHold,
  { definition, events }: { readonly definition: WorkflowDefinition; readonly events: readonly EngineEventBody[] },
  { store, redact, prologue = [] }: RunBackendPorts,
  signal: AbortSignal,
): Promise<void> {
  const kept = await keepDefinition(store, definition, signal);
  const bodies: RunEventBody[] = [...prologue, { type: 'workflow.defined', definition: kept }];
  if (events.length > 0) bodies.push({ type: 'engine.recorded', events: redact ? events.map(redact) : events });
  await hold.append(bodies, { flush: true }, signal);
}

function holdRun(
  run: {
    readonly runId: RunId;
    readonly definition: WorkflowDefinition;
    readonly hold: RunHold;
    readonly log: readonly RunEvent[];
  },
  { store, cache, redact }: RunBackendPorts,
): HeldRun {
  const { runId, definition, hold, log } = run;
  const signals = new SignalReader(store, runId, log);
  const settled = (first: number, count: number): undefined => signals.appended(first, count);
  return {
    runId,
    definition,
    recorded: engineEventsOf(log),
    record(events, final) {
      const body: RunEventBody = { type: 'engine.recorded', events: redact ? events.map(redact) : events };
      const first = signals.whileAppending(() => hold.append([body], { flush: final }, never));
      return typeof first === 'number' ? settled(first, 1) : first.then((seq) => settled(seq, 1));
    },
    waitForSignal: (name, listener) => signals.wait(name, listener),
    cached: (key) => cache.get(key),
    putCached: (key, output) => cache.put(key, redact ? redactOutput(output, redact) : output),
    release() {
      signals.close();
      hold.release();
    },
  };
}

/** What a later run takes is what this run's log says. */
function redactOutput(output: unknown, redact: (event: EngineEventBody) => EngineEventBody): unknown {
  const event = redact({ type: 'node.succeeded', node: '', output });
  return 'output' in event ? event.output : undefined;
}

async function orRelease<T>(hold: RunHold, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    hold.release();
    throw error;
  }
}

async function listRuns(store: RunStore, signal: AbortSignal): Promise<readonly HeldRunHead[]> {
  const found: HeldRunHead[] = [];
  for (const { runId, createdAtMs } of await store.list(signal)) {
    const events = engineEventsOf(await store.read(runId, 0, signal));
    const [first] = events;
    if (first?.type !== 'run.started') continue;
    const status = isEnding(events.at(-1)) ? 'ended' : (await store.isHeld(runId, signal)) ? 'running' : 'interrupted';
    found.push({ runId, workflow: first.workflow, createdAtMs, lastSeq: events.length, status });
  }
  return found;
}

function unknownRun(runId: RunId): CodedError {
  return new CodedError('run.unknown', `There is no run ${runId} of a workflow.`);
}
