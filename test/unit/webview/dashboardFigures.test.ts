import assert from 'node:assert/strict';
import type { AgentFigure, DayFigure } from '../../../src/protocol/dashboard.ts';
import {
  endedOf,
  healthOf,
  outcomeBars,
  spendBars,
  successRate,
  usedShare,
} from '../../../webview/dashboard/figures.ts';

const none = { reached: [], notReached: [], failed: [], stopped: [] };
const day = (name: string, change: Partial<DayFigure>): DayFigure => ({
  ...none,
  day: name,
  runs: [],
  spend: {},
  spenders: [],
  ...change,
});
const agent = (times: number, failed: number, gaveUp = 0): AgentFigure => ({
  agent: 'debug',
  running: 0,
  times,
  failed,
  gaveUp,
  medianMs: 1,
  usd: 0,
  runs: [],
  troubled: [],
});

describe('the charts of the dashboard', () => {
  it('stack what came of runs, the highest day from bottom to top', () => {
    const [one, two] = outcomeBars([day('a', { reached: [1, 2], failed: [3, 4] }), day('b', { stopped: [5] })]);
    assert.deepEqual(one?.parts, [
      { key: 'reached', value: 2, from: 0, to: 0.5 },
      { key: 'failed', value: 2, from: 0.5, to: 1 },
    ]);
    assert.deepEqual([two?.total, two?.parts], [1, [{ key: 'stopped', value: 1, from: 0, to: 0.25 }]]);
  });

  it('stack spend by model, and are flat where nothing was spent', () => {
    const bars = spendBars([day('a', { spend: { x: 1, y: 3 } }), day('b', {})], ['y', 'x']);
    assert.deepEqual(
      bars[0]?.parts.map(({ key, to }) => [key, to]),
      [
        ['y', 0.75],
        ['x', 1],
      ],
    );
    assert.deepEqual(bars[1], { day: 'b', total: 0, parts: [] });
    assert.deepEqual(spendBars([day('a', {})], [])[0]?.parts, []);
  });
});

describe('the figures of the dashboard', () => {
  it('count success among runs that came to an answer', () => {
    assert.equal(successRate({ ...none, reached: [1, 2, 3], failed: [4], stopped: [5, 6] }), 0.75);
    assert.equal(successRate({ ...none, stopped: [1] }), undefined);
    assert.deepEqual(endedOf({ ...none, reached: [4], stopped: [1] }), [1, 4]);
  });

  for (const { of, want } of [
    { of: agent(0, 0), want: 'unknown' },
    { of: agent(5, 0), want: 'well' },
    { of: agent(2, 1), want: 'sometimes' },
    { of: agent(4, 1, 1), want: 'often' },
    { of: agent(10, 1), want: 'sometimes' },
  ])
    it(`an agent with ${of.failed} failures and ${of.gaveUp} resignations in ${of.times} times: ${want}`, () =>
      assert.equal(healthOf(of), want));

  it('say how much of a limit is used, only where both are known', () => {
    assert.deepEqual(
      [usedShare(0.5, 1), usedShare(3, 1), usedShare(undefined, 1), usedShare(1, undefined)],
      [0.5, 1, undefined, undefined],
    );
  });
});
