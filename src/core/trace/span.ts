import type { TraceId } from '../../base/ids.ts';

/** What an attribute may hold; OTLP has a form for each. */
export type AttributeValue = string | number | boolean | readonly string[];

/** Facts of a span by their names: OpenTelemetry's where it has one, `loopwright.…` otherwise. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A moment within a span, ms since 1970. */
export interface SpanEvent {
  readonly name: string;
  readonly atMs: number;
  readonly attributes: Attributes;
}

/** `client` is work that another service does for us: a model call. */
export type SpanKind = 'internal' | 'client';

/** A piece of work with its beginning and its end, ms since 1970. `endMs` undefined: it has not ended, or its process died. */
export interface Span {
  readonly traceId: TraceId;
  /** 16 lowercase hexadecimal digits; the same log always gives the same ones. */
  readonly spanId: string;
  /** Undefined for the root. */
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly endMs: number | undefined;
  readonly status: 'unset' | 'ok' | 'error';
  /** What went wrong, for a person. */
  readonly message: string | undefined;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
}

/** The spans of one run, parents before children, and the time of the last event that was folded. */
export interface Trace {
  readonly traceId: TraceId | undefined;
  readonly spans: readonly Span[];
  readonly lastMs: number;
}

/** How long a span took, ms; one that has not ended is counted up to the last event of its log. */
export function durationOf({ startMs, endMs }: Pick<Span, 'startMs' | 'endMs'>, lastMs: number): number {
  return Math.max(0, (endMs ?? lastMs) - startMs);
}

/** The children of every span, by its id, in the order of their start. */
export function childrenOf(spans: readonly Span[]): ReadonlyMap<string | undefined, readonly Span[]> {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const children = new Map<string | undefined, Span[]>();
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const parent = span.parentId !== undefined && ids.has(span.parentId) ? span.parentId : undefined;
    const siblings = children.get(parent);
    if (siblings) siblings.push(span);
    else children.set(parent, [span]);
  }
  return children;
}

const mask = (1n << 64n) - 1n;

/** The id of the span that event `seq` began; `part` tells apart several begun by one event (0 to 7). No two of one trace are alike. */
export function spanIdOf(traceId: TraceId, seq: number, part: number): string {
  return mix(traceId, BigInt(seq * 8 + part));
}

/** The same for an event that holds others: `index` says which of these began the span. Never one that `spanIdOf` gives. */
export function innerSpanIdOf(
  traceId: TraceId,
  { seq, index, part }: { readonly seq: number; readonly index: number; readonly part: number },
): string {
  // 37 bits for numbers of events and 24 for what one holds, above those of spanIdOf.
  return mix(traceId, (BigInt(index + 1) << 40n) + BigInt(seq * 8 + part));
}

/** SplitMix64's mixer (Steele et al., "Fast splittable pseudorandom number generators", 2014): a bijection. */
function mix(traceId: TraceId, number: bigint): string {
  let mixed = (BigInt(`0x${traceId.slice(16)}`) + number * 0x9e3779b97f4a7c15n) & mask;
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask;
  mixed ^= mixed >> 31n;
  // All zeros is no span id (W3C Trace Context).
  return (mixed === 0n ? 1n : mixed).toString(16).padStart(16, '0');
}
