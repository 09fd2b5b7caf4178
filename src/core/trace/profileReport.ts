import { attribute } from './attributeNames.ts';
import { criticalPath, isNode, type NodesBefore, nodeOf, type PathPiece, queuedMsOf, whatOf } from './criticalPath.ts';
import { gaps, type Interval, sumMs, unionMs } from './interval.ts';
import { type NodeTime, nodeTimes } from './nodeTimes.ts';
import { childrenOf, durationOf, type Span, type Trace } from './span.ts';

/** Where a span's time went. */
export interface SpanTime {
  readonly spanId: string;
  readonly name: string;
  readonly node: string | undefined;
  /** `work`, or what was waited for. */
  readonly what: string;
  readonly ms: number;
  /** The part of it during which none of its children went on, or waited for a place. */
  readonly selfMs: number;
}

/** Time in which nodes, or the whole run, waited, ms. Nodes that wait side by side count each. */
export interface WaitedTime {
  /** For a place, with nothing else missing. */
  readonly queueMs: number;
  readonly retryMs: number;
  readonly personMs: number;
  /** The run was paused, its process had died, or it had been forked and not begun. */
  readonly restMs: number;
}

/** How a run spent its time. All times in ms; `fromMs` counts from the start of the run. */
export interface ProfileReport {
  readonly traceId: string | undefined;
  readonly wallMs: number;
  /** What the same work would take one thing after the other: the sum of all self times but those of waiting. */
  readonly serialMs: number;
  /** The part of the wall time in which nothing was done but waiting. */
  readonly idleMs: number;
  readonly waited: WaitedTime;
  /** `serialMs / (wallMs - idleMs)`; null for a run without duration. */
  readonly speedUp: number | null;
  readonly complete: boolean;
  /** Attempts of nodes that do something themselves; in logs of older versions, of the agent. */
  readonly attempts: number;
  /** Those of the attempts that were not a node's first. */
  readonly nodeRetries: number;
  readonly modelCalls: number;
  readonly modelRetries: number;
  readonly toolCalls: number;
  readonly testRuns: number;
  /** Slowest first, by self time. */
  readonly spans: readonly SpanTime[];
  /** Slowest first, by their work. */
  readonly nodes: readonly NodeTime[];
  readonly criticalPath: readonly PathPiece[];
}

/** The profile of a run. What a person did after its end does not count. `before` is what the workflow says of its nodes. */
export function profileReportOf(trace: Trace, before: NodesBefore = () => undefined): ProfileReport {
  const { spans, lastMs } = trace;
  const root = spans.find(({ parentId }) => parentId === undefined);
  const runEndMs = root?.endMs ?? lastMs;
  const inRun = spans.filter(
    (span) => root !== undefined && (span === root || span.startMs < runEndMs || isNode(span)),
  );
  const intervalOf = (span: Span): Interval => {
    const fromMs = Math.max(span.startMs, root?.startMs ?? span.startMs);
    return { fromMs, toMs: Math.max(fromMs, Math.min(runEndMs, span.startMs + durationOf(span, runEndMs))) };
  };
  const children = withRests(inRun, childrenOf(inRun), intervalOf);
  const busy: Interval[] = [];
  const times = inRun.map((span): SpanTime => {
    const whole = intervalOf(span);
    const what = whatOf(span);
    const own = gaps(
      whole,
      (children.get(span.spanId) ?? []).map((child) => queuedToo(child, intervalOf(child))),
    );
    if (what === 'work') busy.push(...own);
    const ms = whole.toMs - whole.fromMs;
    return { spanId: span.spanId, name: span.name, node: nodeOf(span), what, ms, selfMs: sumMs(own) };
  });
  const wallMs = root ? runEndMs - root.startMs : 0;
  const serialMs = times.reduce((sum, { what, selfMs }) => sum + (what === 'work' ? selfMs : 0), 0);
  const idleMs = idleTime(inRun, busy, intervalOf);
  return {
    traceId: trace.traceId,
    wallMs,
    serialMs,
    idleMs,
    waited: waitedTime(inRun, intervalOf),
    speedUp: wallMs > idleMs ? serialMs / (wallMs - idleMs) : null,
    complete: root?.endMs !== undefined,
    ...countsOf(inRun, children),
    spans: times.sort((a, b) => b.selfMs - a.selfMs),
    nodes: nodeTimes(inRun, { children, intervalOf }),
    criticalPath: root ? criticalPath(root, { children, intervalOf, before }) : [],
  };
}

