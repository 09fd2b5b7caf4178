import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import { cancelNodeSignal } from '../../../src/core/engine/durableBackend.ts';
import { createEngine } from '../../../src/core/engine/engine.ts';
import { replayRun } from '../../../src/core/engine/replay.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { VirtualClock } from '../../fakes/virtualClock.ts';
import {
  type Behaviour,
  expression,
  forever,
  graph,
  language,
  nextRunId,
  plain,
  portsOf,
  start,
  tool,
  workflow,
} from './workflowBuilder.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const retry = { max: 5, backoff: 'fixed' as const, baseMs: 60_000, maxMs: 60_000, jitter: 0, on: [] };
const reason = 'Not needed.';

/** Starts these nodes, cancels one of them, and lets the run end. */
async function cancelled(
  nodes: readonly NodeDefinition[],
  { node, behaviours = {} }: { readonly node: string; readonly behaviours?: Readonly<Record<string, Behaviour>> },
) {
  const clock = new VirtualClock();
  const ended: string[] = [];
  const long: Behaviour = (_input, { path }, signal) =>
    clock.sleep(10_000, signal).then(
      () => path,
      (error: unknown) => {
        ended.push(path);
        throw error;
      },
    );
  const ports = portsOf(clock, { long, beside: long, ...behaviours });
  const definition = workflow(nodes);
  const run = await start(ports, definition);
  await turn();
  await ports.backend.signal(run.runId, cancelNodeSignal, { node, reason }, forever);
  const end = await clock.until(run.finished);
  const events = await run.events();
  const replay = replayRun({ runId: run.runId, definition, events }, language());
  assert.equal(replay.kind, 'same', JSON.stringify(replay));
  const failed = events.find((event) => event.type === 'node.failed');
  return { end, events, ended, failed, ran: ports.runner.ran, ms: clock.monotonicMs() };
}

describe('cancelling a node', () => {
  it('ends that node alone, does not try it again, and fails the run as its failure would', async () => {
    const { end, failed, ran, ended, ms } = await cancelled([tool('long', { retry })], { node: 'long' });
    assert.deepEqual(end, { kind: 'failed', node: 'long', failure: { code: 'node.cancelled', message: reason } });
    assert.equal(failed?.type === 'node.failed' && failed.attempt, 1);
    assert.deepEqual(ran, ['long']);
    assert.deepEqual(ended, ['long']);
    assert.ok(ms < 500, `${ms}`);
  });

  it('lets the run go on by its edges: without it, with a stand-in, and beside it', async () => {
    const on = { needs: ['long'] };
    const without = await cancelled(
      [tool('long', { onFailure: { kind: 'continue' } }), tool('beside'), tool('next', on)],
      { node: 'long' },
    );
    assert.equal(without.end.kind, 'succeeded');
    assert.deepEqual(without.ran, ['long', 'beside', 'next']);
    assert.deepEqual(without.ended, ['long'], 'its neighbour is not touched');
    const standIn = await cancelled(
      [tool('long', { onFailure: { kind: 'fallback', node: 'other' } }), tool('other'), tool('next', on)],
      { node: 'long' },
    );
    assert.deepEqual([standIn.end.kind, ...standIn.ran], ['succeeded', 'long', 'other', 'next']);
    const skipped = await cancelled([tool('long', { onFailure: { kind: 'skip' } }), tool('next', on)], {
      node: 'long',
    });
    assert.deepEqual([skipped.end.kind, ...skipped.ran], ['succeeded', 'long']);
  });

  it('ends a node that does not listen, one that waits for its next attempt, and one that waits for a person', async () => {
    const deaf = await cancelled([tool('long', { retry })], {
      node: 'long',
      behaviours: { long: () => new Promise(() => undefined) },
    });
    assert.ok(deaf.end.kind === 'failed' && deaf.ms < 500, `${deaf.ms}`);
    const broken: Behaviour = () => {
      throw new CodedError('x.broke', 'no');
    };
    const waits = await cancelled([tool('long', { retry })], { node: 'long', behaviours: { long: broken } });
    assert.equal(waits.end.kind === 'failed' && waits.end.failure.code, 'node.cancelled');
    assert.deepEqual([waits.ran, waits.ms < 60_000], [['long'], true]);
    const asks: NodeDefinition = {
      ...plain,
      id: 'ask',
      kind: 'approve',
      message: { kind: 'literal', value: 'Go on?' },
    };
    const asked = await cancelled([asks], { node: 'ask' });
    assert.equal(asked.end.kind === 'failed' && asked.end.failure.code, 'node.cancelled');
  });

  it('finds a node of a list by its path, and leaves those that hold others, or are over, as they are', async () => {
    const each: NodeDefinition = {
      ...plain,
      id: 'each',
      kind: 'forEach',
      items: expression('[1, 2, 3]'),
      concurrency: 3,
      as: 'item',
      body: graph([tool('long', { onFailure: { kind: 'continue' } })]),
    };
    const { end, ended } = await cancelled([each], { node: 'each[1]/long' });
    assert.deepEqual(end, { kind: 'succeeded', output: ['each[0]/long', null, 'each[2]/long'] });
    assert.deepEqual(ended, ['each[1]/long']);
    for (const node of ['each', 'nothing', 'each[7]/long']) {
      const whole = await cancelled([each], { node });
      assert.deepEqual([whole.end.kind, whole.ended], ['succeeded', []], node);
    }
  });

  it('is on record: a run that is opened again behind it goes on as if the node had failed', async () => {
    const nodes = [tool('long', { onFailure: { kind: 'continue' } }), tool('next', { needs: ['long'] })];
    const { events } = await cancelled(nodes, { node: 'long' });
    const clock = new VirtualClock();
    const ports = portsOf(clock);
    const runId = nextRunId();
    const taken = events.slice(0, events.findIndex(({ type }) => type === 'node.failed') + 1);
    await ports.backend.fork({ runId, definition: workflow(nodes), idempotencyKey: undefined }, taken, forever);
    const handle = await createEngine(ports).resume(runId, {}, forever);
    assert.equal((await clock.until(handle.finished)).kind, 'succeeded');
    assert.deepEqual(ports.runner.ran, ['next']);
  });
});
