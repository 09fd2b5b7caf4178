import assert from 'node:assert/strict';
import { startLiveTrace } from '../../../src/app/liveTrace.ts';
import { CodedError } from '../../../src/base/errors.ts';
import { Emitter } from '../../../src/base/event.ts';
import type { RunId } from '../../../src/base/ids.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { readerOf } from '../../unit/cli/commandBench.ts';
import { expression, graph, plain, tool, workflow } from '../../unit/engine/workflowBuilder.ts';
import { doers, everyKind, finished, inner } from '../../unit/trace/someWorkflow.ts';
import { type Doer, LogBench, traceOf } from '../../unit/trace/workflowLog.ts';
import { type Collector, startCollector } from './collector.ts';

const workspace = '/';

/** Follows a run of the bench, as a command does. */
function follow(bench: LogBench, { url }: Collector, { runId, goesOnAfter }: { runId: RunId; goesOnAfter?: number }) {
  const changed = new Emitter<{ readonly workspace: string; readonly runId: RunId }>();
  bench.store.onDidChange((id) => changed.fire({ workspace, runId: id }));
  return startLiveTrace(
    { ...readerOf(bench.store), onDidChangeRun: changed.event },
    {
      run: { workspace, runId },
      settings: { url: `${url}/v1/traces`, headers: {} },
      version: '1.2.3',
      ...(goesOnAfter === undefined ? {} : { goesOnAfter }),
    },
  );
}

const sentTo = ({ received }: Collector) => {
  assert.deepEqual(
    received.filter(({ kind }) => kind === 'invalid' || kind === 'broken'),
    [],
  );
  return received.flatMap(({ spans }) => spans);
};

const idsOf = (spans: readonly { readonly spanId: string }[]) => spans.map(({ spanId }) => spanId).sort();

describe('the live export of a workflow, to a collector process', () => {
  for (const { name, epilogue } of [
    { name: 'ends with its own word', epilogue: [finished] },
    { name: 'ends with the engine', epilogue: [] },
  ])
    it(`sends every span once, with the kinds of its nodes, of a run that ${name}`, async () => {
      const collector = await startCollector([]);
      try {
        const bench = new LogBench();
        const options = { workflows: [inner], epilogue };
        const { runId, handle } = await bench.begin(everyKind, doers(), options);
        const live = follow(bench, collector, { runId });
        await bench.clock.until(handle.finished);
        if (epilogue.length > 0) await bench.append(runId, epilogue);
        const counts = await live.close(5_000);
        const { spans } = traceOf({ log: await bench.read(runId), definition: everyKind });
        // A call that was cancelled may still be charged, so only the run's own end ends it.
        const ended = spans.filter(({ endMs, name: span }) => endMs !== undefined || span.startsWith('chat'));
        assert.deepEqual(idsOf(sentTo(collector)), idsOf(ended));
        assert.deepEqual(counts, { sent: ended.length, rejected: 0, dropped: 0 });
        assert.ok(sentTo(collector).some(({ name: span }) => span === 'invoke_agent fix-agent'));
      } finally {
        await collector.close();
      }
    });

  it('sends of a resumed run what had not ended, and what was only at rest once more', async () => {
    const collector = await startCollector([]);
    try {
      const bench = new LogBench();
      const spend: Doer = ({ context }) => {
        const reserved = context.ledger.reserve({ usd: 0, tokens: 1 });
        if (reserved.kind === 'refused')
          throw new CodedError('budget.exhausted', 'No more.', { details: { scope: reserved.scope } });
        reserved.commit({ usd: 0, tokensIn: 1, tokensOut: 0 });
      };
      const loop: NodeDefinition = {
        ...plain,
        kind: 'loop',
        id: 'tries',
        until: expression('loop.round == 3'),
        max: 4,
        body: graph([tool('a')]),
      };
      const budget = (calls: number) => ({ usd: undefined, tokens: undefined, calls, minutes: undefined });
      const definition = workflow([loop], { run: { budget: budget(2) } });
      const { runId, handle } = await bench.begin(definition, { a: spend });
      const first = follow(bench, collector, { runId });
      await bench.clock.until(handle.finished);
      await bench.append(runId, [{ type: 'run.finished', outcome: 'paused', line: '' }]);
      await first.close(5_000);
      const before = idsOf(sentTo(collector));

      const goesOnAfter = (await bench.read(runId)).at(-1)?.seq ?? 0;
      const second = follow(bench, collector, { runId, goesOnAfter });
      await bench.resume({ runId, definition }, { a: spend }, { budget: budget(9), epilogue: [finished] });
      await second.close(5_000);
      const all = idsOf(sentTo(collector));
      const { spans } = traceOf({ log: await bench.read(runId), definition });
      assert.deepEqual([...new Set(all)], idsOf(spans));
      const twice = spans.filter(
        ({ spanId }) => before.includes(spanId) && all.filter((id) => id === spanId).length > 1,
      );
      assert.deepEqual(
        twice.map(({ name }) => name),
        ['invoke_workflow test', 'loop tries'],
      );
    } finally {
      await collector.close();
    }
  });
});
