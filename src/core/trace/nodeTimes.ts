import { attribute } from './attributeNames.ts';
import { isNode, nodeOf, queuedMsOf, whatOf } from './criticalPath.ts';
import { gaps, type Interval, sumMs } from './interval.ts';
import { placeInWorkflow } from './placeInWorkflow.ts';
import type { Span } from './span.ts';

/** All spans of one node of the workflow together: rounds of a loop and items of a list are one. Times in ms. */
export interface NodeTime {
  readonly node: string;
  /** undefined in logs of older versions. */
  readonly kind: string | undefined;
  readonly spans: number;
  readonly attempts: number;
  /** From beginning to end; what lies within another span of the same node is left out. */
  readonly ms: number;
  /** Without waiting, and without what nodes inside of it did. */
  readonly workMs: number;
  /** For a place, for the next attempt, for a person. */
  readonly waitedMs: number;
  /** The one that worked longest. */
  readonly slowest: { readonly node: string; readonly workMs: number };
}

/** Spans, and what is known of each. */
interface Times {
  readonly children: ReadonlyMap<string | undefined, readonly Span[]>;
  readonly intervalOf: (span: Span) => Interval;
}

/** The nodes of a run, by how long they worked. */
export function nodeTimes(spans: readonly Span[], times: Times): readonly NodeTime[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const workflowNodes = new Set(spans.flatMap((span) => (isNode(span) ? [nodeOf(span)] : [])));
  const sums = new Map<string, NodeTime>();
  for (const span of spans) {
    const path = nodeOf(span);
    // What belongs to a node of the workflow is part of its span.
    if (path === undefined || (!isNode(span) && workflowNodes.has(path))) continue;
    const above = span.parentId === undefined ? undefined : byId.get(span.parentId);
    const one = isNode(span) ? nodeTime(span, path, times) : stepTime(span, path, { above, times });
    const sum = sums.get(one.node);
    sums.set(one.node, sum ? add(sum, one) : one);
  }
  return [...sums.values()].sort((a, b) => b.workMs - a.workMs || b.ms - a.ms);
}

function nodeTime(span: Span, path: string, { children, intervalOf }: Times): NodeTime {
  const whole = intervalOf(span);
  const ms = whole.toMs - whole.fromMs;
  const below = (children.get(span.spanId) ?? []).filter((child) => isNode(child) || whatOf(child) !== 'work');
  const workMs = whatOf(span) === 'work' ? sumMs(gaps(whole, below.map(intervalOf))) : 0;
  const waits = below.filter((child) => whatOf(child) === 'retry').map(intervalOf);
  return {
    node: placeInWorkflow(path),
    kind: String(span.attributes[attribute.nodeKind]),
    spans: 1,
    attempts: Number(span.attributes[attribute.attempts] ?? 0),
    ms,
    workMs,
    waitedMs: queuedMsOf(span) + sumMs(waits) + (whatOf(span) === 'person' ? ms : 0),
    slowest: { node: path, workMs },
  };
}

/** A step of a run of an older version. */
function stepTime(
  span: Span,
  node: string,
  { above, times }: { readonly above: Span | undefined; readonly times: Times },
): NodeTime {
  const { fromMs, toMs } = times.intervalOf(span);
  const ms = above && nodeOf(above) === node ? 0 : toMs - fromMs;
  const attempts = span.attributes[attribute.operation] === 'invoke_agent' ? 1 : 0;
  return { node, kind: undefined, spans: 1, attempts, ms, workMs: ms, waitedMs: 0, slowest: { node, workMs: ms } };
}

function add(sum: NodeTime, one: NodeTime): NodeTime {
  return {
    ...sum,
    spans: sum.spans + one.spans,
    attempts: sum.attempts + one.attempts,
    ms: sum.ms + one.ms,
    workMs: sum.workMs + one.workMs,
    waitedMs: sum.waitedMs + one.waitedMs,
    slowest: one.slowest.workMs > sum.slowest.workMs ? one.slowest : sum.slowest,
  };
}
