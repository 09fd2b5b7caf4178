import assert from 'node:assert/strict';
import type { RunId } from '../../../src/base/ids.ts';
import type { EngineEvent } from '../../../src/core/engine/engineEvent.ts';
import { emptyEngineState, foldEngineState } from '../../../src/core/engine/engineState.ts';
import { budgetExhausted } from '../../../src/core/engine/ledger.ts';
import type { NodeContext } from '../../../src/core/engine/nodeRunner.ts';
import { replayRun } from '../../../src/core/engine/replay.ts';
import { VirtualClock } from '../../fakes/virtualClock.ts';
import { type Behaviour, forever, language, nextRunId, portsOf, start, tool, workflow } from './workflowBuilder.ts';

const more = workflow([tool('b'), tool('c', { needs: ['b'] })]);
const pays: Behaviour = (_input, { ledger }: NodeContext) => {
  const room = ledger.reserve({ usd: 1, tokens: 10 });
  if (room.kind === 'refused') throw budgetExhausted(room);
  room.commit({ usd: 1, tokensIn: 5, tokensOut: 5 });
  return 'paid';
};
const budget = (usd: number) => ({ usd, tokens: undefined, calls: undefined, minutes: undefined });

async function ended(behaviours: Readonly<Record<string, Behaviour>> = {}) {
  const clock = new VirtualClock();
  const ports = portsOf(clock, behaviours);
  const definition = workflow([tool('a')]);
  const run = await start(ports, definition);
  await clock.until(run.finished);
  return { clock, ports, definition, ...run };
}

describe('a run that goes on after its end', () => {
  it('runs another workflow in the same log, as often as it is asked to, and replays as one', async () => {
    const { clock, ports, engine, runId, definition, events } = await ended();
    for (const _ of [1, 2]) {
      const again = await engine.extend({ runId, definition: more, inputs: {} }, forever);
      assert.deepEqual(await clock.until(again.finished), { kind: 'succeeded', output: 'c' });
    }
    assert.deepEqual(ports.runner.ran, ['a', 'test[1]/b', 'test[1]/c', 'test[2]/b', 'test[2]/c']);
    const log = await events();
    const nodes = [...foldEngineState(emptyEngineState(), log).nodes.keys()];
    assert.deepEqual(nodes, ['a', 'test[1]/b', 'test[1]/c', 'test[2]/b', 'test[2]/c']);
    assert.equal(replayRun({ runId, definition, events: log }, language()).kind, 'same');
  });

  it('goes on from wherever its process died', async () => {
    const { clock, ports, engine, runId, definition, events } = await ended();
    await clock.until((await engine.extend({ runId, definition: more, inputs: {} }, forever)).finished);
    const log = await events();
    const from = log.findIndex(({ type }) => type === 'run.extended') + 1;
    for (let cut = from; cut < log.length; cut++) {
      const taken = log.slice(0, cut).map(({ seq: _seq, atMs: _atMs, ...body }: EngineEvent) => body);
      const again = nextRunId();
      await ports.backend.fork({ runId: again, definition, idempotencyKey: undefined }, taken, forever);
      const end = await clock.until((await engine.resume(again, {}, forever)).finished);
      assert.deepEqual(end, { kind: 'succeeded', output: 'c' }, `killed behind ${log[cut - 1]?.type}`);
    }
  });

  it('is held to the budget that the run began with, time asleep left out', async () => {
    const { clock, engine, runId } = await ended({ a: pays, b: pays });
    await clock.until(clock.sleep(3_600_000, forever));
    const options = { budget: { ...budget(1.5), minutes: 1 } };
    const held = await engine.extend({ runId, definition: more, inputs: {}, ...options }, forever);
    const end = await clock.until(held.finished);
    assert.equal(end.kind, 'paused');
    assert.equal(end.kind === 'paused' && end.node, 'test[1]/b');
    const raised = await engine.resume(runId, { budget: budget(2) }, forever);
    assert.deepEqual(await clock.until(raised.finished), { kind: 'succeeded', output: 'c' });
  });

  it('goes on after a failure and after a cancel', async () => {
    const failed = await ended({
      a() {
        throw new Error('no');
      },
    });
    const on = await failed.engine.extend({ runId: failed.runId, definition: more, inputs: {} }, forever);
    assert.equal((await failed.clock.until(on.finished)).kind, 'succeeded');
    const cancelled = await failed.engine.extend({ runId: failed.runId, definition: more, inputs: {} }, forever);
    cancelled.cancel('enough');
    assert.equal((await failed.clock.until(cancelled.finished)).kind, 'cancelled');
    const last = await failed.engine.extend({ runId: failed.runId, definition: more, inputs: {} }, forever);
    assert.equal((await failed.clock.until(last.finished)).kind, 'succeeded');
    const log = await failed.events();
    const { runId, definition } = failed;
    assert.equal(replayRun({ runId, definition, events: log }, language()).kind, 'same');
  });

  it('is refused while the run goes on, and for a run that is not there', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock, { a: (_input, _context, signal) => clock.sleep(1_000, signal) });
    const { engine, runId, finished } = await start(ports, workflow([tool('a')]));
    const wish = { runId, definition: more, inputs: {} };
    await assert.rejects(engine.extend(wish, forever), { code: 'run.notEnded' });
    await clock.until(finished);
    await assert.rejects(engine.extend({ ...wish, runId: 'r' as RunId }, forever), { code: 'run.unknown' });
  });
});
