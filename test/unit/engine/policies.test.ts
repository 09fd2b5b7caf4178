import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import type { RunId } from '../../../src/base/ids.ts';
import { createEngine } from '../../../src/core/engine/engine.ts';
import { forkRun, readNodeChanges } from '../../../src/core/engine/fork.ts';
import { budgetExhausted } from '../../../src/core/engine/ledger.ts';
import type { NodeContext } from '../../../src/core/engine/nodeRunner.ts';
import { replayRun } from '../../../src/core/engine/replay.ts';
import { VirtualClock } from '../../fakes/virtualClock.ts';
import {
  type Behaviour,
  expression,
  forever,
  language,
  nextRunId,
  portsOf,
  start,
  tool,
  workflow,
} from './workflowBuilder.ts';

/** Spends one call of a dollar. */
const spend: Behaviour = (_input, { ledger }: NodeContext) => {
  const room = ledger.reserve({ usd: 1, tokens: 10 });
  if (room.kind === 'refused') throw budgetExhausted(room);
  room.commit({ usd: 1, tokensIn: 5, tokensOut: 5 });
  return 'paid';
};
const budget = (usd: number) => ({ usd, tokens: undefined, calls: undefined, minutes: undefined });

describe('engine policies', () => {
  it('waits between attempts as the seed says, and longer when it was told to', async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    const ports = portsOf(clock, {
      a(_input, { attempt }) {
        at.push(clock.monotonicMs());
        if (attempt === 1) throw new CodedError('x.broke', 'no');
        if (attempt === 2) throw new CodedError('x.broke', 'no', { details: { retryAfterMs: 5_000 } });
        return attempt;
      },
    });
    const retry = { max: 3, backoff: 'exponential' as const, baseMs: 100, maxMs: 1_000, jitter: 0.5, on: [] };
    const { finished } = await start(ports, workflow([tool('a', { retry })]));
    assert.deepEqual(await clock.until(finished), { kind: 'succeeded', output: 3 });
    const [first = 0, second = 0, third = 0] = at;
    assert.ok(second - first >= 50 && second - first <= 150, `${second - first}`);
    assert.equal(third - second, 5_000);
  });

  it('ends a node at its time-out, also one that does not listen', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock, { a: () => new Promise(() => undefined) });
    const { finished } = await start(ports, workflow([tool('a', { timeoutMs: 100 })]));
    const end = await clock.until(finished);
    assert.equal(end.kind === 'failed' && end.failure.code, 'node.timeout');
    assert.ok(clock.monotonicMs() <= 500, `${clock.monotonicMs()}`);
  });

  it('cancels what goes on in less than half a second, and lets it end when it is isolated', async () => {
    for (const cancellation of ['cascading', 'isolated'] as const) {
      const clock = new VirtualClock();
      let ended = '';
      const ports = portsOf(clock, {
        async a(_input, _context, signal) {
          await clock.sleep(2_000, signal).catch((error: unknown) => {
            ended = 'aborted';
            throw error;
          });
          ended = 'by itself';
        },
      });
      const { finished, handle, events } = await start(
        ports,
        workflow([tool('a'), tool('b', { needs: ['a'] })], { run: { cancellation } }),
      );
      await new Promise((resolve) => setImmediate(resolve));
      handle.cancel('enough');
      assert.equal((await clock.until(finished)).kind, 'cancelled');
      assert.equal(ended, cancellation === 'cascading' ? 'aborted' : 'by itself');
      assert.ok(cancellation === 'isolated' || clock.monotonicMs() < 500);
      assert.deepEqual(ports.runner.ran, ['a']);
      assert.equal((await events()).at(-1)?.type, 'run.cancelled');
    }
  });

  it('pauses at the budget of the run and goes on when it is raised; the same calls are not made again', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock, { a: spend, b: spend, c: spend });
    const definition = workflow([tool('a'), tool('b', { needs: ['a'] }), tool('c', { needs: ['b'] })], {
      run: { budget: budget(2) },
    });
    const { finished, runId, engine, events } = await start(ports, definition);
    const paused = await clock.until(finished);
    assert.equal(paused.kind === 'paused' && paused.node, 'c');
    const still = await engine.resume(runId, {}, forever);
    assert.equal((await clock.until(still.finished)).kind, 'paused', 'what was spent is known after a resume');
    const raised = await engine.resume(runId, { budget: budget(3) }, forever);
    assert.deepEqual(await clock.until(raised.finished), { kind: 'succeeded', output: 'paid' });
    assert.deepEqual(ports.runner.ran, ['a', 'b', 'c', 'c', 'c']);
    const replay = replayRun({ runId, definition, events: await events() }, language());
    assert.equal(replay.kind, 'same', JSON.stringify(replay));
  });

  it('fails a node that meets its own budget', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock, { a: spend });
    const { finished } = await start(
      ports,
      workflow([tool('a', { budget: budget(0.5) })], { run: { budget: budget(9) } }),
    );
    const end = await clock.until(finished);
    assert.equal(end.kind === 'failed' && end.failure.code, 'budget.exhausted');
  });

  it('resumes from any point of the log, running nothing again that is on record', async () => {
    const definition = workflow([
      tool('a'),
      tool('b', { needs: ['a'], with: { got: expression('nodes.a.output') } }),
      tool('c', { needs: ['a'] }),
      tool('d', { needs: ['b', 'c'], join: { kind: 'any' } }),
    ]);
    const clock = new VirtualClock();
    const whole = await start(portsOf(clock), definition);
    await clock.until(whole.finished);
    const all = await whole.events();
    for (let cut = 1; cut < all.length; cut++) {
      const ports = portsOf(clock);
      const runId = nextRunId();
      const taken = all.slice(0, cut);
      await ports.backend.fork({ runId, definition, idempotencyKey: undefined }, taken, forever);
      const handle = await createEngine(ports).resume(runId, {}, forever);
      assert.deepEqual(await clock.until(handle.finished), { kind: 'succeeded', output: 'd' }, `cut at ${cut}`);
      const onRecord = taken.flatMap((event) => (event.type === 'node.succeeded' ? [event.node] : []));
      assert.ok(
        onRecord.every((node) => !ports.runner.ran.includes(node)),
        `cut at ${cut}`,
      );
    }
  });

  it('gives the same run for the same key, while it goes on and when it has ended', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock);
    const engine = createEngine(ports);
    const begin = () =>
      engine.start({ runId: nextRunId(), definition: workflow([tool('a')]), inputs: {}, idempotencyKey: 'k' }, forever);
    const [first, meanwhile] = [await begin(), await begin()];
    assert.equal(meanwhile, first);
    const end = await clock.until(first.finished);
    const afterwards = await begin();
    assert.equal(afterwards.runId, first.runId);
    assert.deepEqual(await clock.until(afterwards.finished), end);
    assert.deepEqual(ports.runner.ran, ['a']);
  });

  it('names the first event at which a log and a changed workflow part', async () => {
    const clock = new VirtualClock();
    const definition = workflow([tool('a'), tool('b', { needs: ['a'], with: { x: { kind: 'literal', value: 1 } } })]);
    const { finished, events, runId } = await start(portsOf(clock), definition);
    await clock.until(finished);
    const changed = workflow([tool('a'), tool('b', { needs: ['a'], with: { x: { kind: 'literal', value: 2 } } })]);
    const replay = replayRun({ runId, definition: changed, events: await events() }, language());
    assert.equal(replay.kind === 'diverged' && replay.divergence.why, 'node.started b with another input.');
    const gone = replayRun({ runId, definition: workflow([tool('a')]), events: await events() }, language());
    assert.match(
      (gone.kind === 'diverged' && gone.divergence.why) || '',
      /node\.ready b; in this workflow: run\.succeeded/,
    );
  });

  it('forks before a node with changes, and takes over what came before', async () => {
    const clock = new VirtualClock();
    const echo: Behaviour = (input) => input;
    const ports = portsOf(clock, { b: echo });
    const definition = workflow([
      tool('a'),
      tool('b', { needs: ['a'], with: { prompt: { kind: 'literal', value: 'old' } } }),
    ]);
    const { finished, runId, engine } = await start(ports, definition);
    await clock.until(finished);
    const fork = nextRunId();
    await forkRun(
      ports.backend,
      { from: runId, at: 'b', runId: fork, changes: readNodeChanges(['prompt=new', 'input.n=[1]']) },
      forever,
    );
    const again = await engine.resume(fork, {}, forever);
    assert.deepEqual(await clock.until(again.finished), { kind: 'succeeded', output: { prompt: 'new', n: [1] } });
    assert.deepEqual(ports.runner.ran, ['a', 'b', 'b']);
    const unknown = { from: runId, at: 'x', runId: 'r' as RunId, changes: {} };
    await assert.rejects(forkRun(ports.backend, unknown, forever), { code: 'fork.unknownNode' });
    assert.throws(() => readNodeChanges(['colour=red']), { code: 'fork.badSetting' });
  });

  it('takes a recorded output for a node with cache and the same input', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock);
    const definition = workflow([tool('a', { cache: true })]);
    for (let i = 0; i < 2; i++)
      assert.deepEqual(await clock.until((await start(ports, definition)).finished), {
        kind: 'succeeded',
        output: 'a',
      });
    assert.deepEqual(ports.runner.ran, ['a']);
  });

  it('checks outputs', async () => {
    const clock = new VirtualClock();
    const { finished } = await start(portsOf(clock), workflow([tool('a', { schema: { type: 'number' } })]));
    const end = await clock.until(finished);
    assert.deepEqual(end.kind === 'failed' && end.failure, { code: 'output.invalid', message: 'expected number' });
  });

  it('shares places between runs in turn; a higher priority goes first, and nobody waits for ever', async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    const work: Behaviour = async (_input, { runId }, signal) => {
      order.push(runId);
      await clock.sleep(100, signal);
    };
    const ids = Array.from({ length: 6 }, (_, i) => `n${i}`);
    const ports = portsOf(clock, Object.fromEntries(ids.map((id) => [id, work])), { limits: { '*': 1 } });
    const nodes = ids.map((id) => tool(id));
    const low = await start(ports, workflow(nodes));
    const high = await start(ports, workflow(nodes, { run: { priority: 1 } }));
    const peer = await start(ports, workflow(nodes));
    await clock.until(Promise.all([low.finished, high.finished, peer.finished]));
    const place = (runId: string) => order.flatMap((id, i) => (id === runId ? [i] : []));
    const last = (runId: string) => place(runId).at(-1) ?? 0;
    assert.ok(last(high.runId) < last(low.runId), order.join(' '));
    assert.ok((place(peer.runId)[0] ?? 0) < last(low.runId), 'runs of the same priority take turns');
  });

  it('holds a provider back for all runs when one was told to wait', async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    let told = false;
    const work: Behaviour = () => {
      at.push(clock.monotonicMs());
      if (told) return null;
      told = true;
      throw new CodedError('model.rateLimited', 'slow down', { details: { retryAfterMs: 3_000 } });
    };
    const ports = portsOf(clock, { a: work, b: work });
    const retry = { max: 2, backoff: 'fixed' as const, baseMs: 1, maxMs: 10, jitter: 0, on: [] };
    const first = await start(ports, workflow([tool('a', { model: 'anthropic/x', retry })]));
    await new Promise((resolve) => setImmediate(resolve));
    const second = await start(ports, workflow([tool('b', { model: 'anthropic/y' })]));
    await clock.until(Promise.all([first.finished, second.finished]));
    assert.deepEqual(at, [0, 3_000, 3_000]);
  });

  it('a time that is shorter than the work means one attempt, ended, and no further one', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock, { a: (_input, _context, signal) => clock.sleep(1_000, signal) });
    const retry = { max: 5, backoff: 'fixed' as const, baseMs: 1, maxMs: 10, jitter: 0, on: [] };
    const { finished, events } = await start(ports, workflow([tool('a', { retry })], { run: { timeoutMs: 100 } }));
    const end = await clock.until(finished);
    assert.equal(end.kind === 'failed' && end.failure.code, 'run.timeout');
    assert.deepEqual(ports.runner.ran, ['a']);
    assert.deepEqual(
      (await events()).filter(({ type }) => type === 'node.retried'),
      [],
    );
  });

  it('pauses when its minutes are used up, and goes on with more; what was in flight runs again', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock, {
      async a(_input, _context, signal) {
        await clock.sleep(20 * 60_000, signal);
        return 'late';
      },
    });
    const limits = { usd: undefined, tokens: undefined, calls: undefined };
    const { engine, runId, finished, events } = await start(
      ports,
      workflow([tool('a'), tool('b', { needs: ['a'] })], { run: { budget: { ...limits, minutes: 10 } } }),
    );
    const end = await clock.until(finished);
    assert.equal(end.kind === 'paused' && end.reason.code, 'budget.exhausted');
    assert.equal(clock.monotonicMs(), 10 * 60_000);
    const again = await engine.resume(runId, { budget: { ...limits, minutes: 40 } }, forever);
    assert.deepEqual(await clock.until(again.finished), { kind: 'succeeded', output: 'b' });
    assert.deepEqual(ports.runner.ran, ['a', 'a', 'b']);
    const definition = await ports.backend.definition(runId, forever);
    assert.equal(replayRun({ runId, definition, events: await events() }, language()).kind, 'same');
    assert.ok((await events()).some((event) => event.type === 'node.started' && event.again === true));
  });

  it('counts the minutes of before, and what nodes had spent that did not come out', async () => {
    const clock = new VirtualClock();
    const ports = portsOf(clock, {
      async a(_input, { attempt: _attempt }, signal) {
        await clock.sleep(6 * 60_000, signal);
        return null;
      },
      b: spend,
    });
    const limits = { tokens: undefined, calls: undefined };
    const { engine, runId, finished } = await start(
      ports,
      workflow([tool('a'), tool('b', { needs: ['a'] })], { run: { budget: { ...limits, usd: 2, minutes: 4 } } }),
    );
    assert.equal((await clock.until(finished)).kind, 'paused');
    const second = await engine.resume(runId, { budget: { ...limits, usd: 2, minutes: 9 } }, forever);
    assert.equal((await clock.until(second.finished)).kind, 'paused', '4 minutes were used, 5 are left');
    const spentBefore = { usd: 1.5, tokensIn: 1, tokensOut: 1, calls: 1 };
    const third = await engine.resume(runId, { budget: { ...limits, usd: 2, minutes: 60 }, spentBefore }, forever);
    const end = await clock.until(third.finished);
    assert.equal(end.kind === 'paused' && end.node, 'b', 'a dollar more than 1.50 does not fit into 2');
  });

  it('counts agents that name no model with the provider of the run', async () => {
    const clock = new VirtualClock();
    let [now, most] = [0, 0];
    const work: Behaviour = async (_input, _context, signal) => {
      most = Math.max(most, ++now);
      await clock.sleep(10, signal);
      now--;
    };
    const ids = ['a', 'b', 'c', 'd'];
    const agents = ids.map((id) => ({ ...tool(id), kind: 'agent' as const, agent: id }));
    const ports = portsOf(clock, Object.fromEntries(ids.map((id) => [id, work])), { limits: { 'provider:openai': 2 } });
    const engine = createEngine(ports);
    const request = { runId: nextRunId(), definition: workflow(agents), inputs: {}, seed: 1, model: 'openai/x' };
    await clock.until((await engine.start(request, forever)).finished);
    assert.equal(most, 2);
  });

  it('goes through 100,000 nodes in a row, side by side, and all skipped', async function () {
    this.timeout(20_000);
    const clock = new VirtualClock();
    const size = 100_000;
    const chain = Array.from({ length: size }, (_, i) => tool(`n${i}`, i === 0 ? {} : { needs: [`n${i - 1}`] }));
    const { finished } = await start(portsOf(clock), workflow(chain));
    assert.deepEqual(await clock.until(finished), { kind: 'succeeded', output: `n${size - 1}` });
    const broken = [tool('n0', { onFailure: { kind: 'skip' } }), ...chain.slice(1)];
    const ports = portsOf(clock, {
      n0() {
        throw new CodedError('x.broke', 'no');
      },
    });
    const skipped = await start(ports, workflow(broken));
    assert.deepEqual(await clock.until(skipped.finished), { kind: 'succeeded', output: null });
    assert.deepEqual(ports.runner.ran, ['n0']);
  });
});
