import type { RunId } from '../../../src/base/ids.ts';
import { createEngine } from '../../../src/core/engine/engine.ts';
import type { RunOptions } from '../../../src/core/engine/enginePorts.ts';
import type { NodeContext } from '../../../src/core/engine/nodeRunner.ts';
import { createRunBackend } from '../../../src/core/run/runBackend.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { spansOf } from '../../../src/core/run/runSpans.ts';
import { findNodesIn } from '../../../src/core/run/workflowNodes.ts';
import { childrenOf, type Span, type Trace } from '../../../src/core/trace/span.ts';
import type {
  NodeCommon,
  NodeDefinition,
  Template,
  WorkflowDefinition,
} from '../../../src/core/workflow/definition.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';
import { VirtualClock } from '../../fakes/virtualClock.ts';
import { forever, nextRunId, plain, portsOf } from '../engine/workflowBuilder.ts';
import { asked, replied, started } from './someRun.ts';

/** How the log of a run begins; the workflows of these tests are called `test`. */
const begun: RunEventBody = { ...(started as Extract<RunEventBody, { type: 'run.started' }>), workflow: 'test' };

/** What a node of a test can do: take time, ask a model, write into the log. */
export interface Doing {
  readonly input: unknown;
  readonly context: NodeContext;
  readonly signal: AbortSignal;
  sleep(ms: number): Promise<void>;
  /** Writes an event of this node. */
  log(body: RunEventBody): Promise<void>;
  /** A model call of this node that takes so long. */
  ask(ms: number, usd?: number, model?: string): Promise<void>;
}

export type Doer = (doing: Doing) => unknown;

/** How a run of a test differs from the plainest one. */
export interface LogOptions {
  readonly workflows?: readonly WorkflowDefinition[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly limits?: Readonly<Record<string, number>>;
  /** Events that the run itself writes once the engine has ended. */
  readonly epilogue?: readonly RunEventBody[];
}

/** Runs workflows with the engine, on a clock that jumps, and keeps real logs. */
export class LogBench {
  readonly clock = new VirtualClock();
  readonly #cached = new Map<string, unknown>();
  #atMs: number | undefined;
  readonly store = createMemoryRunStore(() => this.#atMs ?? this.clock.nowMs());

  /** Runs a workflow to its end; nodes do what is given by their id, the others nothing. */
  async run(definition: WorkflowDefinition, doers: Readonly<Record<string, Doer>> = {}, options: LogOptions = {}) {
    const runId = nextRunId();
    const { engine } = this.#engine(runId, doers, options);
    const request = { runId, definition, inputs: options.inputs ?? {}, seed: 1 };
    const handle = await engine.start(request, forever);
    await this.clock.until(handle.finished);
    return this.#told(runId, definition, options);
  }

  /** Begins a workflow and leaves it alone. */
  async begin(definition: WorkflowDefinition, doers: Readonly<Record<string, Doer>> = {}, options: LogOptions = {}) {
    const runId = nextRunId();
    const { engine, backend } = this.#engine(runId, doers, options);
    const handle = await engine.start({ runId, definition, inputs: options.inputs ?? {}, seed: 1 }, forever);
    return { runId, handle, backend };
  }

  /** Goes on with a run. */
  async resume(
    { runId, definition }: { readonly runId: RunId; readonly definition: WorkflowDefinition },
    doers: Readonly<Record<string, Doer>>,
    options: LogOptions & RunOptions = {},
  ) {
    const handle = await this.#engine(runId, doers, options).engine.resume(runId, options, forever);
    await this.append(runId, [
      { type: 'run.reopened', owner: { pid: 8, startTime: undefined }, limits: { wallMs: 1 } },
    ]);
    await this.clock.until(handle.finished);
    return this.#told(runId, definition, options);
  }

  /** A bench whose store holds a log's first events, as after a process that died there. */
  async after(log: readonly RunEvent[], runId: RunId, gone: { readonly ms: number }): Promise<LogBench> {
    const bench = new LogBench();
    for (const event of log) {
      const { seq: _seq, atMs, v: _v, ...body } = event;
      bench.#atMs = atMs;
      await bench.store.append(runId, [body as RunEventBody], forever);
      if (event.type === 'workflow.defined') {
        const blob = await this.store.getBlob(event.definition, forever);
        if (blob) await bench.store.putBlob(blob, forever);
      }
    }
    const lastMs = bench.#atMs ?? 0;
    bench.#atMs = undefined;
    await bench.clock.until(bench.clock.sleep(lastMs - bench.clock.nowMs() + gone.ms, forever));
    return bench;
  }

  /** Writes into a log as the run's own process would. */
  async append(runId: RunId, bodies: readonly RunEventBody[]): Promise<void> {
    await this.store.append(runId, bodies, forever);
  }

  read(runId: RunId): Promise<readonly RunEvent[]> {
    return this.store.read(runId, 0, forever);
  }

  #engine(runId: RunId, doers: Readonly<Record<string, Doer>>, options: LogOptions) {
    const cached = this.#cached;
    const cache = {
      get: async (key: string) => (cached.has(key) ? { output: cached.get(key) } : undefined),
      put: (key: string, output: unknown) => void cached.set(key, output),
    };
    const backend = createRunBackend({ store: this.store, cache, prologue: [begun] });
    const behaviours = Object.fromEntries(
      Object.entries(doers).map(([id, doer]) => [
        id,
        (input: unknown, context: NodeContext, signal: AbortSignal) => doer(this.#doing(runId, input, context, signal)),
      ]),
    );
    return { engine: createEngine(portsOf(this.clock, behaviours, { backend, ...options })), backend };
  }

  #doing(runId: RunId, input: unknown, context: NodeContext, signal: AbortSignal): Doing {
    const log = async (body: RunEventBody) => {
      await this.store.append(runId, [{ ...body, node: context.path }], forever);
    };
    return {
      input,
      context,
      signal,
      log,
      sleep: (ms) => this.clock.sleep(ms, signal),
      ask: async (ms, usd = 0.01, model) => {
        await log(asked(1, model));
        await this.clock.sleep(ms, signal);
        await log(replied(1, usd));
      },
    };
  }

