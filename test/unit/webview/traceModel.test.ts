import assert from 'node:assert/strict';
import type { Span } from '../../../src/core/trace/span.ts';
import { columnsOf } from '../../../src/core/trace/spanColumns.ts';
import { spanKinds, spanStates } from '../../../src/core/trace/spanKind.ts';
import { boxesOf, moved, rowAt, ticksOf, windowBetween, zoomed } from '../../../webview/trace/flameModel.ts';
import { labelOf, noFilter, placeOf, stepBy, tableOf, visibleRows } from '../../../webview/trace/traceModel.ts';
import { traceId } from '../trace/someRun.ts';

/** A span as `parent/name from to`; a name that begins with ! failed, one with @ has that agent. */
function spansOf(...lines: readonly string[]): readonly Span[] {
  return lines.map((line) => {
    const [path = '', from = '0', to = '0'] = line.split(' ');
    const [name = '', parent] = path.split('/').reverse();
    return {
      traceId,
      spanId: name,
      parentId: parent,
      name,
      kind: 'internal',
      startMs: Number(from),
      endMs: to === '?' ? undefined : Number(to),
      status: name.startsWith('!') ? 'error' : 'ok',
      message: undefined,
      attributes: name.startsWith('@') ? { 'gen_ai.agent.name': name.slice(1), 'gen_ai.operation.name': 'chat' } : {},
      events: [],
    };
  });
}

const spans = spansOf('run 0 100', 'run/a 0 40', 'run/b 20 60', 'a/@coder 5 20', 'b/!c 30 50', 'b/d 30 ?');
const columns = columnsOf({ traceId, spans, lastMs: 90 });
const table = tableOf({ kinds: spanKinds, states: spanStates }, columns);
const names = (rows: ArrayLike<number>) => Array.from(rows, (row) => labelOf(columns, row));
const none = new Set<number>();

describe('the table of a trace', () => {
  it('lists spans depth first, siblings by their start', () => {
    assert.deepEqual(names(visibleRows(table, none, noFilter)), ['run', 'a', '@coder', 'b', '!c', 'd']);
    assert.deepEqual([...columns.depth], [0, 1, 2, 1, 2, 2]);
    assert.deepEqual([...columns.size], [6, 2, 1, 3, 1, 1]);
    assert.deepEqual([...table.parent], [-1, 0, 1, 0, 3, 3]);
  });

  it('counts a span that has not ended up to the last event', () => {
    assert.equal(columns.durationMs[5], 60);
    assert.equal(spanStates[columns.state[5] ?? 0], 'running');
  });

  it('gives spans that overlap lanes of their own, below their parents', () => {
    const lane = Object.fromEntries(
      names(columns.span.map((_, row) => row)).map((name, row) => [name, columns.lane[row]]),
    );
    assert.deepEqual(lane, { run: 0, a: 1, b: 2, '@coder': 2, '!c': 3, d: 4 });
    assert.equal(columns.lanes, 5);
  });

  it('takes spans whose parent is missing, or stands behind them, for roots', () => {
    const odd = columnsOf({ traceId, spans: spansOf('x/y 0 1', 'y/x 0 1', 'gone/z 0 1'), lastMs: 1 });
    assert.deepEqual([...odd.depth].sort(), [0, 0, 1]);
    assert.equal(columnsOf({ traceId, spans: [], lastMs: 0 }).count, 0);
  });

  it('hides what is folded', () => {
    const b = columns.span[3] ?? 0;
    assert.deepEqual(names(visibleRows(table, new Set([b]), noFilter)), ['run', 'a', '@coder', 'b']);
  });

  it('keeps what fits a filter, and what it lies in', () => {
    assert.deepEqual(names(visibleRows(table, none, { ...noFilter, errorsOnly: true })), ['run', 'b', '!c']);
    assert.deepEqual(names(visibleRows(table, none, { ...noFilter, agent: 0 })), ['run', 'a', '@coder']);
    const kind = spanKinds.indexOf('tool');
    assert.deepEqual(names(visibleRows(table, none, { ...noFilter, kind })), []);
  });

  it('finds a row, or what of it is visible', () => {
    const rows = visibleRows(table, new Set([columns.span[3] ?? 0]), noFilter);
    assert.equal(placeOf(rows, 2, table.parent), 2);
    assert.equal(placeOf(rows, 4, table.parent), 3, 'the folded b stands for what is in it');
    assert.equal(placeOf(new Int32Array(), 4, table.parent), -1);
  });

  it('goes by keys as trees do', () => {
    const rows = visibleRows(table, none, noFilter);
    const step = (key: string, at: number, folded = none) => stepBy(key, { table, rows, at, folded, page: 3 });
    assert.deepEqual(step('ArrowDown', 5), { to: 5 });
    assert.deepEqual(step('ArrowUp', 3), { to: 2 });
    assert.deepEqual(step('End', 0), { to: 5 });
    assert.deepEqual(step('PageDown', 1), { to: 4 });
    assert.deepEqual(step('ArrowLeft', 3), { to: 3, fold: 'close' });
    assert.deepEqual(step('ArrowLeft', 4), { to: 3 });
    assert.deepEqual(step('ArrowRight', 3), { to: 4 });
    assert.deepEqual(step('ArrowRight', 3, new Set([columns.span[3] ?? 0])), { to: 3, fold: 'open' });
    assert.deepEqual(step('ArrowLeft', 0, new Set([columns.span[0] ?? 0])), { to: 0 });
    assert.equal(step('x', 0), undefined);
  });
});

