import { attribute } from './attributeNames.ts';
import { durationOf, type Span, type Trace } from './span.ts';
import { kindOf, labelOf, spanKinds, spanStates, stateOf } from './spanKind.ts';

/** Bits of `SpanColumns.flags`. */
export const spanFlags = { estimated: 1, priceUnknown: 2, cached: 4, errorInside: 8 } as const;

/**
 * A trace as a table of its tree, one row a span, depth first: a hundred thousand rows in a few megabytes, which cross
 * from a worker to a page as they are. Sums are of a span and all below it; NaN is a cost that is not known.
 */
export interface SpanColumns {
  readonly count: number;
  /** The place of the span in its trace: stays the same while the trace grows. */
  readonly span: Int32Array;
  readonly depth: Uint16Array;
  /** Rows of the subtree, its own included. */
  readonly size: Int32Array;
  /** Since the start of the trace. */
  readonly startMs: Float64Array;
  readonly durationMs: Float32Array;
  /** Index in `spanKinds` and in `spanStates`. */
  readonly kind: Uint8Array;
  readonly state: Uint8Array;
  /** Index in `agents`; -1 for none. */
  readonly agent: Int16Array;
  readonly agents: readonly string[];
  readonly usd: Float32Array;
  readonly tokensIn: Float32Array;
  readonly tokensOut: Float32Array;
  readonly flags: Uint8Array;
  /** The row of the timeline: no two spans of one overlap, and each lies below its parent. */
  readonly lane: Uint16Array;
  readonly lanes: number;
  /** Where the label of a row ends in `labels`, which is UTF-8. */
  readonly labelEnd: Int32Array;
  readonly labels: Uint8Array;
}

type Writable = { -readonly [Name in keyof SpanColumns]: SpanColumns[Name] };

/** The table of a trace. Spans whose parent is not there are roots. */
export function columnsOf({ spans, lastMs }: Trace): SpanColumns {
  const { order, parents } = treeOrder(spans);
  const columns = emptyColumns(order.length);
  const startMs = spans[order[0] ?? 0]?.startMs ?? 0;
  const labels: string[] = [];
  const agents = new Map<string, number>();
  const rowOf = new Int32Array(order.length);
  for (const [row, place] of order.entries()) {
    const span = spans[place];
    if (!span) continue;
    rowOf[place] = row;
    const parent = parents[place] ?? -1;
    const parentRow = parent < 0 ? -1 : (rowOf[parent] ?? -1);
    columns.span[row] = place;
    columns.depth[row] = parentRow < 0 ? 0 : (columns.depth[parentRow] ?? 0) + 1;
    columns.startMs[row] = span.startMs - startMs;
    columns.durationMs[row] = durationOf(span, lastMs);
    columns.kind[row] = spanKinds.indexOf(kindOf(span));
    columns.state[row] = spanStates.indexOf(stateOf(span));
    columns.agent[row] = agentIndex(span, agents);
    writeSums(columns, row, span);
    labels.push(labelOf(span, nodeOf(spans[parent])));
  }
  sumUp(columns);
  layLanes(columns);
  writeLabels(columns, labels);
  columns.agents = [...agents.keys()];
  return columns;
}

const nodeOf = (span: Span | undefined): string | undefined => {
  const node = span?.attributes[attribute.node];
  return typeof node === 'string' ? node : undefined;
};

function emptyColumns(count: number): Writable {
  return {
    count,
    span: new Int32Array(count),
    depth: new Uint16Array(count),
    size: new Int32Array(count).fill(1),
    startMs: new Float64Array(count),
    durationMs: new Float32Array(count),
    kind: new Uint8Array(count),
    state: new Uint8Array(count),
    agent: new Int16Array(count),
    agents: [],
    usd: new Float32Array(count).fill(Number.NaN),
    tokensIn: new Float32Array(count),
    tokensOut: new Float32Array(count),
    flags: new Uint8Array(count),
    lane: new Uint16Array(count),
    lanes: 0,
    labelEnd: new Int32Array(count),
    labels: new Uint8Array(0),
  };
}

/** The places of the spans depth first, siblings by their start, and the place of each one's parent (-1: none). */
function treeOrder(spans: readonly Span[]): { readonly order: readonly number[]; readonly parents: Int32Array } {
  const places = new Map(spans.map(({ spanId }, place) => [spanId, place]));
  const parents = new Int32Array(spans.length).fill(-1);
  const children: number[][] = spans.map(() => []);
  const roots: number[] = [];
  for (const [place, { parentId }] of spans.entries()) {
    const parent = parentId === undefined ? undefined : places.get(parentId);
    // A parent stands before its children, so that no damaged log makes a circle.
    if (parent === undefined || parent >= place) roots.push(place);
    else {
      parents[place] = parent;
      children[parent]?.push(place);
    }
  }
  const byStart = (a: number, b: number) => (spans[a]?.startMs ?? 0) - (spans[b]?.startMs ?? 0) || a - b;
  const order: number[] = [];
  const open = roots.sort(byStart).reverse();
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    order.push(place);
    const inner = children[place]?.sort(byStart) ?? [];
    for (let index = inner.length - 1; index >= 0; index--) open.push(inner[index] ?? 0);
  }
  return { order, parents };
}

