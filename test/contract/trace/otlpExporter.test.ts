import assert from 'node:assert/strict';
import { systemClock, systemRandom } from '../../../src/adapters/host/systemClock.ts';
import { createOtlpExporter, type OtlpExporterOptions } from '../../../src/adapters/trace/otlpExporter.ts';
import { retryAfter } from '../../../src/adapters/trace/postOtlp.ts';
import { createRunSpanFold, spansOf } from '../../../src/core/run/runSpans.ts';
import { findNodesIn } from '../../../src/core/run/workflowNodes.ts';
import type { Span } from '../../../src/core/trace/span.ts';
import { eventually } from '../../eventually.ts';
import { wholeRun } from '../../unit/trace/someRun.ts';
import { doers, everyKind, finished, inner } from '../../unit/trace/someWorkflow.ts';
import { LogBench } from '../../unit/trace/workflowLog.ts';
import { type Collector, startCollector } from './collector.ts';

const { spans } = spansOf(wholeRun, { details: false });

/** Many spans with ids of their own. */
const many = (count: number): readonly Span[] =>
  Array.from({ length: count }, (_, i) => ({ ...(spans[0] as Span), spanId: (i + 1).toString(16).padStart(16, '0') }));

const exporterTo = (url: string, extra: Partial<OtlpExporterOptions> = {}) =>
  createOtlpExporter({
    url: `${url}/v1/traces`,
    headers: { 'x-key': 'k1' },
    version: '1.2.3',
    clock: systemClock,
    random: systemRandom,
    batchDelayMs: 20,
    ...extra,
  });

/** Runs a test with a collector that gives these replies first. */
const withCollector = (replies: readonly object[], test: (collector: Collector) => Promise<void>) => async () => {
  const collector = await startCollector(replies);
  try {
    await test(collector);
    assert.deepEqual(
      collector.received.filter(({ kind }) => kind === 'invalid' || kind === 'broken'),
      [],
    );
  } finally {
    await collector.close();
  }
};

const kinds = ({ received }: Collector) => received.map(({ kind }) => kind);

describe('the OTLP exporter, against a collector process', () => {
  it(
    'delivers every span of a run once, with its headers',
    withCollector([], async (collector) => {
      const exporter = exporterTo(collector.url);
      for (const span of spans) exporter.export([span]);
      assert.deepEqual(await exporter.close(5_000), { sent: spans.length, rejected: 0, dropped: 0 });
      assert.deepEqual(
        collector.received.flatMap((request) => request.spans.map(({ spanId }) => spanId)).sort(),
        spans.map(({ spanId }) => spanId).sort(),
      );
      assert.deepEqual(
        collector.received.map(({ key }) => key),
        ['k1'],
      );
    }),
  );

  it(
    'delivers the spans of a workflow as its nodes end, side by side',
    withCollector([], async (collector) => {
      const { log, definition } = await new LogBench().run(everyKind, doers(), {
        workflows: [inner],
        epilogue: [finished],
      });
      const fold = createRunSpanFold({ details: false, findNode: findNodesIn(definition) });
      const exporter = exporterTo(collector.url, { maxBatch: 5 });
      for (const event of log) exporter.export(fold.add(event));
      const { spans: all } = fold.trace();
      assert.deepEqual(await exporter.close(5_000), { sent: all.length, rejected: 0, dropped: 0 });
      const names = (some: readonly { readonly spanId: string; readonly name: string }[]) =>
        some.map(({ spanId, name }) => `${spanId} ${name}`).sort();
      assert.deepEqual(names(collector.received.flatMap((request) => request.spans)), names(all));
    }),
  );

  it(
    'sends while the run goes on, and in batches',
    withCollector([], async (collector) => {
      const exporter = exporterTo(collector.url, { maxBatch: 10 });
      exporter.export(many(25));
      await eventually(() => collector.received.length >= 3, 'three requests');
      assert.deepEqual(
        collector.received.map((request) => request.spans.length),
        [10, 10, 5],
      );
      exporter.export(spans.slice(0, 1));
      assert.equal((await exporter.close(5_000)).sent, 26);
    }),
  );

  for (const status of [429, 502, 503, 504])
    it(
      `tries again after ${status}, once the time it was told is over`,
      withCollector([{ status, retryAfter: '1' }], async (collector) => {
        const exporter = exporterTo(collector.url);
        exporter.export(spans);
        assert.deepEqual(await exporter.close(8_000), { sent: spans.length, rejected: 0, dropped: 0 });
        assert.deepEqual(kinds(collector), ['turnedAway', 'taken']);
        const [first, second] = collector.received;
        assert.ok((second?.atMs ?? 0) - (first?.atMs ?? 0) >= 950);
      }),
    );

  it(
    'tries again when the connection breaks',
    withCollector([{ cut: true }], async (collector) => {
      const exporter = exporterTo(collector.url);
      exporter.export(spans);
      assert.equal((await exporter.close(8_000)).sent, spans.length);
      assert.deepEqual(kinds(collector), ['turnedAway', 'taken']);
    }),
  );

  for (const status of [400, 401, 404, 500])
    it(
      `drops a batch after ${status} and delivers the next`,
      withCollector([{ status }], async (collector) => {
        const exporter = exporterTo(collector.url, { maxBatch: 10 });
        exporter.export(many(15));
        assert.deepEqual(await exporter.close(5_000), { sent: 5, rejected: 10, dropped: 0 });
        assert.deepEqual(kinds(collector), ['turnedAway', 'taken']);
      }),
    );

  it(
    'counts what a partial success refuses',
    withCollector([{ body: { partialSuccess: { rejectedSpans: '2', errorMessage: 'no' } } }], async (collector) => {
      const exporter = exporterTo(collector.url);
      exporter.export(many(5));
      assert.deepEqual(await exporter.close(5_000), { sent: 3, rejected: 2, dropped: 0 });
    }),
  );

  it(
    'keeps its queue bounded, and waits no longer than it may, when a collector hangs',
    withCollector([{ delayMs: 30_000 }], async (collector) => {
      const exporter = exporterTo(collector.url, { maxBatch: 10, maxQueued: 50 });
      const beginMs = performance.now();
      for (let i = 0; i < 100; i++) exporter.export(many(10));
      assert.ok(performance.now() - beginMs < 200, 'export does not wait');
      const { sent, dropped } = await exporter.close(200);
      assert.deepEqual([sent, dropped], [0, 1_000]);
      assert.ok(performance.now() - beginMs < 1_500, 'close keeps its limit');
    }),
  );

  it('gives up in time when nothing listens, and never throws', async () => {
    const exporter = exporterTo('http://127.0.0.1:9');
    exporter.export(spans);
    const beginMs = performance.now();
    assert.deepEqual(await exporter.close(150), { sent: 0, rejected: 0, dropped: spans.length });
    assert.ok(performance.now() - beginMs < 1_500);
    exporter.export(spans);
    assert.equal((await exporter.close(50)).dropped, spans.length * 2);
  });

  for (const [value, want] of [
    [null, undefined],
    ['', undefined],
    ['7', 7_000],
    ['Sat, 21 Nov 2026 08:00:10 GMT', 10_000],
    ['Sat, 21 Nov 2026 07:00:00 GMT', 0],
    ['soon', undefined],
  ] as const)
    it(`reads Retry-After ${JSON.stringify(value)}`, () => {
      assert.equal(retryAfter(value, Date.UTC(2026, 10, 21, 8)), want);
    });
});
