import { CodedError } from '../../../src/base/errors.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import { expression, graph, plain, tool, workflow } from '../engine/workflowBuilder.ts';
import { agent, type Doer, listOf } from './workflowLog.ts';

/** The run's own last word. */
export const finished: RunEventBody = { type: 'run.finished', outcome: 'not-fixed', line: '' };

export const retry = { ...plain.retry, max: 3, baseMs: 50 };

/** Containers of every kind, a node that is tried again, and one that is skipped. */
export const everyKind = workflow(
  [
    tool('prepare'),
    {
      ...plain,
      kind: 'forEach',
      id: 'each',
      needs: ['prepare'],
      items: listOf(1, 2, 3),
      as: 'item',
      concurrency: 2,
      body: graph([agent('fix'), tool('check', { needs: ['fix'] })]),
    },
    {
      ...plain,
      kind: 'race',
      id: 'both',
      needs: ['prepare'],
      branches: { left: graph([agent('slow')]), right: graph([tool('fast')]) },
    },
    { ...plain, kind: 'workflow', id: 'sub', needs: ['both'], workflow: 'inner' },
    tool('flaky', { needs: ['each', 'sub'], retry }),
    {
      ...plain,
      kind: 'loop',
      id: 'tries',
      needs: ['flaky'],
      until: expression('loop.round == 2'),
      max: 4,
      body: graph([agent('ask')]),
    },
    tool('never', { needs: ['tries'], when: expression('false') }),
  ],
  { run: { concurrency: 8 } },
);
export const inner = workflow([tool('plan')], { name: 'inner' });

/** Fails the first two times. */
export function failsTwice(): Doer {
  let failures = 0;
  return async ({ sleep }) => {
    await sleep(4);
    if (failures++ < 2) throw new CodedError('x.broke', 'secret words');
  };
}

export const doers = (): Record<string, Doer> => ({
  prepare: ({ sleep }) => sleep(10),
  fix: ({ ask }) => ask(100),
  check: ({ sleep }) => sleep(5),
  slow: ({ ask }) => ask(1_000),
  fast: ({ sleep }) => sleep(20),
  plan: ({ sleep }) => sleep(30),
  flaky: failsTwice(),
  ask: ({ ask }) => ask(7),
});
