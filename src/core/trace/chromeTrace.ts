import { attribute } from './attributeNames.ts';
import { durationOf, type Span, type Trace } from './span.ts';

/** An event of Chrome's trace format; `ts` and `dur` in microseconds since the trace began. */
export interface ChromeEvent {
  readonly name: string;
  readonly cat: string;
  /** `X` a complete span, `i` a moment, `M` a name for a lane. */
  readonly ph: 'X' | 'i' | 'M';
  readonly ts: number;
  readonly dur?: number;
  readonly pid: 1;
  readonly tid: number;
  readonly s?: 't';
  readonly args: Readonly<Record<string, unknown>>;
}

/** What chrome://tracing and Perfetto open. */
export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: Readonly<Record<string, string>>;
}

/**
 * A trace in Chrome's Trace Event Format (Google, "Trace Event Format", 2016). A lane shows spans only where each lies
 * within the one below it, so spans that overlap without nesting get lanes of their own.
 */
export function toChromeTrace({ spans, lastMs, traceId }: Trace): ChromeTrace {
  const startMs = spans.reduce((first, span) => Math.min(first, span.startMs), lastMs);
  const micros = (ms: number) => Math.round((ms - startMs) * 1_000);
  const lanes = lanesOf(spans, lastMs);
  const events = spans.flatMap((span): ChromeEvent[] => {
    const tid = lanes.get(span.spanId) ?? 0;
    const place = { cat: span.kind, pid: 1, tid } as const;
    const incomplete = span.endMs === undefined ? { [attribute.incomplete]: true } : {};
    const message = span.message === undefined ? {} : { message: span.message };
    const args = { ...span.attributes, ...incomplete, ...message, spanId: span.spanId };
    const dur = micros(span.endMs ?? Math.max(lastMs, span.startMs)) - micros(span.startMs);
    return [
      { ...place, name: span.name, ph: 'X', ts: micros(span.startMs), dur, args },
      ...span.events.map(
        ({ name, atMs, attributes }): ChromeEvent => ({
          ...place,
          name,
          ph: 'i',
          ts: micros(atMs),
          s: 't',
          args: attributes,
        }),
      ),
    ];
  });
  const name: ChromeEvent = {
    name: 'process_name',
    cat: '__metadata',
    ph: 'M',
    ts: 0,
    pid: 1,
    tid: 0,
    args: { name: 'loopwright' },
  };
  return {
    traceEvents: [name, ...events],
    displayTimeUnit: 'ms',
    otherData: traceId === undefined ? {} : { traceId },
  };
}

/** The lane of each span: the first in which it follows, or nests in, what is there already. */
function lanesOf(spans: readonly Span[], lastMs: number): ReadonlyMap<string, number> {
  const endOf = (span: Span) => span.startMs + durationOf(span, lastMs);
  // Of two that begin together the longer is the outer one.
  const ordered = [...spans].sort((a, b) => a.startMs - b.startMs || endOf(b) - endOf(a));
  const open: number[][] = [];
  const lanes = new Map<string, number>();
  for (const span of ordered) {
    const endMs = endOf(span);
    const fits = (stack: number[]) => {
      while (stack.length > 0 && (stack.at(-1) ?? 0) <= span.startMs) stack.pop();
      return stack.length === 0 || (stack.at(-1) ?? 0) >= endMs;
    };
    const found = open.findIndex(fits);
    const lane = found < 0 ? open.push([]) - 1 : found;
    open[lane]?.push(endMs);
    lanes.set(span.spanId, lane);
  }
  return lanes;
}
