import { z } from 'zod';

// The fields of opentelemetry-proto v1 that a trace export may have, in protobuf's JSON mapping with OTLP's exceptions
// (hexadecimal ids, enums as numbers). Receivers must ignore unknown fields; this one objects, so that a misspelt one shows.
const bytes = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${digits}}$`))
    .refine((id) => !/^0+$/.test(id), 'an id of zeros is none');
const uint64 = z.string().regex(/^(0|[1-9]\d{0,19})$/);
const int64 = z.string().regex(/^-?(0|[1-9]\d{0,18})$/);

type AnyValue = { readonly [field: string]: unknown };
const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.union([
    z.strictObject({ stringValue: z.string() }),
    z.strictObject({ boolValue: z.boolean() }),
    z.strictObject({ intValue: int64 }),
    z.strictObject({ doubleValue: z.number() }),
    z.strictObject({ arrayValue: z.strictObject({ values: z.array(anyValue) }) }),
  ]),
);
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value: anyValue }))
  .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, 'a key comes twice');

const span = z
  .strictObject({
    traceId: bytes(32),
    spanId: bytes(16),
    parentSpanId: bytes(16).optional(),
    flags: z.int().min(0).max(0xffffffff).optional(),
    name: z.string().min(1),
    kind: z.int().min(1).max(5),
    startTimeUnixNano: uint64,
    endTimeUnixNano: uint64,
    attributes,
    events: z.array(z.strictObject({ timeUnixNano: uint64, name: z.string().min(1), attributes })),
    status: z.strictObject({ code: z.int().min(0).max(2).optional(), message: z.string().optional() }),
  })
  .refine(({ startTimeUnixNano: from, endTimeUnixNano: to }) => BigInt(from) <= BigInt(to), 'it ends before it begins');

const request = z.strictObject({
  resourceSpans: z
    .array(
      z.strictObject({
        resource: z.strictObject({ attributes }),
        scopeSpans: z
          .array(
            z.strictObject({
              scope: z.strictObject({ name: z.string(), version: z.string() }),
              spans: z.array(span).min(1),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

/** What a strict collector objects to in an ExportTraceServiceRequest; nothing when it is sound. */
export function objectionsTo(body: unknown): readonly string[] {
  const parsed = request.safeParse(body);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The spans of a sound request. */
export function spansIn(body: unknown): readonly z.infer<typeof span>[] {
  return request.parse(body).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}
