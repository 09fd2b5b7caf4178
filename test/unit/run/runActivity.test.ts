import assert from 'node:assert/strict';
import { asBlobHash, createRunId } from '../../../src/base/ids.ts';
import { foldRunActivity, noActivity, type RunActivity } from '../../../src/core/run/runActivity.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { asked, failed, logOf, replied, started, startMs } from '../trace/someRun.ts';
import { doers, everyKind, finished, inner } from '../trace/someWorkflow.ts';
import { LogBench } from '../trace/workflowLog.ts';

const blob = asBlobHash('1'.repeat(64));
const engine = (...events: Extract<RunEventBody, { type: 'engine.recorded' }>['events']): RunEventBody => ({
  type: 'engine.recorded',
  events,
});
const begins = (node: string, again = false) =>
  ({ type: 'node.started', node, attempt: 1, ...(again ? { again: true as const } : {}) }) as const;
const ends = (node: string) => ({ type: 'node.succeeded', node, output: null }) as const;
const fold = (events: readonly RunEvent[]) => foldRunActivity(noActivity, events);
const brief = ({ nodes }: RunActivity) => nodes.map(({ path, ms, failed: red, gaveUp }) => [path, ms, red, gaveUp]);

describe('the activity of a run', () => {
  it('is the same however its log is cut into parts', async () => {
    const bench = new LogBench();
    const { runId } = await bench.run(everyKind, doers(), { workflows: [inner], epilogue: [finished] });
    const log = await bench.read(runId);
    const whole = fold(log);
    const piecewise = log.reduce((activity, event) => foldRunActivity(activity, [event]), noActivity);
    assert.deepEqual(piecewise, whole);
    assert.ok(
      whole.nodes.some(({ path }) => path === 'each[2]/fix'),
      JSON.stringify(whole.nodes),
    );
    assert.deepEqual(whole.open, {});
    assert.ok(whole.calls.length > 3);
  });

  it('times a node from its first attempt to its end, and says when its agent gave up', () => {
    const log = logOf(
      [0, started],
      [1, engine(begins('plan'), begins('debug'))],
      [
        2,
        engine({ type: 'node.retried', node: 'debug', attempt: 1, failure: { code: 'x.y', message: '' }, waitMs: 5 }),
      ],
      [3, engine({ type: 'node.started', node: 'debug', attempt: 2 })],
      [4, { type: 'agent.gaveUp', agent: 'debug', why: 'no', node: 'debug' }],
      [5, engine(ends('debug'))],
      [6, engine({ type: 'node.failed', node: 'plan', attempt: 1, failure: { code: 'x.y', message: '' } })],
    );
    assert.deepEqual(brief(fold(log)), [
      ['debug', 4_000, false, true],
      ['plan', 5_000, true, false],
    ]);
  });

  it('does not count the time that a paused run waited', () => {
    const log = logOf(
      [0, started],
      [1, engine(begins('debug'))],
      [2, engine({ type: 'run.paused', reason: { code: 'budget.exhausted', message: '' } })],
      [900, engine({ type: 'run.resumed' }, begins('debug', true))],
      [902, engine(ends('debug'))],
    );
    assert.deepEqual(brief(fold(log)), [['debug', 2_000, false, false]]);
  });

  it('leaves out what a fork took over, and what came from a cache', () => {
    const log = logOf(
      [
        0,
        engine(begins('plan'), ends('plan'), {
          type: 'run.forked',
          from: createRunId(0, new Uint8Array(5)),
          at: 'debug',
        }),
      ],
      [1, engine(begins('debug'), begins('lint'))],
      [3, engine({ type: 'node.succeeded', node: 'lint', output: null, cached: true }, ends('debug'))],
    );
    assert.deepEqual(brief(fold(log)), [['debug', 2_000, false, false]]);
  });

  it('keeps calls with their model, price and time, and counts those that failed', () => {
    const log = logOf(
      [0, started],
      [1, asked(1)],
      [2, failed(1, 1)],
      [3, replied(1, 0.25)],
      [4, asked(2, 'ollama/mine')],
      [5, { type: 'model.charged', call: 2, usage: { inputTokens: 5, outputTokens: 6 }, usd: undefined } as never],
    );
    const { calls, failedCalls } = fold(log);
    assert.deepEqual(
      calls.map(({ model, usd, atMs }) => [model, usd, atMs - startMs]),
      [
        ['anthropic/claude-x', 0.25, 3_000],
        ['ollama/mine', undefined, 5_000],
      ],
    );
    assert.deepEqual(failedCalls, { 'anthropic/claude-x': 1 });
  });

  it('knows which workflows the nodes belong to', () => {
    const log = logOf(
      [0, { type: 'workflow.defined', definition: blob }],
      [0, { type: 'workflow.used', name: 'inner', definition: blob }],
    );
    const { definition, used } = fold(log);
    assert.deepEqual([definition, used], [blob, { inner: blob }]);
  });
});
