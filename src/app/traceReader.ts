import { writeFile } from 'node:fs/promises';
import { CodedError, messageOf } from '../base/errors.ts';
import { nextTurn } from '../base/nextTurn.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import { createRunSpanFold } from '../core/run/runSpans.ts';
import { createSpanSources, type SpanSources } from '../core/run/spanSources.ts';
import type { FindNode } from '../core/run/workflowNodes.ts';
import { attribute } from '../core/trace/attributeNames.ts';
import { toOtlp } from '../core/trace/otlpJson.ts';
import { childrenOf, type Span, type Trace } from '../core/trace/span.ts';
import { columnsOf } from '../core/trace/spanColumns.ts';
import type { SpanFold } from '../core/trace/spanFold.ts';
import { spanKinds, spanStates } from '../core/trace/spanKind.ts';
import { totalsOf } from '../core/trace/traceTotals.ts';
import type { SpanView, TraceExport, TraceFormat, TraceHits, TraceView } from '../protocol/trace.ts';
import type { ReadKept } from './callViews.ts';
import type { Loopwright, RunRef } from './loopwright.ts';
import { toRunRow } from './runViews.ts';
import { spanView } from './spanViews.ts';
import { TextCutter, wholeUnits } from './textCutter.ts';
import { findNodesOf } from './traceOf.ts';
import { searchTrace } from './traceSearch.ts';

/** What is asked of the app. */
type App = Pick<Loopwright, 'listEventsAfter' | 'getWorkflow' | 'getState' | 'readKept'>;

/** Which part of a trace is to be exported, and to where. */
export interface ExportRequest {
  readonly format: TraceFormat;
  readonly span: number | undefined;
  readonly file: string | undefined;
  /** Of Loopwright. */
  readonly version: string;
}

/** The traces of runs as panels show them. Each is folded once, and goes on from there when its run does. */
export interface TraceReader {
  getTrace(run: RunRef, known: number | undefined, signal: AbortSignal): Promise<TraceView>;
  getSpan(run: RunRef, span: number, signal: AbortSignal): Promise<SpanView>;
  findSpan(run: RunRef, name: string, signal: AbortSignal): Promise<number | undefined>;
  getText(
    run: RunRef,
    at: { readonly span: number; readonly key: string; readonly from: number },
    signal: AbortSignal,
  ): Promise<{ readonly text: string; readonly length: number }>;
  search(run: RunRef, text: string, signal: AbortSignal): Promise<TraceHits>;
  export(run: RunRef, request: ExportRequest, signal: AbortSignal): Promise<TraceExport>;
  /** Lets go of what is kept for a run. */
  release(run: RunRef): void;
}

/** A trace as far as its log has been read. */
interface OpenTrace {
  readonly fold: SpanFold<RunEvent>;
  readonly sources: SpanSources;
  findNode: FindNode | undefined;
  lastSeq: number;
  trace: Trace | undefined;
}

/** Traces that are kept although no panel shows them. */
const mostOpen = 3;
/** Events that are folded before others have their turn: runs go on in the same thread. */
const eventsATurn = 200;
const longestPiece = 200_000;
/** What is put on a clipboard at most, UTF-16 units. */
const longestExport = 2_000_000;

/** A reader over the app's logs. */
export function createTraceReader(app: App): TraceReader {
  const open = new Map<string, OpenTrace>();
  const reading = new Map<string, Promise<OpenTrace>>();
  /** The trace up to the newest event. Askers at the same time share one reading. */
  const read = (run: RunRef, signal: AbortSignal): Promise<OpenTrace> => {
    const known = reading.get(run.runId);
    if (known) return known;
    const opened = open.get(run.runId) ?? newTrace();
    // Shared by askers, so that none of their signals may end it.
    const going = readOn(app, run, opened, new AbortController().signal).finally(() => reading.delete(run.runId));
    reading.set(run.runId, going);
    return going.then((done) => {
      keepNewest(open, run.runId, done);
      signal.throwIfAborted();
      return done;
    });
  };
  const kept =
    (run: RunRef, signal: AbortSignal): ReadKept =>
    (hash) =>
      app.readKept(run, hash, signal);
  const find = async (run: RunRef, place: number, signal: AbortSignal) => {
    const opened = await read(run, signal);
    const span = traceOf(opened).spans[place];
    if (!span) throw new CodedError('trace.noSpan', 'This span does not exist in the run.');
    return { span, place, source: opened.sources.find(span.spanId) };
  };
  return {
    async getTrace(run, known, signal) {
      const opened = await read(run, signal);
      return traceView(app, { run, opened, known }, signal);
    },
    getSpan: async (run, place, signal) =>
      spanView(await find(run, place, signal), kept(run, signal), new TextCutter()),
    async findSpan(run, name, signal) {
      const { spans } = traceOf(await read(run, signal));
      return findIn(spans, name);
    },
    async getText(run, { span, key, from }, signal) {
      const texts = new TextCutter(key);
      await spanView(await find(run, span, signal), kept(run, signal), texts);
      const { found } = texts;
      if (found === undefined) throw new CodedError('trace.noText', 'This text is no longer kept.');
      const start = Math.max(0, Math.min(from, found.length));
      const end = wholeUnits(found, Math.min(found.length, start + longestPiece));
      return { text: found.slice(start, end), length: found.length };
    },
    async search(run, text, signal) {
      const opened = await read(run, signal);
      const sourceOf = ({ spanId }: Span) => opened.sources.find(spanId);
      return searchTrace({ spans: traceOf(opened).spans, sourceOf, read: kept(run, signal) }, text, signal);
    },
    async export(run, request, signal) {
      return exportTrace(traceOf(await read(run, signal)), run, request);
    },
    release: ({ runId }) => void open.delete(runId),
  };
}

