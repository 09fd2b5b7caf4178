import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/core/run/runEvent.ts';
import { createRunGraphFold, type PlaceState } from '../../../src/core/run/runGraph.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { expression, graph, plain, tool, workflow } from '../engine/workflowBuilder.ts';
import { doers, everyKind, finished, inner } from '../trace/someWorkflow.ts';
import { agent, LogBench, listOf } from '../trace/workflowLog.ts';

function placesOf(log: readonly RunEvent[]): ReadonlyMap<string, PlaceState> {
  const fold = createRunGraphFold();
  for (const event of log) fold.add(event);
  return new Map(fold.changedAfter(0).map((state) => [state.place, state]));
}

const run = (options = {}) =>
  new LogBench().run(everyKind, doers(), { workflows: [inner], epilogue: [finished], ...options });

describe('the graph of a run', () => {
  it('has one state for all items of a list, all rounds of a loop and all attempts', async () => {
    const places = placesOf((await run()).log);
    const told = [...places.values()].map(({ place, status, known, ended, inside }) => ({
      place,
      told: [status, known, ended, inside?.done, inside?.total],
    }));
    assert.deepEqual(Object.fromEntries(told.map((one) => [one.place, one.told])), {
      prepare: ['succeeded', 1, 1, undefined, undefined],
      each: ['succeeded', 1, 1, 3, 3],
      both: ['succeeded', 1, 1, undefined, undefined],
      'each/fix': ['succeeded', 3, 3, undefined, undefined],
      'each/check': ['succeeded', 3, 3, undefined, undefined],
      'both.left/slow': ['cancelled', 1, 1, undefined, undefined],
      'both.right/fast': ['succeeded', 1, 1, undefined, undefined],
      sub: ['succeeded', 1, 1, undefined, undefined],
      'sub/plan': ['succeeded', 1, 1, undefined, undefined],
      flaky: ['succeeded', 1, 1, undefined, undefined],
      tries: ['succeeded', 1, 1, 2, undefined],
      // Of a loop, the round that is in work.
      'tries/ask': ['succeeded', 1, 1, undefined, undefined],
      never: ['skipped', 1, 1, undefined, undefined],
    });
    assert.equal(places.get('flaky')?.attempts, 3);
    assert.equal(places.get('tries/ask')?.path, 'tries[2]/ask');
    assert.equal(places.get('never')?.skipped, 'when');
  });

  it('adds up what nodes spend, for them and for all that they are inside of', async () => {
    const places = placesOf((await run()).log);
    assert.deepEqual(places.get('each')?.spent, places.get('each/fix')?.spent);
    const { usd, tokens, calls } = places.get('each')?.spent ?? assert.fail();
    assert.deepEqual([Math.round((usd ?? 0) * 100), tokens, calls], [3, 3_600, 3]);
    assert.deepEqual(places.get('prepare')?.spent, { usd: 0, tokens: 0, calls: 0 });
  });

  it('tells at every moment exactly what changed since another, and in pieces the same as at once', async () => {
    const { log } = await run();
    const fold = createRunGraphFold();
    const known = new Map<string, PlaceState>();
    for (const event of log) {
      const before = fold.lastSeq;
      fold.add(event);
      const changed = fold.changedAfter(before);
      for (const state of changed) known.set(state.place, state);
      assert.deepEqual(new Map(fold.changedAfter(0).map((state) => [state.place, state])), known);
      for (const state of changed) assert.equal(state.seq, event.seq);
    }
    assert.deepEqual(fold.changedAfter(fold.lastSeq), []);
  });

  it('says what goes on before what is over, and counts what has come out', async () => {
    const { log } = await run();
    const fold = createRunGraphFold();
    const seen = new Set<string>();
    for (const event of log) {
      fold.add(event);
      for (const { place, status, inside, known, ended } of fold.changedAfter(event.seq - 1))
        if (place === 'each') seen.add(`${status} ${inside?.done ?? '-'}/${inside?.total ?? '-'}`);
        else if (place === 'each/fix') seen.add(`fix ${status} ${ended}/${known}`);
    }
    for (const wanted of [
      'running 0/3',
      'running 1/3',
      'running 2/3',
      'succeeded 3/3',
      'fix running 1/2',
      'fix succeeded 3/3',
    ])
      assert.ok(seen.has(wanted), `${wanted} in ${[...seen].join(', ')}`);
  });

  it('shows a failed item among others, and of a loop only the round that counts', async () => {
    let asked = 0;
    const tolerant: NodeDefinition = {
      ...plain,
      kind: 'loop',
      id: 'tries',
      until: expression('loop.round == 2'),
      max: 4,
      body: graph([agent('ask', { onFailure: { kind: 'continue' } })]),
    };
    const list: NodeDefinition = {
      ...plain,
      kind: 'forEach',
      id: 'each',
      items: listOf(1, 2, 3),
      as: 'item',
      concurrency: 3,
      body: graph([tool('work', { with: { at: expression('item') }, onFailure: { kind: 'continue' } })]),
    };
    const { log } = await new LogBench().run(workflow([tolerant, list]), {
      ask: () => {
        if (asked++ === 0) throw new Error('the first time');
      },
      work: ({ input }) => {
        if ((input as { at: number }).at === 2) throw new Error('not two');
      },
    });
    const places = placesOf(log);
    assert.equal(places.get('tries/ask')?.status, 'succeeded');
    assert.equal(places.get('tries/ask')?.failure, undefined);
    assert.equal(places.get('each/work')?.status, 'failed');
    assert.match(places.get('each/work')?.failure?.message ?? '', /not two/);
  });
});
