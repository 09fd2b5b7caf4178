import path from 'node:path';
import { systemClock, systemRandom } from '../../src/adapters/host/systemClock.ts';
import { createFileOutputCache } from '../../src/adapters/store/fileOutputCache.ts';
import { createSqliteRunStore } from '../../src/adapters/store/sqliteRunStore.ts';
import { createRunId } from '../../src/base/ids.ts';
import type { DurableBackend } from '../../src/core/engine/durableBackend.ts';
import { createEngine } from '../../src/core/engine/engine.ts';
import { Limiter } from '../../src/core/engine/limiter.ts';
import { createMemoryDurableBackend } from '../../src/core/engine/memoryDurableBackend.ts';
import type { NodeRunner, WorkflowLanguage } from '../../src/core/engine/nodeRunner.ts';
import { createRunBackend } from '../../src/core/run/runBackend.ts';
import type { NodeDefinition, WorkflowDefinition } from '../../src/core/workflow/definition.ts';

const language: WorkflowLanguage = {
  evaluate() {
    throw new Error('these workflows have no expressions');
  },
  workflow() {
    throw new Error('these workflows have no sub-workflows');
  },
  checkOutput: () => undefined,
};

/** Full policies on every node: a time-out, three attempts with jitter, cancellation, every event recorded. */
export function definitionOf(needs: readonly (readonly number[])[], concurrency = 8): WorkflowDefinition {
  const nodes = needs.map(
    (row, i): NodeDefinition => ({
      kind: 'tool',
      tool: 'none',
      id: `n${i}`,
      needs: row.map((need) => `n${need}`),
      join: { kind: 'all' },
      when: undefined,
      with: {},
      retry: { max: 3, backoff: 'exponential', baseMs: 100, maxMs: 5_000, jitter: 0.25, on: [] },
      timeoutMs: 60_000,
      onFailure: { kind: 'fail' },
      budget: undefined,
      cache: false,
      model: undefined,
      tools: undefined,
      schema: undefined,
    }),
  );
  return {
    version: 1,
    name: 'bench',
    description: undefined,
    inputs: {},
    graph: { nodes, output: { kind: 'literal', value: null } },
    run: { timeoutMs: 600_000, concurrency, cancellation: 'cascading', budget: undefined, priority: 0 },
  };
}

export const memoryBackend = () => createMemoryDurableBackend(Date.now);

/** The engine's progress in a run log that SQLite keeps. */
export function sqliteBackend(file: string): DurableBackend {
  const store = createSqliteRunStore(file, Date.now);
  const cache = createFileOutputCache(path.join(path.dirname(file), 'outputs'), Date.now);
  return { ...createRunBackend({ store, cache }), close: () => store.close() };
}

export const newRunId = () => createRunId(Date.now(), systemRandom.bytes(5));

export function engineOver(backend: DurableBackend, runner: NodeRunner) {
  const limiter = new Limiter({}, systemClock);
  return createEngine({ backend, runner, language, limiter, clock: systemClock, random: systemRandom });
}

/** Milliseconds that our engine takes for a graph. */
export async function runOurs(
  needs: readonly (readonly number[])[],
  { backend, work, concurrency }: { backend: DurableBackend; work(i: number): Promise<unknown>; concurrency?: number },
): Promise<number> {
  const definition = definitionOf(needs, concurrency);
  const engine = engineOver(backend, { run: (node) => work(Number(node.id.slice(1))) });
  const beganAtMs = performance.now();
  const request = { runId: newRunId(), definition, inputs: {}, seed: 1 };
  const { finished } = await engine.start(request, new AbortController().signal);
  const end = await finished;
  const ms = performance.now() - beganAtMs;
  if (end.kind !== 'succeeded') throw new Error(`the run ended as ${JSON.stringify(end)}`);
  return ms;
}