  async #told(runId: RunId, definition: WorkflowDefinition, { epilogue = [] }: LogOptions) {
    if (epilogue.length > 0) await this.store.append(runId, epilogue, forever);
    return { runId, definition, log: await this.read(runId) };
  }
}

/** The trace of a real log, with what its workflow says of its nodes. */
export const traceOf = (run: { readonly log: readonly RunEvent[]; readonly definition: WorkflowDefinition }): Trace =>
  spansOf(run.log, { details: false, findNode: findNodesIn(run.definition) });

/** A trace as an indented tree: name, start and end in ms since its own start, how it came out. */
export function tree({ spans }: Trace): readonly string[] {
  const children = childrenOf(spans);
  const originMs = spans[0]?.startMs ?? 0;
  const below = (parent: string | undefined, depth: number): string[] =>
    (children.get(parent) ?? []).flatMap((span) => [
      `${' '.repeat(depth)}${span.name} ${span.startMs - originMs}-${span.endMs === undefined ? '…' : span.endMs - originMs}${sayEnd(span)}`,
      ...below(span.spanId, depth + 1),
    ]);
  return below(undefined, 0);
}

function sayEnd({ attributes, status }: Span): string {
  const outcome = attributes['loopwright.outcome'];
  const error = status === 'error' ? attributes['error.type'] : undefined;
  return [outcome === 'succeeded' ? undefined : outcome, error]
    .map((word) => (word === undefined ? '' : ` ${word}`))
    .join('');
}

export const spanOf = (trace: Trace, path: string, which = 0): Span => {
  const found = trace.spans.filter(
    ({ attributes }) => attributes['loopwright.node'] === path && attributes['loopwright.node.kind'] !== undefined,
  )[which];
  if (!found) throw new Error(`no span of ${path}`);
  return found;
};

/** A list of values, for a definition. */
export const listOf = (...values: readonly (string | number)[]): Template => ({
  kind: 'list',
  items: values.map((value) => ({ kind: 'literal', value })),
});

export const agent = (id: string, changes: Partial<NodeCommon> = {}): NodeDefinition => ({
  ...plain,
  ...changes,
  id,
  kind: 'agent',
  agent: `${id}-agent`,
});