const mostAgents = 32_000;

function agentIndex({ attributes }: Span, agents: Map<string, number>): number {
  const name = attributes[attribute.agentName];
  if (typeof name !== 'string') return -1;
  const known = agents.get(name);
  if (known !== undefined) return known;
  if (agents.size >= mostAgents) return -1;
  agents.set(name, agents.size);
  return agents.size - 1;
}

/** What the span itself used: only model calls use tokens and money, so nothing counts twice. */
function writeSums(columns: Writable, row: number, { attributes, endMs, status }: Span): void {
  const number = (name: string) => Number(attributes[name] ?? 0);
  let flags = status === 'error' ? spanFlags.errorInside : 0;
  if (attributes[attribute.cached] === true) flags |= spanFlags.cached;
  if (attributes[attribute.operation] === 'chat') {
    columns.tokensIn[row] = number(attribute.inputTokens);
    columns.tokensOut[row] = number(attribute.outputTokens);
    const usd = attributes[attribute.costUsd];
    const free = endMs !== undefined && status === 'error' && attributes[attribute.costKnown] === undefined;
    if (typeof usd === 'number') columns.usd[row] = usd;
    else if (free) columns.usd[row] = 0;
    else if (endMs !== undefined) flags |= spanFlags.priceUnknown;
    if (attributes[attribute.costEstimated] === true) flags |= spanFlags.estimated;
    if (number(attribute.cacheReadTokens) > 0) flags |= spanFlags.cached;
  }
  columns.flags[row] = flags;
}

const handedUp = spanFlags.estimated | spanFlags.priceUnknown | spanFlags.errorInside;

/** Adds every row to the one around it, from the last to the first, so that a row is complete when it is added. */
function sumUp(columns: Writable): void {
  const { count, depth, size, usd, tokensIn, tokensOut, flags } = columns;
  const around = new Int32Array(count).fill(-1);
  const path: number[] = [];
  for (let row = 0; row < count; row++) {
    const level = depth[row] ?? 0;
    path.length = level;
    around[row] = path[level - 1] ?? -1;
    path.push(row);
  }
  for (let row = count - 1; row >= 0; row--) {
    const parent = around[row] ?? -1;
    if (parent < 0) continue;
    size[parent] = (size[parent] ?? 1) + (size[row] ?? 1);
    const cost = usd[row] ?? Number.NaN;
    if (!Number.isNaN(cost)) usd[parent] = (Number.isNaN(usd[parent] ?? Number.NaN) ? 0 : (usd[parent] ?? 0)) + cost;
    tokensIn[parent] = (tokensIn[parent] ?? 0) + (tokensIn[row] ?? 0);
    tokensOut[parent] = (tokensOut[parent] ?? 0) + (tokensOut[row] ?? 0);
    flags[parent] = (flags[parent] ?? 0) | ((flags[row] ?? 0) & handedUp);
  }
}

/** More rows of the timeline than a person would look through; what does not fit shares the last. */
const mostLanes = 4_000;

/** Gives each span the first row below its parent's that is free when it begins. */
function layLanes(columns: Writable): void {
  const { count, depth, startMs, durationMs, lane } = columns;
  const order = Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => (startMs[a] ?? 0) - (startMs[b] ?? 0) || a - b,
  );
  const around = new Int32Array(count).fill(-1);
  const path: number[] = [];
  for (let row = 0; row < count; row++) {
    path.length = depth[row] ?? 0;
    around[row] = path.at(-1) ?? -1;
    path.push(row);
  }
  const freeFrom: number[] = [];
  for (const row of order) {
    const parent = around[row] ?? -1;
    let place = parent < 0 ? 0 : (lane[parent] ?? 0) + 1;
    const start = startMs[row] ?? 0;
    while (place < mostLanes - 1 && (freeFrom[place] ?? Number.NEGATIVE_INFINITY) > start) place++;
    lane[row] = place;
    freeFrom[place] = Math.max(freeFrom[place] ?? Number.NEGATIVE_INFINITY, start + (durationMs[row] ?? 0));
    columns.lanes = Math.max(columns.lanes, place + 1);
  }
}

function writeLabels(columns: Writable, labels: readonly string[]): void {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(Math.max(64, labels.length * 24));
  let end = 0;
  for (const [row, label] of labels.entries()) {
    // A UTF-16 unit takes at most three bytes.
    if (bytes.length - end < label.length * 3) {
      const grown = new Uint8Array(bytes.length * 2 + label.length * 3);
      grown.set(bytes);
      bytes = grown;
    }
    end += encoder.encodeInto(label, bytes.subarray(end)).written;
    columns.labelEnd[row] = end;
  }
  columns.labels = bytes.slice(0, end);
}
