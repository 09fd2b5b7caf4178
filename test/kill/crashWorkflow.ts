import type { WorkflowDefinition } from '../../src/core/workflow/definition.ts';
import { expression, graph, plain, tool, workflow } from '../unit/engine/workflowBuilder.ts';

const retry = { max: 3, backoff: 'exponential' as const, baseMs: 8, maxMs: 50, jitter: 0.5, on: [] };
const wide = [0, 1, 2, 3, 4, 5].map((i) => tool(`wide${i}`, { needs: ['first'], retry }));

/** A workflow with every shape that progress can take: a join of all, a join of any, items, rounds, a race and retries. */
export const crashWorkflow: WorkflowDefinition = workflow(
  [
    tool('first'),
    ...wide,
    tool('quick', { needs: ['wide0', 'wide1', 'wide2'], join: { kind: 'any' } }),
    {
      ...plain,
      kind: 'forEach',
      id: 'each',
      needs: ['wide3', 'wide4', 'wide5'],
      items: { kind: 'list', items: [1, 2, 3, 4].map((value) => ({ kind: 'literal' as const, value })) },
      as: 'item',
      concurrency: 2,
      body: graph([tool('left', { retry }), tool('right', { needs: ['left'] })]),
    },
    {
      ...plain,
      kind: 'loop',
      id: 'tries',
      needs: ['quick'],
      until: expression('loop.round >= 3'),
      max: 5,
      body: graph([tool('try')]),
    },
    tool('last', { needs: ['each', 'tries'] }),
  ],
  { run: { concurrency: 4 } },
);

/** How long a node takes; long enough that kills fall into the middle of nodes. */
export function msOf(path: string): number {
  return 4 + ([...path].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 17);
}

/** Nodes whose first attempt fails. */
export const flaky = (path: string) => path === 'wide4' || path === 'each[2]/left';