function countsOf(spans: readonly Span[], children: ReadonlyMap<string | undefined, readonly Span[]>) {
  const operations = (name: string) =>
    spans.filter((span) => span.attributes[attribute.operation] === name && !isNode(span));
  const calls = operations('chat');
  const count = (span: Span, name: string) => Number(span.attributes[name] ?? 0);
  const doers = spans.filter((span) => isNode(span) && !(children.get(span.spanId) ?? []).some(isNode));
  const begun = doers.filter((span) => count(span, attribute.attempts) > 0 && !span.attributes[attribute.takenOver]);
  const attempts = begun.reduce((sum, span) => sum + count(span, attribute.attempts), 0);
  return {
    attempts: attempts + operations('invoke_agent').length,
    nodeRetries: attempts - begun.length,
    modelCalls: calls.length,
    modelRetries: calls.reduce((sum, call) => sum + Math.max(0, count(call, attribute.tries) - 1), 0),
    toolCalls: operations('execute_tool').length,
    testRuns: spans.filter(({ attributes }) => attributes[attribute.testPhase] !== undefined).length,
  };
}

/** The children of every span; a time of rest, which belongs to the run, is one of every node that it interrupted. */
function withRests(
  spans: readonly Span[],
  children: ReadonlyMap<string | undefined, readonly Span[]>,
  intervalOf: (span: Span) => Interval,
): ReadonlyMap<string | undefined, readonly Span[]> {
  const rests = spans.filter(isRest);
  if (rests.length === 0) return children;
  const all = new Map(children);
  for (const span of spans) {
    const below = children.get(span.spanId);
    if (!below || !isNode(span)) continue;
    const { fromMs, toMs } = intervalOf(span);
    const during = rests.filter((rest) => {
      const at = intervalOf(rest);
      return at.fromMs < toMs && at.toMs > fromMs;
    });
    all.set(span.spanId, [...below, ...during]);
  }
  return all;
}

function isRest(span: Span): boolean {
  const what = whatOf(span);
  return what === 'paused' || what === 'interrupted' || what === 'forked';
}

/** While a node waits for a place, the node around it does nothing. */
function queuedToo(span: Span, { fromMs, toMs }: Interval): Interval {
  return { fromMs: fromMs - queuedMsOf(span), toMs };
}

function waitedTime(spans: readonly Span[], intervalOf: (span: Span) => Interval): WaitedTime {
  const waited = { queueMs: 0, retryMs: 0, personMs: 0, restMs: 0 };
  for (const span of spans) {
    const { fromMs, toMs } = intervalOf(span);
    waited.queueMs += queuedMsOf(span);
    const what = whatOf(span);
    if (what === 'retry') waited.retryMs += toMs - fromMs;
    else if (what === 'person') waited.personMs += toMs - fromMs;
    else if (isRest(span)) waited.restMs += toMs - fromMs;
  }
  return waited;
}

/** How long there was waiting and no work. */
function idleTime(spans: readonly Span[], busy: readonly Interval[], intervalOf: (span: Span) => Interval): number {
  const waits = spans.flatMap((span) => {
    const { fromMs, toMs } = intervalOf(span);
    if (whatOf(span) !== 'work') return [{ fromMs, toMs }];
    return queuedMsOf(span) > 0 ? [{ fromMs: fromMs - queuedMsOf(span), toMs: fromMs }] : [];
  });
  return waits.length === 0 ? 0 : Math.max(0, unionMs([...waits, ...busy]) - unionMs(busy));
}
