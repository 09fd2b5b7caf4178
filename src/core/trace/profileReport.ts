import { attribute } from './attributeNames.ts';
import { childrenOf, durationOf, type Span, type Trace } from './span.ts';

/** Where a span's time went. */
export interface SpanTime {
  readonly spanId: string;
  readonly name: string;
  readonly node: string | undefined;
  readonly ms: number;
  /** The part of it during which none of its children went on. */
  readonly selfMs: number;
}

/** All spans of one node together. `ms` leaves out what lies within another span of the same node. */
export interface NodeTime {
  readonly node: string;
  readonly spans: number;
  readonly ms: number;
}

/** A piece of the critical path, from the run's start to its end without gaps. */
export interface PathPiece {
  readonly spanId: string;
  readonly name: string;
  readonly fromMs: number;
  readonly ms: number;
}

/** How a run spent its time. All times in ms; `fromMs` counts from the start of the run. */
export interface ProfileReport {
  readonly traceId: string | undefined;
  readonly wallMs: number;
  /** What the same spans would take one after the other: the sum of all self times. */
  readonly serialMs: number;
  /** `serialMs / wallMs`; null for a run without duration. */
  readonly speedUp: number | null;
  readonly complete: boolean;
  readonly attempts: number;
  readonly modelCalls: number;
  readonly modelRetries: number;
  readonly toolCalls: number;
  readonly testRuns: number;
  /** Slowest first, by self time. */
  readonly spans: readonly SpanTime[];
  readonly nodes: readonly NodeTime[];
  readonly criticalPath: readonly PathPiece[];
}

interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The profile of a run. What a person did after its end does not count. */
export function profileReportOf(trace: Trace): ProfileReport {
  const { spans, lastMs } = trace;
  const root = spans.find(({ parentId }) => parentId === undefined);
  const runEndMs = root?.endMs ?? lastMs;
  const inRun = spans.filter((span) => root !== undefined && (span === root || span.startMs < runEndMs));
  const children = childrenOf(inRun);
  const intervalOf = (span: Span): Interval => {
    const fromMs = Math.max(span.startMs, root?.startMs ?? span.startMs);
    return { fromMs, toMs: Math.max(fromMs, Math.min(runEndMs, span.startMs + durationOf(span, runEndMs))) };
  };
  const times = inRun.map((span): SpanTime => {
    const whole = intervalOf(span);
    const covered = unionMs((children.get(span.spanId) ?? []).map((child) => clip(intervalOf(child), whole)));
    const ms = whole.toMs - whole.fromMs;
    return { spanId: span.spanId, name: span.name, node: nodeOf(span), ms, selfMs: Math.max(0, ms - covered) };
  });
  const wallMs = root ? runEndMs - root.startMs : 0;
  const serialMs = times.reduce((sum, { selfMs }) => sum + selfMs, 0);
  const operations = (name: string) => inRun.filter(({ attributes }) => attributes[attribute.operation] === name);
  const calls = operations('chat');
  return {
    traceId: trace.traceId,
    wallMs,
    serialMs,
    speedUp: wallMs > 0 ? serialMs / wallMs : null,
    complete: root?.endMs !== undefined,
    attempts: operations('invoke_agent').length,
    modelCalls: calls.length,
    modelRetries: calls.reduce(
      (sum, { attributes }) => sum + Math.max(0, Number(attributes[attribute.tries] ?? 1) - 1),
      0,
    ),
    toolCalls: operations('execute_tool').length,
    testRuns: inRun.filter(({ attributes }) => attributes[attribute.testPhase] !== undefined).length,
    spans: times.sort((a, b) => b.selfMs - a.selfMs),
    nodes: nodeTimes(inRun, intervalOf),
    criticalPath: root ? criticalPath(root, { children, intervalOf }) : [],
  };
}

function nodeOf({ attributes }: Span): string | undefined {
  const node = attributes[attribute.node];
  return typeof node === 'string' ? node : undefined;
}

function nodeTimes(spans: readonly Span[], intervalOf: (span: Span) => Interval): readonly NodeTime[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const sums = new Map<string, NodeTime>();
  for (const span of spans) {
    const node = nodeOf(span);
    if (node === undefined) continue;
    const above = span.parentId === undefined ? undefined : byId.get(span.parentId);
    const { fromMs, toMs } = intervalOf(span);
    const counted = above && nodeOf(above) === node ? 0 : toMs - fromMs;
    const sum = sums.get(node);
    sums.set(node, { node, spans: (sum?.spans ?? 0) + 1, ms: (sum?.ms ?? 0) + counted });
  }
  return [...sums.values()].sort((a, b) => b.ms - a.ms);
}

/**
 * What the run's end waited for: walked backwards from the end of each span through the child that ended last before
 * the point reached, as in B. P. Miller et al., "IPS-2" (1990), on spans instead of messages.
 */
function criticalPath(
  root: Span,
  {
    children,
    intervalOf,
  }: {
    readonly children: ReadonlyMap<string | undefined, readonly Span[]>;
    readonly intervalOf: (span: Span) => Interval;
  },
): readonly PathPiece[] {
  const pieces: PathPiece[] = [];
  const startMs = intervalOf(root).fromMs;
  const push = (span: Span, fromMs: number, toMs: number) => {
    if (toMs > fromMs)
      pieces.push({ spanId: span.spanId, name: span.name, fromMs: fromMs - startMs, ms: toMs - fromMs });
  };
  const walk = (span: Span, { fromMs, toMs }: Interval) => {
    let atMs = toMs;
    const below = (children.get(span.spanId) ?? []).map((child) => ({
      child,
      ...clip(intervalOf(child), { fromMs, toMs }),
    }));
    for (const { child, ...part } of below.sort((a, b) => b.toMs - a.toMs || b.fromMs - a.fromMs)) {
      // One that began after the point reached is off the path; one that reaches past it counts up to there.
      if (part.fromMs >= atMs) continue;
      const endMs = Math.min(part.toMs, atMs);
      push(span, endMs, atMs);
      walk(child, { fromMs: part.fromMs, toMs: endMs });
      atMs = part.fromMs;
    }
    push(span, fromMs, atMs);
  };
  walk(root, intervalOf(root));
  return pieces.reverse();
}

function clip({ fromMs, toMs }: Interval, within: Interval): Interval {
  const from = Math.min(Math.max(fromMs, within.fromMs), within.toMs);
  return { fromMs: from, toMs: Math.max(from, Math.min(toMs, within.toMs)) };
}

/** How long at least one of the intervals lasts. */
function unionMs(intervals: readonly Interval[]): number {
  let sum = 0;
  let reachedMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, toMs } of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    sum += Math.max(0, toMs - Math.max(fromMs, reachedMs));
    reachedMs = Math.max(reachedMs, toMs);
  }
  return sum;
}
