import type { BlobHash } from '../../base/ids.ts';
import type { EngineEventBody } from '../engine/engineEvent.ts';
import type { RunEvent } from './runEvent.ts';

/** A model call that was answered, or broke off and was charged. `usd` is undefined without a known price. */
export interface ActivityCall {
  readonly model: string;
  readonly atMs: number;
  readonly usd: number | undefined;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** A node that came to an end: how long it took with all its attempts, and what its calls cost (undefined: not known). */
export interface ActivityNode {
  /** As in the log, `rounds[2]/debug`. */
  readonly path: string;
  readonly endedAtMs: number;
  readonly ms: number;
  readonly failed: boolean;
  readonly gaveUp: boolean;
  readonly usd: number | undefined;
}

/** What a run did, for counting over many runs: its model calls and its nodes, without anything that they said. */
export interface RunActivity {
  /** Definition of the workflow, and of those that its nodes run, by name. */
  readonly definition: BlobHash | undefined;
  readonly used: Readonly<Record<string, BlobHash>>;
  readonly calls: readonly ActivityCall[];
  /** Calls that were sent and failed, by model. */
  readonly failedCalls: Readonly<Record<string, number>>;
  readonly nodes: readonly ActivityNode[];
  /** Nodes in work, by path, and when they began (ms since 1970). */
  readonly open: Readonly<Record<string, number>>;
  /** The model that each node asked last, and the nodes in work whose agent gave up. */
  readonly asked: Readonly<Record<string, string>>;
  readonly gaveUp: readonly string[];
  readonly lastSeq: number;
}

/** The activity of a run that has done nothing yet. */
export const noActivity: RunActivity = {
  definition: undefined,
  used: {},
  calls: [],
  failedCalls: {},
  nodes: [],
  open: {},
  asked: {},
  gaveUp: [],
  lastSeq: 0,
};

/** The same while it is folded. */
interface Folding {
  definition: BlobHash | undefined;
  used: Record<string, BlobHash>;
  calls: ActivityCall[];
  failedCalls: Record<string, number>;
  nodes: ActivityNode[];
  open: Map<string, number>;
  asked: Record<string, string>;
  gaveUp: Set<string>;
}

/** The activity after these events, which follow those already folded. The one given is left as it is. */
export function foldRunActivity(activity: RunActivity, events: readonly RunEvent[]): RunActivity {
  if (events.length === 0) return activity;
  const folding: Folding = {
    definition: activity.definition,
    used: { ...activity.used },
    calls: [...activity.calls],
    failedCalls: { ...activity.failedCalls },
    nodes: [...activity.nodes],
    open: new Map(Object.entries(activity.open)),
    asked: { ...activity.asked },
    gaveUp: new Set(activity.gaveUp),
  };
  for (const event of events) step(folding, event);
  const { open, gaveUp, ...rest } = folding;
  const lastSeq = events.at(-1)?.seq ?? activity.lastSeq;
  return { ...rest, open: Object.fromEntries(open), gaveUp: [...gaveUp], lastSeq };
}

function step(folding: Folding, event: RunEvent): void {
  const node = event.node ?? '';
  switch (event.type) {
    case 'workflow.defined':
      folding.definition = event.definition;
      break;
    case 'workflow.used':
      folding.used[event.name] = event.definition;
      break;
    case 'model.requested':
      folding.asked[node] = event.model;
      break;
    case 'model.replied':
      call(folding, { ...event, model: folding.asked[node] ?? event.model });
      break;
    case 'model.charged':
      call(folding, { ...event, model: folding.asked[node] ?? 'unknown' });
      break;
    case 'model.failed': {
      const model = folding.asked[node] ?? 'unknown';
      folding.failedCalls[model] = (folding.failedCalls[model] ?? 0) + 1;
      break;
    }
    case 'agent.gaveUp':
      folding.gaveUp.add(node);
      break;
    case 'engine.recorded':
      for (const one of event.events) engineStep(folding, one, event.atMs);
  }
}

function call(
  { calls }: Folding,
  event: {
    readonly model: string;
    readonly atMs: number;
    readonly usd: number | undefined;
    readonly usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
  },
): void {
  const { model, atMs, usd, usage } = event;
  calls.push({ model, atMs, usd, tokensIn: usage?.inputTokens ?? 0, tokensOut: usage?.outputTokens ?? 0 });
}

function engineStep(folding: Folding, event: EngineEventBody, atMs: number): void {
  switch (event.type) {
    case 'run.forked':
      // What stands before was done by the other run.
      folding.nodes = [];
      folding.open.clear();
      break;
    case 'run.paused':
    case 'run.failed':
    case 'run.cancelled':
      folding.open.clear();
      break;
    case 'node.started':
      if (!folding.open.has(event.node) || event.again) folding.open.set(event.node, atMs);
      break;
    case 'node.succeeded':
    case 'node.failed': {
      const startedAtMs = folding.open.get(event.node);
      folding.open.delete(event.node);
      const cached = event.type === 'node.succeeded' && event.cached === true;
      if (startedAtMs === undefined || cached) break;
      folding.nodes.push({
        path: event.node,
        endedAtMs: atMs,
        ms: atMs - startedAtMs,
        failed: event.type === 'node.failed',
        gaveUp: folding.gaveUp.delete(event.node),
        usd: event.spent ? (event.spent.usd ?? undefined) : 0,
      });
      break;
    }
    case 'node.cancelled':
      folding.open.delete(event.node);
  }
}
