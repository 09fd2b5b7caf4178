import assert from 'node:assert/strict';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import { spansOf } from '../../../src/core/run/runSpans.ts';
import { type CostSum, costReportOf } from '../../../src/core/trace/costReport.ts';
import { asked, failed, logOf, replied, started, startMs } from './someRun.ts';
import { doers, everyKind, finished, inner } from './someWorkflow.ts';
import { LogBench, traceOf } from './workflowLog.ts';

const spansIn = (...timed: readonly (readonly [number, RunEventBody])[]) =>
  spansOf(logOf([0, started], ...timed), { details: false }).spans;

const day = 24 * 3_600;
const claude = spansIn(
  [1, asked(1)],
  [2, replied(1, 0.25)],
  [3, asked(2)],
  [4, failed(2, 1)],
  [5, asked(3)],
  [6, replied(3, 0.5)],
);
const mine = spansIn([day, asked(1, 'ollama/mine')], [day + 1, replied(1, undefined)]);
const refused = spansIn(
  [1, asked(1)],
  [2, { type: 'run.failed', code: 'model.unauthorized', message: '', hint: undefined }],
);
const broken = spansIn([1, asked(1)]);

const brief = ({ calls, tries, failed: lost, tokensIn, tokensOut, usd, callsOfUnknownPrice }: CostSum) => [
  calls,
  tries,
  lost,
  tokensIn,
  tokensOut,
  usd,
  callsOfUnknownPrice,
];

describe('the cost report', () => {
  const totals = [
    { name: 'of nothing knows no cost', spans: [], want: [0, 0, 0, 0, 0, null, 0] },
    { name: 'counts tries and sums known prices', spans: claude, want: [2, 3, 0, 2_000, 400, 0.75, 0] },
    { name: 'says null where no price is known', spans: mine, want: [1, 1, 0, 1_000, 200, null, 1] },
    {
      name: 'says beside the sum what it leaves out',
      spans: [...claude, ...mine],
      want: [3, 4, 0, 3_000, 600, 0.75, 1],
    },
    { name: 'takes a refused call as free', spans: refused, want: [1, 1, 1, 0, 0, 0, 0] },
    { name: 'does not know what a call of a dead process cost', spans: broken, want: [1, 1, 0, 0, 0, null, 1] },
  ];
  for (const { name, spans, want } of totals)
    it(name, () => {
      assert.deepEqual(brief(costReportOf(spans, undefined).total), want);
    });

  it('splits by provider, model, agent, node and day', () => {
    const { by } = costReportOf([...mine, ...claude], undefined);
    const keys = Object.fromEntries(
      Object.entries(by).map(([key, rows]) => [key, rows.map((row) => [row.key, row.calls, row.usd])]),
    );
    assert.deepEqual(keys, {
      provider: [
        ['anthropic', 2, 0.75],
        ['ollama', 1, null],
      ],
      model: [
        ['anthropic/claude-x', 2, 0.75],
        ['ollama/mine', 1, null],
      ],
      agent: [['debug', 3, 0.75]],
      node: [['fix-test/debug', 3, 0.75]],
      day: [
        ['2026-11-21', 2, 0.75],
        ['2026-11-22', 1, null],
      ],
    });
  });

  it('leaves out what began before a time', () => {
    assert.equal(costReportOf([...claude, ...mine], startMs + day * 1_000).total.calls, 1);
    assert.equal(costReportOf([...claude, ...mine], startMs + 1_000).total.calls, 3);
    assert.equal(costReportOf([...claude, ...mine], startMs + 1_001).total.calls, 2);
  });
});

describe('the cost report of workflows', () => {
  it('names agents and nodes of the workflow, rounds and items of a node together', async () => {
    const { spans } = traceOf(
      await new LogBench().run(everyKind, doers(), { workflows: [inner], epilogue: [finished] }),
    );
    const { by } = costReportOf([...spans, ...claude], undefined);
    const rows = (key: 'agent' | 'node') => by[key].map((row) => [row.key, row.calls, row.failed]);
    assert.deepEqual(rows('node'), [
      ['fix-test/debug', 2, 0],
      ['test/each/fix', 3, 0],
      ['test/tries/ask', 2, 0],
      ['test/both.left/slow', 1, 1],
    ]);
    assert.deepEqual(rows('agent'), [
      ['debug', 2, 0],
      ['fix-agent', 3, 0],
      ['ask-agent', 2, 0],
      ['slow-agent', 1, 1],
    ]);
  });
});