function newTrace(): OpenTrace {
  const opened: OpenTrace = {
    fold: createRunSpanFold({ details: true, findNode: (path) => opened.findNode?.(path) }),
    sources: createSpanSources(),
    findNode: undefined,
    lastSeq: 0,
    trace: undefined,
  };
  return opened;
}

function keepNewest(open: Map<string, OpenTrace>, runId: string, opened: OpenTrace): void {
  open.delete(runId);
  open.set(runId, opened);
  const [oldest] = open.keys();
  if (open.size > mostOpen && oldest !== undefined) open.delete(oldest);
}

async function readOn(app: App, run: RunRef, opened: OpenTrace, signal: AbortSignal): Promise<OpenTrace> {
  const events = await app.listEventsAfter(run, opened.lastSeq, signal);
  if (events.length === 0 && opened.lastSeq === 0)
    throw new CodedError('run.unknown', 'This run is no longer on record.', { hint: 'See the Runs view.' });
  // A run that a workflow begins names the workflows that it uses as it comes to them.
  if (opened.findNode === undefined || events.some(({ type }) => type === 'workflow.used'))
    opened.findNode =
      (await findNodesOf(app, { run, events: await wholeLog(app, { run, events, opened }, signal) }, signal)) ??
      opened.findNode;
  for (const [index, event] of events.entries()) {
    opened.fold.add(event);
    opened.sources.add(event);
    opened.lastSeq = event.seq;
    if (index % eventsATurn === eventsATurn - 1) await nextTurn();
  }
  if (events.length > 0) opened.trace = undefined;
  return opened;
}

/** The log from its beginning, where what is new does not begin there. */
function wholeLog(
  app: App,
  { run, events, opened }: { readonly run: RunRef; readonly events: readonly RunEvent[]; readonly opened: OpenTrace },
  signal: AbortSignal,
): Promise<readonly RunEvent[]> | readonly RunEvent[] {
  return opened.lastSeq === 0 ? events : app.listEventsAfter(run, 0, signal);
}

function traceOf(opened: OpenTrace): Trace {
  opened.trace ??= opened.fold.trace();
  return opened.trace;
}

async function traceView(
  app: App,
  { run, opened, known }: { readonly run: RunRef; readonly opened: OpenTrace; readonly known: number | undefined },
  signal: AbortSignal,
): Promise<TraceView> {
  const row = await toRunRow(await app.getState(run, signal));
  const trace = traceOf(opened);
  return {
    runId: run.runId,
    title: row.title,
    status: row.status,
    lastSeq: opened.lastSeq,
    startedAtMs: trace.spans[0]?.startMs ?? row.startedAtMs,
    kinds: spanKinds,
    states: spanStates,
    totals: totalsOf(trace),
    columns: known === opened.lastSeq ? undefined : columnsOf(trace),
  };
}

/** By the id of a span, else by the path of a node; of a node that was begun again, the last. */
function findIn(spans: readonly Span[], name: string): number | undefined {
  const byId = spans.findIndex(({ spanId }) => spanId === name);
  if (byId >= 0) return byId;
  const byNode = spans.findLastIndex(
    ({ attributes }) => attributes[attribute.node] === name && attributes[attribute.nodeKind] !== undefined,
  );
  return byNode >= 0 ? byNode : undefined;
}

async function exportTrace(trace: Trace, run: RunRef, request: ExportRequest): Promise<TraceExport> {
  const { format, span, file, version } = request;
  const spans = span === undefined ? trace.spans : subtree(trace.spans, span);
  // As the command line does: what is in the form of another tool often leaves this machine, and holds no words then.
  const value =
    format === 'otlp'
      ? toOtlp(spans.map(withoutWords), { version, lastMs: trace.lastMs })
      : { ok: true, runId: run.runId, trace: { ...trace, spans } };
  const text = `${JSON.stringify(value)}\n`;
  if (file === undefined) return text.length > longestExport ? { tooLong: text.length } : { text };
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CodedError('trace.notWritten', `${file} could not be written: ${messageOf(error)}`, { cause: error });
  }
  return { file };
}

function subtree(spans: readonly Span[], place: number): readonly Span[] {
  const root = spans[place];
  if (!root) throw new CodedError('trace.noSpan', 'This span does not exist in the run.');
  const children = childrenOf(spans);
  const found: Span[] = [];
  const open = [root];
  for (let span = open.pop(); span; span = open.pop()) {
    found.push(span);
    open.push(...(children.get(span.spanId) ?? []));
  }
  return found;
}

/** The span as a fold without details gives it. */
function withoutWords(span: Span): Span {
  const plain = ({ [attribute.detail]: _detail, ...rest }: Span['attributes']) => rest;
  return {
    ...span,
    message: undefined,
    attributes: plain(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: plain(event.attributes) })),
  };
}
