import { attribute } from './attributeNames.ts';
import { clip, type Interval } from './interval.ts';
import type { Span } from './span.ts';

/** A piece of the critical path, from the run's start to its end without gaps. */
export interface PathPiece {
  readonly spanId: string;
  readonly name: string;
  readonly node: string | undefined;
  /** `work`, `queue` (the node could begin and had no place), or what was waited for. */
  readonly what: string;
  /** Counted from the start of the run. */
  readonly fromMs: number;
  readonly ms: number;
}

/** Paths of the nodes whose coming out let a node begin; undefined where that is not known. */
export type NodesBefore = (path: string) => readonly string[] | undefined;

/** What a critical path is looked for in. */
export interface SpanTree {
  readonly children: ReadonlyMap<string | undefined, readonly Span[]>;
  readonly intervalOf: (span: Span) => Interval;
  readonly before: NodesBefore;
}

/** A child as the walk sees it, clipped to what is walked through. */
interface Step extends Interval {
  readonly child: Span;
  /** The path of a node of the workflow; undefined for other spans. */
  readonly node: string | undefined;
}

/**
 * What the run's end waited for, walked backwards (B. P. Miller et al., "IPS-2", 1990, on spans instead of messages). From a
 * node the walk goes to that one of the nodes before it in the graph which came out last; from one that has none, or whose
 * graph is not known, and from any other span, to the one that ended last before the point reached.
 */
export function criticalPath(root: Span, tree: SpanTree): readonly PathPiece[] {
  const pieces: PathPiece[] = [];
  const startMs = tree.intervalOf(root).fromMs;
  const push = (span: Span, what: string, { fromMs, toMs }: Interval) => {
    const { spanId, name } = span;
    if (toMs > fromMs)
      pieces.push({ spanId, name, node: nodeOf(span), what, fromMs: fromMs - startMs, ms: toMs - fromMs });
  };
  const walk = (span: Span, within: Interval) => {
    const own = whatOf(span);
    const steps = createSteps(stepsIn(span, within, tree), tree.before);
    let atMs = within.toMs;
    for (let step = steps.endedLast(atMs); step; step = steps.before(step, atMs) ?? steps.endedLast(atMs)) {
      const endMs = Math.min(step.toMs, atMs);
      push(span, own, { fromMs: endMs, toMs: atMs });
      walk(step.child, { fromMs: step.fromMs, toMs: endMs });
      atMs = Math.max(within.fromMs, step.fromMs - queuedMsOf(step.child));
      push(step.child, 'queue', { fromMs: atMs, toMs: step.fromMs });
    }
    push(span, own, { fromMs: within.fromMs, toMs: atMs });
  };
  walk(root, tree.intervalOf(root));
  return pieces.reverse();
}

function stepsIn(span: Span, within: Interval, { children, intervalOf }: SpanTree): readonly Step[] {
  const steps = (children.get(span.spanId) ?? []).map(
    (child): Step => ({ child, node: isNode(child) ? nodeOf(child) : undefined, ...clip(intervalOf(child), within) }),
  );
  // What was cancelled when another came out is not what was waited for.
  return steps.sort((a, b) => b.toMs - a.toMs || wasCancelled(a) - wasCancelled(b) || b.fromMs - a.fromMs);
}

function wasCancelled({ child }: Step): number {
  return child.attributes[attribute.outcome] === 'cancelled' ? 1 : 0;
}

/** The children of a span, gone through from the last to the first as the point reached moves back. */
function createSteps(steps: readonly Step[], nodesBefore: NodesBefore) {
  const byNode = new Map<string, Step[]>();
  for (const step of steps) {
    if (step.node === undefined) continue;
    const same = byNode.get(step.node);
    if (same) same.push(step);
    else byNode.set(step.node, [step]);
  }
  let next = 0;
  return {
    endedLast(atMs: number): Step | undefined {
      for (; next < steps.length; next++) {
        const step = steps[next];
        // One that began after the point reached is off the path. Other spans that reach past it count up to there; a node
        // that goes on past it has let nothing begin.
        if (step && step.fromMs < atMs && (step.node === undefined || step.toMs <= atMs)) return step;
      }
      return undefined;
    },
    before({ child, node }: Step, atMs: number): Step | undefined {
      // A node that runs again begins when its run goes on, whenever the others came out.
      if (node === undefined || child.attributes[attribute.again] === true) return undefined;
      const came = (nodesBefore(node) ?? []).flatMap((path) => byNode.get(path) ?? []);
      return came.filter((step) => step.toMs <= atMs && !wasCancelled(step)).reduce<Step | undefined>(later, undefined);
    },
  };
}

/** Of two that came out together the longer is what was waited for. */
function later(last: Step | undefined, step: Step): Step {
  if (!last || step.toMs > last.toMs) return step;
  return step.toMs === last.toMs && step.fromMs < last.fromMs ? step : last;
}

/** Whether a span is a node of the workflow. */
export function isNode({ attributes }: Span): boolean {
  return attributes[attribute.nodeKind] !== undefined;
}

/** The node that a span is, or belongs to. */
export function nodeOf({ attributes }: Span): string | undefined {
  const node = attributes[attribute.node];
  return typeof node === 'string' ? node : undefined;
}

/** `work`, or what was waited for. */
export function whatOf({ attributes }: Span): string {
  const wait = attributes[attribute.wait];
  return typeof wait === 'string' ? wait : 'work';
}

/** How long a node waited for a place before its span. */
export function queuedMsOf({ attributes }: Span): number {
  const ms = attributes[attribute.queuedMs];
  return typeof ms === 'number' ? ms : 0;
}
