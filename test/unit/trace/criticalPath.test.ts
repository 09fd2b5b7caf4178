import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import { spansOf } from '../../../src/core/run/runSpans.ts';
import { findNodesIn, nodesBefore } from '../../../src/core/run/workflowNodes.ts';
import { type ProfileReport, profileReportOf } from '../../../src/core/trace/profileReport.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { expression, graph, plain, tool, workflow } from '../engine/workflowBuilder.ts';
import { type Doer, LogBench, type LogOptions, listOf, traceOf } from './workflowLog.ts';

/** Nodes that only take their time. */
const takes = (times: Readonly<Record<string, number>>): Record<string, Doer> =>
  Object.fromEntries(Object.entries(times).map(([id, ms]) => [id, ({ sleep }) => sleep(ms)]));

/** Runs the nodes, as many as eight at once, and profiles the run. */
async function profileOf(
  nodes: readonly NodeDefinition[],
  doers: Readonly<Record<string, Doer>>,
  { concurrency = 8, ...options }: LogOptions & { readonly concurrency?: number } = {},
): Promise<ProfileReport> {
  const definition = workflow(nodes, { run: { concurrency } });
  return profileReportOf(
    traceOf(await new LogBench().run(definition, doers, options)),
    nodesBefore(findNodesIn(definition)),
  );
}

/** The path as `node from+ms`, with what it was where it was no work. */
const said = ({ criticalPath }: ProfileReport) =>
  criticalPath.map(
    ({ node, what, fromMs, ms }) => `${node ?? 'run'} ${fromMs}+${ms}${what === 'work' ? '' : ` ${what}`}`,
  );

const retry = { ...plain.retry, max: 2, baseMs: 30 };

