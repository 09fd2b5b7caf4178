// node bench/vscode/trace.ts [-- --json | --runs 5]: a trace of 100,000 spans, first drawn and scrolled, in a real browser.
import { parseArgs } from 'node:util';
import type { EngineEventBody } from '../../src/core/engine/engineEvent.ts';
import type { RunEvent, RunEventBody } from '../../src/core/run/runEvent.ts';
import { spansOf } from '../../src/core/run/runSpans.ts';
import { columnsOf } from '../../src/core/trace/spanColumns.ts';
import { spanKinds, spanStates } from '../../src/core/trace/spanKind.ts';
import { totalsOf } from '../../src/core/trace/traceTotals.ts';
import type { TraceView } from '../../src/protocol/trace.ts';
import { launchBrowser } from '../../test/e2e/harness/chromium.ts';
import { createTracedRun } from '../../test/fakes/tracedRun.ts';
import { labelOf } from '../../webview/trace/traceModel.ts';
import { installPeers } from '../installPeers.ts';
import { median, share } from './statistics.ts';
import { type DrawnTrace, drawOurs, drawPeer } from './tracePage.ts';

/** What a trace of 100,000 spans takes: medians over the runs. */
export interface TraceFigures {
  /** From the data in the page to the picture, ms. */
  readonly trace100kFirstDrawMs: number;
  /** A frame of scrolling above an idle one, ms; and the slowest of twenty. */
  readonly trace100kScrollMs: number;
  readonly trace100kScrollP95Ms: number;
  /** What of both the page's thread was busy, the reading of its scripts included. */
  readonly trace100kFirstDrawCpuMs: number;
  readonly trace100kScrollCpuMs: number;
  readonly trace100kZoomMs: number;
  readonly trace100kMemoryMb: number;
  /** In the engine's thread: the log to spans, and spans to the table that is sent. */
  readonly trace100kFoldMs: number;
  readonly trace100kColumnsMs: number;
}

/** A run with a list of so many items, a hundred at a time, some of which fail. */
function manyNodes(nodes: number): readonly RunEvent[] {
  const [started] = createTracedRun().log;
  if (!started) throw new Error('the run has no beginning');
  const log: RunEvent[] = [started];
  const record = (seconds: number, events: readonly EngineEventBody[]) => {
    const body: RunEventBody = { type: 'engine.recorded', events };
    log.push({ ...body, seq: log.length + 1, atMs: started.atMs + seconds * 1_000, v: 1 });
  };
  record(0, [{ type: 'run.started', workflow: 'large', inputs: {}, seed: 1 }]);
  record(0, [{ type: 'node.started', node: 'each', attempt: 1 }]);
  for (let first = 0; first < nodes; first += 100) {
    const paths = Array.from({ length: 100 }, (_, i) => `each[${first + i}]/check`);
    record(
      first / 100,
      paths.map((node): EngineEventBody => ({ type: 'node.started', node, attempt: 1, input: { node } })),
    );
    record(
      first / 100 + 0.7,
      paths.map(
        (node, index): EngineEventBody =>
          index === 50
            ? { type: 'node.failed', node, attempt: 1, failure: { code: 'check.failed', message: 'it does not hold' } }
            : { type: 'node.succeeded', node, output: { ok: true } },
      ),
    );
  }
  record(nodes / 100, [
    { type: 'node.succeeded', node: 'each', output: [] },
    { type: 'run.succeeded', output: null },
  ]);
  return log;
}

interface Traced {
  readonly view: TraceView;
  readonly foldMs: number;
  readonly columnsMs: number;
}

function trace100k(): Traced {
  const log = manyNodes(100_000);
  const began = performance.now();
  const trace = spansOf(log, { details: true });
  const folded = performance.now();
  const columns = columnsOf(trace);
  const totals = totalsOf(trace);
  const view: TraceView = {
    runId: 'largerun',
    title: 'A run of 100,000 spans',
    status: 'done',
    lastSeq: log.length,
    startedAtMs: log[0]?.atMs ?? 0,
    kinds: spanKinds,
    states: spanStates,
    totals,
    columns,
  };
  return { view, foldMs: folded - began, columnsMs: performance.now() - folded };
}

/** Measures the page as it was built; `npm run build` comes first. */
export async function measureTrace(runs: number): Promise<TraceFigures> {
  const traced: Traced[] = [];
  const drawn: DrawnTrace[] = [];
  const browser = await launchBrowser();
  try {
    // The first round warms up.
    for (let run = 0; run <= runs; run++) {
      const one = trace100k();
      const picture = await drawOurs(browser, one.view);
      if (run === 0) continue;
      traced.push(one);
      drawn.push(picture);
    }
  } finally {
    await browser.close();
  }
  return {
    trace100kFirstDrawMs: median(drawn.map(({ firstDrawMs }) => firstDrawMs)),
    trace100kScrollMs: median(drawn.flatMap(({ scrollMs }) => scrollMs)),
    trace100kScrollP95Ms: share(
      drawn.flatMap(({ scrollMs }) => scrollMs),
      0.95,
    ),
    trace100kFirstDrawCpuMs: median(drawn.map(({ firstDrawCpuMs }) => firstDrawCpuMs)),
    trace100kScrollCpuMs: median(drawn.map(({ scrollCpuMs }) => scrollCpuMs)),
    trace100kZoomMs: median(drawn.flatMap(({ zoomMs }) => zoomMs)),
    trace100kMemoryMb: median(drawn.map(({ memoryMb }) => memoryMb)),
    trace100kFoldMs: median(traced.map(({ foldMs }) => foldMs)),
    trace100kColumnsMs: median(traced.map(({ columnsMs }) => columnsMs)),
  };
}

/** The same rows as a plain list by TanStack Virtual. */
export async function measureTracePeer(runs: number) {
  installPeers(['@tanstack/virtual-core']);
  const { columns } = trace100k().view;
  if (!columns) throw new Error('there is no trace');
  const labels = Array.from({ length: columns.count }, (_, row) => labelOf(columns, row));
  const browser = await launchBrowser();
  try {
    const drawn: DrawnTrace[] = [];
    for (let run = 0; run <= runs; run++) {
      const one = await drawPeer(browser, labels);
      if (run > 0) drawn.push(one);
    }
    return {
      tanstackFirstDrawMs: median(drawn.map(({ firstDrawMs }) => firstDrawMs)),
      tanstackScrollMs: median(drawn.flatMap(({ scrollMs }) => scrollMs)),
      tanstackFirstDrawCpuMs: median(drawn.map(({ firstDrawCpuMs }) => firstDrawCpuMs)),
      tanstackScrollCpuMs: median(drawn.map(({ scrollCpuMs }) => scrollCpuMs)),
      tanstackMemoryMb: median(drawn.map(({ memoryMb }) => memoryMb)),
    };
  } finally {
    await browser.close();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number above 0');
  const ours = await measureTrace(runs);
  if (values.json !== true) console.log('Loopwright', ours, '\npeer', await measureTracePeer(runs));
  console.log(JSON.stringify(ours));
}
