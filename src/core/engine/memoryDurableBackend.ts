import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import type { WorkflowDefinition } from '../workflow/definition.ts';
import {
  cancelSignal,
  type DurableBackend,
  type HeldRun,
  type HeldRunHead,
  type RunRequest,
  type RunSignal,
} from './durableBackend.ts';
import { type EngineEvent, type EngineEventBody, isEnding } from './engineEvent.ts';

interface MemoryRun {
  readonly definition: WorkflowDefinition;
  readonly createdAtMs: number;
  readonly batches: { readonly atMs: number; readonly events: readonly EngineEventBody[] }[];
  readonly signals: RunSignal[];
  readonly listeners: Map<string, (signal: RunSignal) => void>;
  count: number;
  ended: boolean;
  holder: object | undefined;
}

/** Runs kept in this process: they survive their engine, and end with the process. */
export function createMemoryDurableBackend(nowMs: () => number): DurableBackend {
  const runs = new Map<RunId, MemoryRun>();
  const byKey = new Map<string, RunId>();
  const cache = new Map<string, unknown>();
  const find = (runId: RunId): MemoryRun => {
    const run = runs.get(runId);
    if (!run) throw new CodedError('run.unknown', `There is no run ${runId}.`);
    return run;
  };
  const add = ({ runId, definition }: RunRequest): MemoryRun => {
    const run: MemoryRun = {
      definition,
      createdAtMs: nowMs(),
      batches: [],
      signals: [],
      listeners: new Map(),
      count: 0,
      ended: false,
      holder: undefined,
    };
    runs.set(runId, run);
    return run;
  };
  const append = (run: MemoryRun, events: readonly EngineEventBody[]) => {
    run.batches.push({ atMs: nowMs(), events });
    run.count += events.length;
    run.ended = isEnding(events.at(-1));
  };
  const hold = (runId: RunId): HeldRun => holdRun(runId, find(runId), { append, cache });
  const tell = async (runId: RunId, name: string, value: unknown) => {
    const run = find(runId);
    const told = { seq: run.signals.length + 1, name, value };
    run.signals.push(told);
    run.listeners.get(name)?.(told);
  };

  return {
    async create(request, events, signal) {
      throwIfAborted(signal);
      const known = request.idempotencyKey === undefined ? undefined : byKey.get(request.idempotencyKey);
      if (known) return { held: hold(known), existed: true };
      if (runs.has(request.runId)) throw new CodedError('run.exists', `There is a run ${request.runId} already.`);
      const run = add(request);
      if (events.length > 0) append(run, events);
      if (request.idempotencyKey !== undefined) byKey.set(request.idempotencyKey, request.runId);
      return { held: hold(request.runId), existed: false };
    },
    async open(runId, signal) {
      throwIfAborted(signal);
      return hold(runId);
    },
    signal: (runId, name, value) => tell(runId, name, value),
    cancel: (runId, reason) => tell(runId, cancelSignal, reason),
    async fork(request, events, signal) {
      throwIfAborted(signal);
      append(add(request), events);
    },
    async read(runId, afterSeq, signal) {
      throwIfAborted(signal);
      return eventsOf(find(runId)).slice(afterSeq);
    },
    async definition(runId) {
      return find(runId).definition;
    },
    async list() {
      return [...runs].map(([runId, run]) => headOf(runId, run)).reverse();
    },
    close: () => runs.clear(),
  };
}

function holdRun(
  runId: RunId,
  run: MemoryRun,
  store: { append(run: MemoryRun, events: readonly EngineEventBody[]): void; cache: Map<string, unknown> },
): HeldRun {
  if (run.holder) throw new CodedError('run.held', `The run ${runId} goes on already.`);
  const holder = {};
  run.holder = holder;
  return {
    runId,
    definition: run.definition,
    recorded: eventsOf(run),
    record(events) {
      if (run.holder !== holder) throw new CodedError('run.lost', `The run ${runId} belongs to somebody else now.`);
      store.append(run, events);
      return undefined;
    },
    waitForSignal(name, listener) {
      run.listeners.set(name, listener);
      for (const told of run.signals) if (told.name === name) queueMicrotask(() => listener(told));
      return { stop: () => run.listeners.delete(name) };
    },
    async cached(key) {
      return store.cache.has(key) ? { output: store.cache.get(key) } : undefined;
    },
    putCached: (key, output) => store.cache.set(key, output),
    release() {
      if (run.holder === holder) run.holder = undefined;
    },
  };
}

/** The log as a reader of another process would get it: as JSON, and its own. */
function eventsOf({ batches }: MemoryRun): readonly EngineEvent[] {
  let seq = 0;
  return batches.flatMap(({ atMs, events }) =>
    (JSON.parse(JSON.stringify(events)) as EngineEventBody[]).map((event) => ({ ...event, seq: ++seq, atMs })),
  );
}

function headOf(runId: RunId, { definition, createdAtMs, count, holder, ended }: MemoryRun): HeldRunHead {
  const status = holder ? 'running' : ended ? 'ended' : 'interrupted';
  return { runId, workflow: definition.name, createdAtMs, lastSeq: count, status };
}