describe('the critical path through a workflow', () => {
  it('goes by what a node needs, not by what happened to end before it', async () => {
    const nodes = [tool('a'), tool('b'), tool('c'), tool('d', { needs: ['a'] })];
    const report = await profileOf(nodes, takes({ a: 20, b: 30, c: 15, d: 40 }), { concurrency: 2 });
    // c has the place that a leaves; d needs a, is ready at 20, and gets the place of b at 30.
    assert.deepEqual(said(report), ['a 0+20', 'd 20+10 queue', 'd 30+40']);
    assert.equal(report.waited.queueMs, 30);
    assert.deepEqual([report.wallMs, report.serialMs, report.speedUp], [70, 105, 1.5]);
  });

  it('goes to the one that decided a join', async () => {
    const last = tool('last', { needs: ['slow', 'fast'], join: { kind: 'any' } });
    const report = await profileOf([tool('slow'), tool('fast'), last], takes({ slow: 100, fast: 20, last: 5 }));
    assert.deepEqual(said(report), ['fast 0+20', 'last 20+5']);
  });

  it('ends with the node that failed the run, not with those that were cancelled for it', async () => {
    const report = await profileOf([tool('slow'), tool('bad')], {
      ...takes({ slow: 100 }),
      async bad({ sleep }) {
        await sleep(10);
        throw new CodedError('x.broke', 'no');
      },
    });
    assert.deepEqual(said(report), ['bad 0+10']);
  });

  it('goes through a fallback to the node that failed', async () => {
    const nodes = [
      tool('a', { onFailure: { kind: 'fallback', node: 'spare' } }),
      tool('spare'),
      tool('side'),
      tool('b', { needs: ['a'] }),
    ];
    const report = await profileOf(nodes, {
      ...takes({ spare: 15, side: 25, b: 5 }),
      async a({ sleep }) {
        await sleep(10);
        throw new CodedError('x.broke', 'no');
      },
    });
    assert.deepEqual(said(report), ['a 0+10', 'spare 10+15', 'b 25+5']);
  });

  it('goes through nodes that were skipped', async () => {
    const nodes = [
      tool('a'),
      tool('b', { needs: ['a'], when: expression('false') }),
      tool('side'),
      tool('c', { needs: ['b'] }),
    ];
    assert.deepEqual(said(await profileOf(nodes, takes({ a: 10, side: 10, c: 5 }))), ['a 0+10', 'c 10+5']);
  });

  it('goes by needs inside of nodes that hold graphs', async () => {
    const nodes: readonly NodeDefinition[] = [
      {
        ...plain,
        kind: 'loop',
        id: 'tries',
        until: expression('true'),
        max: 1,
        body: graph([tool('a'), tool('b'), tool('c'), tool('d', { needs: ['a'] })]),
      },
    ];
    const report = await profileOf(nodes, takes({ a: 20, b: 30, c: 15, d: 40 }), { concurrency: 2 });
    assert.deepEqual(said(report), ['tries[1]/a 0+20', 'tries[1]/d 20+10 queue', 'tries[1]/d 30+40']);
  });

  it('goes from round to round of a loop, and from item to item of a list', async () => {
    const nodes: readonly NodeDefinition[] = [
      {
        ...plain,
        kind: 'loop',
        id: 'tries',
        until: expression('loop.round == 2'),
        max: 3,
        body: graph([tool('ask'), tool('side'), tool('test', { needs: ['ask'] })]),
      },
      {
        ...plain,
        kind: 'forEach',
        id: 'each',
        needs: ['tries'],
        items: listOf(30, 10, 25),
        as: 'item',
        concurrency: 2,
        body: graph([tool('work', { with: { ms: expression('item') } })]),
      },
    ];
    const report = await profileOf(nodes, {
      ...takes({ ask: 10, side: 3, test: 5 }),
      work: ({ input, sleep }) => sleep((input as { ms: number }).ms),
    });
    assert.deepEqual(said(report), [
      'tries[1]/ask 0+10',
      'tries[1]/test 10+5',
      'tries[2]/ask 15+10',
      'tries[2]/test 25+5',
      'each[1]/work 30+10',
      'each[2]/work 40+25',
    ]);
    assert.deepEqual(
      report.nodes.map(({ node, kind, spans, workMs, slowest }) => [node, kind, spans, workMs, slowest.node]),
      [
        ['each/work', 'tool', 3, 65, 'each[0]/work'],
        ['tries/ask', 'tool', 2, 20, 'tries[1]/ask'],
        ['tries/test', 'tool', 2, 10, 'tries[1]/test'],
        ['tries/side', 'tool', 2, 6, 'tries[1]/side'],
        ['each', 'forEach', 1, 0, 'each'],
        ['tries', 'loop', 1, 0, 'tries'],
      ],
    );
  });

  it('shows what was waited for', async () => {
    let failures = 0;
    const report = await profileOf([tool('a', { retry }), tool('b', { needs: ['a'] })], {
      ...takes({ b: 5 }),
      async a({ sleep }) {
        await sleep(10);
        if (failures++ === 0) throw new CodedError('x.broke', 'no');
      },
    });
    assert.deepEqual(said(report), ['a 0+10', 'a 10+30 retry', 'a 40+10', 'b 50+5']);
    const { wallMs, serialMs, idleMs, speedUp, waited, attempts, nodeRetries } = report;
    assert.deepEqual([wallMs, serialMs, idleMs, speedUp], [55, 25, 30, 1]);
    assert.deepEqual([waited.retryMs, attempts, nodeRetries], [30, 3, 1]);
    const [slowest] = report.nodes;
    assert.deepEqual(
      [slowest?.node, slowest?.ms, slowest?.workMs, slowest?.waitedMs, slowest?.attempts],
      ['a', 50, 20, 30, 2],
    );
  });

  it('goes by time where the workflow is not known', async () => {
    const { log } = await new LogBench().run(
      workflow([tool('a'), tool('b'), tool('c', { needs: ['a'] })]),
      takes({ a: 20, b: 10, c: 30 }),
    );
    assert.deepEqual(said(profileReportOf(spansOf(log, { details: false }))), ['a 0+20', 'c 20+30']);
  });
});
