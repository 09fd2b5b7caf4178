import { attribute } from './attributeNames.ts';
import { costReportOf } from './costReport.ts';
import type { Interval } from './interval.ts';
import { unionMs } from './interval.ts';
import type { Span, Trace } from './span.ts';
import { kindOf, type SpanKindName } from './spanKind.ts';

/** A trace in a few figures. Times side by side count once. */
export interface TraceTotals {
  readonly spans: number;
  readonly errors: number;
  readonly wallMs: number;
  /** While at least one model call went on, and while something went on in the sandbox. */
  readonly modelMs: number;
  readonly sandboxMs: number;
  readonly calls: number;
  /** undefined: no call's price is known. `callsOfUnknownPrice` are left out. */
  readonly usd: number | undefined;
  readonly callsOfUnknownPrice: number;
  /** Calls whose tokens the server did not count. */
  readonly callsEstimated: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly tokensCached: number;
}

const inSandbox: ReadonlySet<SpanKindName> = new Set(['tests', 'command', 'repair']);

/** The figures of a trace. */
export function totalsOf({ spans, lastMs }: Trace): TraceTotals {
  const { total } = costReportOf(spans, undefined);
  const interval = ({ startMs, endMs }: Span): Interval => ({ fromMs: startMs, toMs: endMs ?? lastMs });
  const root = spans[0];
  return {
    spans: spans.length,
    errors: spans.filter(({ status }) => status === 'error').length,
    wallMs: root ? Math.max(0, (root.endMs ?? lastMs) - root.startMs) : 0,
    modelMs: unionMs(spans.filter((span) => kindOf(span) === 'model').map(interval)),
    sandboxMs: unionMs(spans.filter((span) => inSandbox.has(kindOf(span))).map(interval)),
    calls: total.calls,
    usd: total.usd ?? (total.calls === 0 ? 0 : undefined),
    callsOfUnknownPrice: total.callsOfUnknownPrice,
    callsEstimated: spans.filter(({ attributes }) => attributes[attribute.costEstimated] === true).length,
    tokensIn: total.tokensIn,
    tokensOut: total.tokensOut,
    tokensCached: total.cacheReadTokens,
  };
}
