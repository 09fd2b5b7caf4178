import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import { replayRun } from '../../../src/core/engine/replay.ts';
import type { NodeDefinition, Template } from '../../../src/core/workflow/definition.ts';
import { VirtualClock } from '../../fakes/virtualClock.ts';
import {
  type Behaviour,
  expression,
  forever,
  graph,
  language,
  plain,
  portsOf,
  start,
  tool,
  workflow,
} from './workflowBuilder.ts';

const list = (values: readonly (string | number)[]): Template => ({
  kind: 'list',
  items: values.map((value) => ({ kind: 'literal', value })),
});

const each = (changes: Partial<Extract<NodeDefinition, { kind: 'forEach' }>> = {}): NodeDefinition => ({
  ...plain,
  kind: 'forEach',
  id: 'each',
  items: list([30, 10, 20]),
  as: 'item',
  concurrency: 2,
  body: graph([tool('work', { with: { ms: expression('item'), at: expression('index') } })]),
  ...changes,
});

/** Runs to the end and checks that the log replays. */
async function run(
  nodes: readonly NodeDefinition[],
  behaviours: Record<string, Behaviour> = {},
  more: Parameters<typeof portsOf>[2] = {},
) {
  const clock = new VirtualClock();
  const ports = portsOf(clock, behaviours, more);
  const definition = workflow(nodes);
  const { finished, events, runId } = await start(ports, definition);
  const end = await clock.until(finished);
  const recorded = await events();
  const replay = replayRun({ runId, definition, events: recorded }, language(more.workflows));
  assert.equal(replay.kind, 'same', JSON.stringify(replay));
  return { end, events: recorded, ran: ports.runner.ran, clock };
}