describe('the timeline', () => {
  const view = { window: { fromMs: 0, toMs: 100 }, width: 200, firstLane: 0, lastLane: 4 };

  it('draws what lies in the window, at its place', () => {
    const boxes = boxesOf(columns, view);
    assert.equal(boxes.length, 6);
    assert.deepEqual(
      boxes.find(({ row }) => row === 3),
      { row: 3, x: 40, width: 80, lane: 2 },
    );
    const zoomedIn = boxesOf(columns, { ...view, window: { fromMs: 50, toMs: 60 } });
    assert.deepEqual(names(zoomedIn.map(({ row }) => row)), ['run', 'b', '!c', 'd']);
    assert.deepEqual(names(boxesOf(columns, { ...view, firstLane: 4 }).map(({ row }) => row)), ['d']);
  });

  it('draws spans narrower than a pixel once a pixel', () => {
    const many = spansOf('run 0 1000', ...Array.from({ length: 5_000 }, (_, i) => `run/s${i} ${i / 5} ${i / 5 + 0.1}`));
    const boxes = boxesOf(columnsOf({ traceId, spans: many, lastMs: 1_000 }), {
      ...view,
      window: { fromMs: 0, toMs: 1_000 },
    });
    assert.ok(boxes.length <= 1 + 2 * 200, String(boxes.length));
    assert.ok(boxes.length >= 150, String(boxes.length));
  });

  it('knows which span lies at a place', () => {
    assert.equal(rowAt(columns, 2, 30, 0), 3);
    assert.equal(rowAt(columns, 2, 10, 0), 2);
    assert.equal(rowAt(columns, 2, 3, 0), -1);
    assert.equal(rowAt(columns, 2, 19, 2), 3);
  });

  it('holds windows within the trace', () => {
    assert.deepEqual(windowBetween(80, 20, 100), { fromMs: 20, toMs: 80 });
    assert.deepEqual(windowBetween(-5, 500, 100), { fromMs: 0, toMs: 100 });
    assert.ok(windowBetween(50, 50, 100).toMs > windowBetween(50, 50, 100).fromMs);
    assert.deepEqual(zoomed({ fromMs: 0, toMs: 100 }, 0.5, 50, 100), { fromMs: 25, toMs: 75 });
    assert.deepEqual(moved({ fromMs: 60, toMs: 90 }, 1, 100), { fromMs: 70, toMs: 100 });
    assert.deepEqual(ticksOf({ fromMs: 0, toMs: 100 }, 220), [0, 50, 100]);
  });
});
