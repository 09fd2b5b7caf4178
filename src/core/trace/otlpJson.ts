import { doubleAttributes, attribute as names } from './attributeNames.ts';
import type { Attributes, AttributeValue, Span } from './span.ts';

/** OTLP's AnyValue in protobuf's JSON mapping: 64-bit integers are decimal strings. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } };

/** OTLP's KeyValue. */
export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

/** OTLP's Span: ids in hexadecimal (OTLP's exception from protobuf's base64), times in ns since 1970 as strings. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly flags: number;
  readonly name: string;
  /** 1 internal, 3 client. */
  readonly kind: 1 | 3;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly events: readonly {
    readonly timeUnixNano: string;
    readonly name: string;
    readonly attributes: readonly OtlpAttribute[];
  }[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code?: 1 | 2; readonly message?: string };
}

/** OTLP's ExportTraceServiceRequest, which is also what an OTLP file holds. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string; readonly version: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

/** What the export says of its sender; `lastMs` ends spans that have not ended, which are marked. */
export interface OtlpSource {
  readonly version: string;
  readonly lastMs: number;
}

/** Spans as OTLP/JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export function toOtlp(spans: readonly Span[], { version, lastMs }: OtlpSource): OtlpTraces {
  const resource = { 'service.name': 'loopwright', 'service.version': version };
  const scope = { name: 'loopwright', version };
  const scopeSpans = [{ scope, spans: spans.map((span) => toOtlpSpan(span, lastMs)) }];
  return { resourceSpans: [{ resource: { attributes: toOtlpAttributes(resource) }, scopeSpans }] };
}

function toOtlpSpan(span: Span, lastMs: number): OtlpSpan {
  const { traceId, spanId, parentId, name, kind, startMs, endMs, status, message } = span;
  const attributes = endMs === undefined ? { ...span.attributes, [names.incomplete]: true } : span.attributes;
  const code = status === 'unset' ? {} : { code: status === 'ok' ? (1 as const) : (2 as const) };
  return {
    traceId,
    spanId,
    ...(parentId === undefined ? {} : { parentSpanId: parentId }),
    // Sampled.
    flags: 1,
    name,
    kind: kind === 'client' ? 3 : 1,
    startTimeUnixNano: toNanos(startMs),
    endTimeUnixNano: toNanos(endMs ?? Math.max(startMs, lastMs)),
    attributes: toOtlpAttributes(attributes),
    events: span.events.map((event) => ({
      timeUnixNano: toNanos(event.atMs),
      name: event.name,
      attributes: toOtlpAttributes(event.attributes),
    })),
    status: message === undefined || status !== 'error' ? code : { ...code, message },
  };
}

/** Milliseconds as a decimal string of nanoseconds. The product does not fit a double, so the parts are scaled apart. */
export function toNanos(ms: number): string {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1_000_000)));
}

function toOtlpAttributes(attributes: Attributes): readonly OtlpAttribute[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toOtlpValue(key, value) }));
}

function toOtlpValue(key: string, value: AttributeValue): OtlpValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
  return Number.isSafeInteger(value) && !doubleAttributes.has(key)
    ? { intValue: String(value) }
    : { doubleValue: value };
}
