import { attribute } from './attributeNames.ts';
import { placeInWorkflow } from './placeInWorkflow.ts';
import type { Span } from './span.ts';

/** What costs may be split by. Days are UTC. */
export const costKeys = ['provider', 'model', 'agent', 'node', 'day'] as const;
export type CostKey = (typeof costKeys)[number];

/** Model calls and what they used. */
export interface CostSum {
  readonly calls: number;
  /** Times a request was sent, retries included. */
  readonly tries: number;
  readonly failed: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** What the calls of known price cost; null when no call's price is known, which is not 0. */
  readonly usd: number | null;
  /** Calls that `usd` leaves out because their price is not known. */
  readonly callsOfUnknownPrice: number;
  /** Calls of which nobody has counted the tokens. */
  readonly callsEstimated: number;
}

/** One part of the whole. */
export interface CostRow extends CostSum {
  readonly key: string;
}

/** Costs of many runs, split in every way; dearest first, days in order. */
export interface CostReport {
  readonly total: CostSum;
  readonly by: Readonly<Record<CostKey, readonly CostRow[]>>;
}

const none: CostSum = {
  calls: 0,
  tries: 0,
  failed: 0,
  tokensIn: 0,
  tokensOut: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  usd: null,
  callsOfUnknownPrice: 0,
  callsEstimated: 0,
};

/** What the model calls among these spans cost; calls that began before `sinceMs` are left out. */
export function costReportOf(spans: readonly Span[], sinceMs: number | undefined): CostReport {
  const calls = spans.filter(
    (span) => span.attributes[attribute.operation] === 'chat' && span.startMs >= (sinceMs ?? span.startMs),
  );
  const split = (key: CostKey): readonly CostRow[] => {
    const sums = new Map<string, CostSum>();
    for (const call of calls) {
      const group = groupOf(call, key);
      sums.set(group, addCall(sums.get(group) ?? none, call));
    }
    const rows = [...sums].map(([group, sum]) => ({ key: group, ...sum }));
    return key === 'day' ? rows.sort((a, b) => compare(a.key, b.key)) : rows.sort(dearestFirst);
  };
  const by = {
    provider: split('provider'),
    model: split('model'),
    agent: split('agent'),
    node: split('node'),
    day: split('day'),
  };
  return { total: calls.reduce(addCall, none), by };
}

function groupOf(call: Span, key: CostKey): string {
  if (key === 'day') return new Date(call.startMs).toISOString().slice(0, 10);
  if (key === 'node') return nodeOf(call);
  const name = {
    provider: attribute.provider,
    model: attribute.modelRef,
    agent: attribute.agentName,
  }[key];
  return String(call.attributes[name] ?? 'unknown');
}

/** The node in its workflow, all of its rounds and items together. Logs of older versions name both in one. */
function nodeOf({ attributes }: Span): string {
  const node = String(attributes[attribute.node] ?? 'unknown');
  const workflow = attributes[attribute.workflowName];
  return workflow === undefined ? node : `${workflow}/${placeInWorkflow(node)}`;
}

function addCall(sum: CostSum, { attributes, status, endMs }: Span): CostSum {
  const count = (name: string) => Number(attributes[name] ?? 0);
  const failed = status === 'error' ? 1 : 0;
  // A failed call that was never billed is free; one that has not ended may yet cost something.
  const free = endMs !== undefined && failed === 1 && attributes[attribute.costKnown] === undefined;
  const known = attributes[attribute.costUsd];
  const usd = typeof known === 'number' ? known : free ? 0 : undefined;
  return {
    calls: sum.calls + 1,
    tries: sum.tries + Math.max(1, count(attribute.tries)),
    failed: sum.failed + failed,
    tokensIn: sum.tokensIn + count(attribute.inputTokens),
    tokensOut: sum.tokensOut + count(attribute.outputTokens),
    cacheReadTokens: sum.cacheReadTokens + count(attribute.cacheReadTokens),
    cacheWriteTokens: sum.cacheWriteTokens + count(attribute.cacheWriteTokens),
    usd: usd === undefined ? sum.usd : (sum.usd ?? 0) + usd,
    callsOfUnknownPrice: sum.callsOfUnknownPrice + (usd === undefined ? 1 : 0),
    callsEstimated: sum.callsEstimated + (attributes[attribute.costEstimated] === true ? 1 : 0),
  };
}

function dearestFirst(a: CostRow, b: CostRow): number {
  return (
    (b.usd ?? -1) - (a.usd ?? -1) || b.tokensIn + b.tokensOut - (a.tokensIn + a.tokensOut) || compare(a.key, b.key)
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
