import type { ActivityNode, RunActivity } from '../core/run/runActivity.ts';
import type { FindNode } from '../core/run/workflowNodes.ts';
import { placeInWorkflow } from '../core/trace/placeInWorkflow.ts';

/** What the calls of one model came to on one day. `usd` leaves out calls of unknown price. */
export interface CallCount {
  readonly model: string;
  /** In the calendar of this machine, `2026-11-21`. */
  readonly day: string;
  readonly calls: number;
  readonly ofUnknownPrice: number;
  readonly usd: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** A node of the workflow, all of its rounds and items together. */
export interface NodeCount {
  readonly place: string;
  /** undefined for a node that is no agent's. */
  readonly agent: string | undefined;
  /** How long each time took. */
  readonly times: readonly number[];
  readonly failed: number;
  /** Times its agent gave up without failing. */
  readonly gaveUp: number;
  readonly usd: number;
}

/** A run's part in the figures: counted once, as long as nothing is added to its log. */
export interface RunCounts {
  readonly calls: readonly CallCount[];
  readonly failedCalls: Readonly<Record<string, number>>;
  readonly nodes: readonly NodeCount[];
  /** Agents at work now, one entry a node. */
  readonly working: readonly string[];
}

/** Counts what a run did. Nodes that wait for a person or only hold other nodes are left out. */
export function countRun(activity: RunActivity, findNode: FindNode | undefined): RunCounts {
  const agentOf = (path: string) => {
    const defined = findNode?.(path)?.node;
    return defined?.kind === 'agent' ? defined.agent : undefined;
  };
  return {
    calls: callCounts(activity),
    failedCalls: activity.failedCalls,
    nodes: nodeCounts(activity.nodes, findNode, agentOf),
    working: Object.keys(activity.open).flatMap((path) => agentOf(path) ?? []),
  };
}

function callCounts({ calls }: RunActivity): CallCount[] {
  const counts = new Map<string, CallCount>();
  for (const { model, atMs, usd, tokensIn, tokensOut } of calls) {
    const day = localDay(atMs);
    const key = `${day} ${model}`;
    const none = { model, day, calls: 0, ofUnknownPrice: 0, usd: 0, tokensIn: 0, tokensOut: 0 };
    const before = counts.get(key) ?? none;
    counts.set(key, {
      model,
      day,
      calls: before.calls + 1,
      ofUnknownPrice: before.ofUnknownPrice + (usd === undefined ? 1 : 0),
      usd: before.usd + (usd ?? 0),
      tokensIn: before.tokensIn + tokensIn,
      tokensOut: before.tokensOut + tokensOut,
    });
  }
  return [...counts.values()];
}

function nodeCounts(
  nodes: readonly ActivityNode[],
  findNode: FindNode | undefined,
  agentOf: (path: string) => string | undefined,
): NodeCount[] {
  const places = new Map<string, ActivityNode[]>();
  for (const node of nodes) {
    const kind = findNode?.(node.path)?.node.kind;
    if (kind !== undefined && kind !== 'agent' && kind !== 'tool' && kind !== 'run') continue;
    const place = placeInWorkflow(node.path);
    const known = places.get(place);
    if (known) known.push(node);
    else places.set(place, [node]);
  }
  return [...places].map(([place, all]) => ({
    place,
    agent: agentOf(all[0]?.path ?? ''),
    times: all.map(({ ms }) => ms),
    failed: all.filter(({ failed }) => failed).length,
    gaveUp: all.filter(({ failed, gaveUp }) => gaveUp && !failed).length,
    usd: all.reduce((sum, { usd = 0 }) => sum + usd, 0),
  }));
}

/** The day of a time in the calendar of this machine, `2026-11-21`. */
export function localDay(atMs: number): string {
  const date = new Date(atMs);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Midnight at the beginning of the day that lies so many days before the one of `nowMs`, in the calendar of this machine. */
export function dayBegin(nowMs: number, daysBefore: number): number {
  const date = new Date(nowMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBefore).getTime();
}
