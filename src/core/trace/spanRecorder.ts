import type { TraceId } from '../../base/ids.ts';
import { attribute } from './attributeNames.ts';
import { type Attributes, innerSpanIdOf, type Span, type SpanKind, spanIdOf, type Trace } from './span.ts';

/** A span as it begins. `key` is the caller's own word for it while it is open; `parent` the key of an open or ended one. */
export interface SpanStart {
  readonly key: string;
  /** One that is not known stands for the first span of the trace. */
  readonly parent?: string;
  readonly name: string;
  readonly kind?: SpanKind;
  /** The event that began it (or told of it), and which of the spans begun by that event it is. */
  readonly seq: number;
  readonly part?: number;
  /** Which of the events that the event holds. */
  readonly index?: number;
  readonly startMs: number;
  readonly attributes?: Attributes;
}

/** How a span ended. `error` is a code for `error.type`; `message` is for a person. */
export interface SpanEnd {
  readonly endMs: number;
  readonly error?: string | undefined;
  readonly message?: string | undefined;
  readonly attributes?: Attributes;
}

/** Collects spans while a log is folded: all that is common to the folds of different event unions. */
export interface SpanRecorder {
  begin(start: SpanStart): void;
  /** Begins and ends a span that one event tells of. */
  record(start: SpanStart, end: SpanEnd): void;
  isOpen(key: string): boolean;
  /** Adds facts to an open span; without one, nothing. */
  add(key: string, attributes: Attributes): void;
  note(key: string, name: string, at: { readonly atMs: number; readonly attributes?: Attributes }): void;
  end(key: string, end: SpanEnd): void;
  /** Ends every open span but the kept ones, innermost first. */
  endAll(end: SpanEnd, keep: (key: string) => boolean): void;
  /** Goes on with the newest span of a key as if it had not ended: its run was only at rest. */
  reopen(key: string): void;
  /** The spans that have ended since the last call. */
  takeEnded(): readonly Span[];
  trace(lastMs: number): Trace;
}

/** A recorder of one trace. */
export function createSpanRecorder(traceId: TraceId): SpanRecorder {
  const spans: Span[] = [];
  /** Where the newest span of a key stands in `spans`. */
  const places = new Map<string, number>();
  const open = new Set<string>();
  let ended: Span[] = [];

  const change = (key: string, changed: (span: Span) => Partial<Span>): Span | undefined => {
    const place = open.has(key) ? places.get(key) : undefined;
    const span = place === undefined ? undefined : spans[place];
    if (place === undefined || !span) return undefined;
    const next = { ...span, ...changed(span) };
    spans[place] = next;
    return next;
  };
  const begin = (start: SpanStart) => {
    const above = start.parent === undefined ? undefined : spans[places.get(start.parent) ?? 0];
    places.set(start.key, spans.length);
    open.add(start.key);
    spans.push(beginSpan(traceId, start, above));
  };
  const end = (key: string, finish: SpanEnd) => {
    const done = change(key, (span) => endOf(span, finish));
    open.delete(key);
    if (done) ended.push(done);
  };
  return {
    begin,
    end,
    record(start, finish) {
      begin(start);
      end(start.key, finish);
    },
    isOpen: (key) => open.has(key),
    add(key, attributes) {
      change(key, (span) => ({ attributes: { ...span.attributes, ...attributes } }));
    },
    note(key, name, { atMs, attributes = {} }) {
      change(key, (span) => ({ events: [...span.events, { name, atMs, attributes }] }));
    },
    endAll(finish, keep) {
      for (const key of [...open].reverse()) if (!keep(key)) end(key, finish);
    },
    reopen(key) {
      if (!places.has(key) || open.has(key)) return;
      open.add(key);
      change(key, ({ attributes }) => {
        const { [attribute.errorType]: _error, [attribute.outcome]: _outcome, ...rest } = attributes;
        return { endMs: undefined, status: 'unset', message: undefined, attributes: rest };
      });
    },
    takeEnded() {
      const taken = ended;
      ended = [];
      return taken;
    },
    trace: (lastMs) => ({ traceId, spans: [...spans], lastMs }),
  };
}

function beginSpan(traceId: TraceId, start: SpanStart, above: Span | undefined): Span {
  const { name, kind = 'internal', seq, part = 0, index, startMs, attributes = {} } = start;
  return {
    traceId,
    spanId: index === undefined ? spanIdOf(traceId, seq, part) : innerSpanIdOf(traceId, { seq, index, part }),
    parentId: above?.spanId,
    name,
    kind,
    // A start is often worked out from a duration, and clocks differ by a little: no child begins before its parent.
    startMs: Math.max(startMs, above?.startMs ?? startMs),
    endMs: undefined,
    status: 'unset',
    message: undefined,
    attributes,
    events: [],
  };
}

/** What ends a span, to be put over it. */
export function endOf(
  span: Span,
  { endMs, error, message, attributes = {} }: SpanEnd,
): Pick<Span, 'endMs' | 'status' | 'message' | 'attributes'> {
  return {
    endMs: Math.max(endMs, span.startMs),
    status: error === undefined ? 'ok' : 'error',
    message,
    attributes: { ...span.attributes, ...attributes, ...(error === undefined ? {} : { [attribute.errorType]: error }) },
  };
}
