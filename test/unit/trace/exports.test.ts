import assert from 'node:assert/strict';
import { spansOf } from '../../../src/core/run/runSpans.ts';
import { toChromeTrace } from '../../../src/core/trace/chromeTrace.ts';
import { toNanos, toOtlp } from '../../../src/core/trace/otlpJson.ts';
import type { Span } from '../../../src/core/trace/span.ts';
import { objectionsTo } from '../../fakes/servers/otlpSchema.ts';
import { asked, logOf, started, startMs, traceId, wholeRun } from './someRun.ts';

const open = { details: false };

/** A span by its name and its times in ms since the start. */
const span = (id: number, from: number, to: number, parent?: number): Span => ({
  traceId,
  spanId: String(id).padStart(16, '0'),
  parentId: parent === undefined ? undefined : String(parent).padStart(16, '0'),
  name: `span ${id}`,
  kind: 'internal',
  startMs: startMs + from,
  endMs: startMs + to,
  status: 'ok',
  message: undefined,
  attributes: {},
  events: [],
});

describe('OTLP/JSON', () => {
  it('is what a strict collector takes, for whole and for broken runs', () => {
    for (const log of [wholeRun, logOf([0, started], [1, asked(1)])]) {
      const { spans, lastMs } = spansOf(log, open);
      assert.deepEqual(objectionsTo(toOtlp(spans, { version: '1.2.3', lastMs })), []);
    }
  });

  it('writes a span in protobuf JSON', () => {
    const { spans, lastMs } = spansOf(logOf([0, started], [1.5, asked(1)], [3, { type: 'run.cancelled' }]), open);
    const [resource] = toOtlp(spans, { version: '1.2.3', lastMs }).resourceSpans;
    assert.deepEqual(resource?.resource.attributes, [
      { key: 'service.name', value: { stringValue: 'loopwright' } },
      { key: 'service.version', value: { stringValue: '1.2.3' } },
    ]);
    const [root, , chat] = resource?.scopeSpans[0]?.spans ?? [];
    assert.equal(root?.traceId, '0102030405060708090a0b0c0d0e0f10');
    assert.equal(root && 'parentSpanId' in root, false);
    assert.equal(chat?.kind, 3);
    assert.equal(chat?.startTimeUnixNano, `${startMs + 1_500}000000`);
    assert.equal(chat?.endTimeUnixNano, `${startMs + 3_000}000000`);
    assert.deepEqual(chat?.status, { code: 2 });
    const value = (key: string) => chat?.attributes.find((one) => one.key === key)?.value;
    assert.deepEqual(value('gen_ai.request.max_tokens'), { intValue: '4096' });
    assert.deepEqual(value('gen_ai.request.temperature'), { doubleValue: 0 });
    assert.deepEqual(value('loopwright.cost.known'), { boolValue: true });
    assert.deepEqual(value('error.type'), { stringValue: 'cancelled' });
  });

  it('marks what has not ended', () => {
    const { spans, lastMs } = spansOf(logOf([0, started], [4, asked(1)]), open);
    const [root] = toOtlp(spans, { version: '1', lastMs }).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    assert.equal(root?.endTimeUnixNano, `${startMs + 4_000}000000`);
    assert.deepEqual(root?.status, {});
    assert.ok(root?.attributes.some(({ key, value }) => key === 'loopwright.incomplete' && 'boolValue' in value));
  });

  for (const [ms, want] of [
    [0, '0'],
    [1, '1000000'],
    [1_795_248_000_000, '1795248000000000000'],
    [1_795_248_000_000.5, '1795248000000500000'],
  ] as const)
    it(`counts ${ms} ms as ${want} ns`, () => {
      assert.equal(toNanos(ms), want);
    });
});

describe('the Chrome trace', () => {
  it('has every span, from the start of the run in microseconds', () => {
    const trace = spansOf(wholeRun, open);
    const { traceEvents, otherData } = toChromeTrace(trace);
    assert.equal(otherData.traceId, traceId);
    assert.equal(traceEvents.filter(({ ph }) => ph === 'X').length, trace.spans.length);
    const tests = traceEvents.find(({ name }) => name === 'tests before');
    assert.deepEqual([tests?.ts, tests?.dur], [1_000_000, 2_000_000]);
    assert.deepEqual(
      traceEvents.filter(({ ph }) => ph === 'i').map(({ name, ts }) => [name, ts]),
      [['retry', 10_000_000]],
    );
  });

  it('gives spans that overlap without nesting lanes of their own', () => {
    const spans = [span(1, 0, 100), span(2, 10, 60, 1), span(3, 20, 90, 1), span(4, 60, 80, 1)];
    const lanes = toChromeTrace({ traceId, spans, lastMs: startMs + 100 }).traceEvents.filter(({ ph }) => ph === 'X');
    assert.deepEqual(
      lanes.map(({ name, tid }) => [name, tid]),
      [
        ['span 1', 0],
        ['span 2', 0],
        ['span 3', 1],
        ['span 4', 0],
      ],
    );
  });

  it('of nothing is empty', () => {
    assert.equal(toChromeTrace({ traceId: undefined, spans: [], lastMs: 0 }).traceEvents.length, 1);
  });
});
