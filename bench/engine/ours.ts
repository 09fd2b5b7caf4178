import { createMemoryDurableBackend } from '../../src/adapters/engine/memoryDurableBackend.ts';
import { createSqliteDurableBackend } from '../../src/adapters/engine/sqliteDurableBackend.ts';
import { systemClock, systemRandom } from '../../src/adapters/host/systemClock.ts';
import { createRunId } from '../../src/base/ids.ts';
import type { DurableBackend } from '../../src/core/engine/durableBackend.ts';
import { createEngine } from '../../src/core/engine/engine.ts';
import { Limiter } from '../../src/core/engine/limiter.ts';
import type { NodeRunner, WorkflowLanguage } from '../../src/core/engine/nodeRunner.ts';
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
export const sqliteBackend = (file: string) => createSqliteDurableBackend(file, Date.now);
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