describe('nodes that hold graphs', () => {
  it('are held to their own schema', async () => {
    const { end } = await run([each({ schema: { type: 'string' } })]);
    assert.deepEqual(end.kind === 'failed' && end.failure, { code: 'output.invalid', message: 'expected string' });
    assert.equal((await run([each({ schema: { type: 'object' } })])).end.kind, 'succeeded');
  });

  it('go on when an output that does not fit is let pass', async () => {
    const { end, ran } = await run([
      each({ schema: { type: 'string' }, onFailure: { kind: 'continue' } }),
      tool('after', { needs: ['each'] }),
    ]);
    assert.deepEqual([end.kind, ran.at(-1)], ['succeeded', 'after']);
  });

  it('forEach collects in the order of the items, so many at a time', async () => {
    let inFlight = 0;
    let most = 0;
    const clock = new VirtualClock();
    const ports = portsOf(clock, {
      async work(input, _context, signal) {
        most = Math.max(most, ++inFlight);
        const { ms, at } = input as { ms: number; at: number };
        await clock.sleep(ms, signal);
        inFlight--;
        return `${at}:${ms}`;
      },
    });
    const { finished } = await start(ports, workflow([each()]));
    assert.deepEqual(await clock.until(finished), { kind: 'succeeded', output: ['0:30', '1:10', '2:20'] });
    assert.equal(most, 2);
    assert.equal(clock.monotonicMs(), 30, 'the third item does not wait for the first');
  });

  it('forEach over nothing gives an empty list; over no list it fails', async () => {
    assert.deepEqual((await run([each({ items: list([]) })])).end, { kind: 'succeeded', output: [] });
    const { end } = await run([each({ items: { kind: 'literal', value: 3 } })]);
    assert.equal(end.kind === 'failed' && end.failure.code, 'forEach.noList');
  });

  it('forEach over a list without measure fails before anything of it is begun', async () => {
    const { end, ran } = await run([each({ items: list(Array.from({ length: 1_001 }, (_, at) => at)) })]);
    assert.equal(end.kind === 'failed' && end.failure.code, 'forEach.tooMany');
    assert.deepEqual(ran, []);
  });

  it('a failed item fails forEach, which is tried again under other names', async () => {
    let failures = 0;
    const retry = { ...plain.retry, max: 2 };
    const { end, ran } = await run([each({ retry, concurrency: 1 })], {
      work(input) {
        if ((input as { at: number }).at === 1 && failures++ === 0) throw new CodedError('x.broke', 'no');
        return null;
      },
    });
    assert.equal(end.kind, 'succeeded');
    assert.deepEqual(ran, ['each[0]/work', 'each[1]/work', 'each#2[0]/work', 'each#2[1]/work', 'each#2[2]/work']);
  });

  it('loop ends when its condition holds, and at its bound', async () => {
    const loop = (until: string): NodeDefinition => ({
      ...plain,
      kind: 'loop',
      id: 'tries',
      until: expression(until),
      max: 4,
      body: graph([tool('count', { with: { last: expression('loop.last') } })]),
    });
    const count: Behaviour = (input) => ((input as { last: number | null }).last ?? 0) + 1;
    const reached = await run([loop('nodes.count.output >= 3')], { count });
    assert.deepEqual(reached.end, { kind: 'succeeded', output: { rounds: 3, done: true, last: 3 } });
    const bound = await run([loop('false')], { count });
    assert.deepEqual(bound.end, { kind: 'succeeded', output: { rounds: 4, done: false, last: 4 } });
  });

  it('race gives the first branch that succeeds and cancels the others at once', async () => {
    const race: NodeDefinition = {
      ...plain,
      kind: 'race',
      id: 'both',
      branches: { bad: graph([tool('broken')]), slow: graph([tool('slow')]), fast: graph([tool('fast')]) },
    };
    let cancelledAtMs = -1;
    const clock = new VirtualClock();
    const ports = portsOf(clock, {
      broken() {
        throw new CodedError('x.broke', 'no');
      },
      async fast(_input, _context, signal) {
        await clock.sleep(10, signal);
        return 'won';
      },
      async slow(_input, _context, signal) {
        signal.addEventListener('abort', () => {
          cancelledAtMs = clock.monotonicMs();
        });
        await clock.sleep(5_000, signal);
      },
    });
    const { finished } = await start(ports, workflow([race]));
    assert.deepEqual(await clock.until(finished), { kind: 'succeeded', output: { winner: 'fast', output: 'won' } });
    assert.equal(cancelledAtMs, 10);
    const none = await run(
      [{ ...race, branches: { a: graph([tool('broken')]), b: graph([tool('broken')]) } } as NodeDefinition],
      {
        broken() {
          throw new CodedError('x.broke', 'no');
        },
      },
    );
    assert.equal(none.end.kind === 'failed' && none.end.failure.code, 'race.failed');
  });

  it('a sub-workflow gets its inputs and refuses wrong ones', async () => {
    const sub = workflow([tool('inner', { with: { n: expression('inputs.n + 1') } })], {
      name: 'sub',
      inputs: { n: { type: 'number', description: undefined, default: undefined, enum: undefined } },
    });
    const node = (value: string | number): NodeDefinition => ({
      ...plain,
      kind: 'workflow',
      id: 'call',
      workflow: 'sub',
      with: { n: { kind: 'literal', value } },
    });
    const inner: Behaviour = (input) => (input as { n: number }).n;
    const { end, ran } = await run([node(41)], { inner }, { workflows: [sub] });
    assert.deepEqual(end, { kind: 'succeeded', output: 42 });
    assert.deepEqual(ran, ['call/inner']);
    const wrong = await run([node('x')], { inner }, { workflows: [sub] });
    assert.equal(wrong.end.kind === 'failed' && wrong.end.failure.code, 'input.invalid');
  });

  it('approve waits for a person, and outputs what was said', async () => {
    const approve: NodeDefinition = {
      ...plain,
      kind: 'approve',
      id: 'ok',
      message: { kind: 'literal', value: 'Go on?' },
    };
    const clock = new VirtualClock();
    const ports = portsOf(clock);
    const { finished, runId, events } = await start(ports, workflow([approve, tool('after', { needs: ['ok'] })]));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(ports.runner.ran, []);
    await ports.backend.signal(runId, 'ok', { approved: true, reason: 'fine' }, forever);
    assert.deepEqual(await clock.until(finished), { kind: 'succeeded', output: 'after' });
    const said = (await events()).find((event) => event.type === 'node.succeeded' && event.node === 'ok');
    assert.deepEqual(said?.type === 'node.succeeded' && said.output, { approved: true, reason: 'fine' });
  });

  it('lets nodes inside read what the node around them gives, over the inputs of the workflow', async () => {
    const seen: unknown[] = [];
    const body = graph([tool('look', { with: { a: expression('inputs.a'), b: expression('inputs.b') } })]);
    const literal = (value: string): Template => ({ kind: 'literal', value });
    const containers: readonly NodeDefinition[] = [
      {
        ...plain,
        kind: 'loop',
        id: 'loop',
        until: expression('inputs.b === "around"'),
        max: 3,
        body,
        with: { b: literal('around') },
      },
      each({ body, items: list([1]), with: { b: literal('around') }, needs: ['loop'] }),
      { ...plain, kind: 'race', id: 'race', branches: { one: body }, with: { b: literal('around') }, needs: ['each'] },
    ];
    const inputs = {
      a: { type: 'string', description: undefined, default: 'outer', enum: undefined },
      b: { type: 'string', description: undefined, default: 'outer', enum: undefined },
    } as const;
    const ports = portsOf(new VirtualClock(), { look: (input) => seen.push(input) });
    const { finished } = await start(ports, workflow(containers, { inputs }));
    assert.equal((await finished).kind, 'succeeded');
    assert.deepEqual(seen, [
      { a: 'outer', b: 'around' },
      { a: 'outer', b: 'around' },
      { a: 'outer', b: 'around' },
    ]);
  });

  it('ends a node that holds others at its time-out, in an order that can be read again', async () => {
    const timed = {
      timeoutMs: 5,
      retry: { max: 2, backoff: 'fixed' as const, baseMs: 1, maxMs: 1, jitter: 0, on: [] },
    };
    const { end, events } = await run([each(timed)], {
      work: () => new Promise(() => undefined),
    });
    assert.equal(end.kind === 'failed' && end.failure.code, 'node.timeout');
    assert.equal(events.filter(({ type }) => type === 'node.cancelled').length, 4, 'two of each attempt');
  });
});
