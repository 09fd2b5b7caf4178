import type { SpanKindView, SpanStateView, TraceColumns, TraceView } from '../../src/protocol/trace.ts';

/** Bits of `TraceColumns.flags`. */
export const flags = { estimated: 1, priceUnknown: 2, cached: 4, errorInside: 8 } as const;

/** A trace with what is worked out from its columns once. */
export interface TraceTable {
  readonly columns: TraceColumns;
  readonly kinds: readonly SpanKindView[];
  readonly states: readonly SpanStateView[];
  /** Row of the parent; -1 for a root. */
  readonly parent: Int32Array;
  /** Place among its siblings from 1, and how many these are. */
  readonly position: Int32Array;
  readonly siblings: Int32Array;
  /** Row of each span. */
  readonly rowOf: Int32Array;
  /** When the last span ends, ms since the start. */
  readonly endMs: number;
}

/** What is shown of a trace. Undefined is no filter. */
export interface TraceFilter {
  readonly kind: number | undefined;
  readonly agent: number | undefined;
  readonly errorsOnly: boolean;
}

export const noFilter: TraceFilter = { kind: undefined, agent: undefined, errorsOnly: false };

/** Works out what the tree and the timeline need: one pass over the rows. */
export function tableOf(view: Pick<TraceView, 'kinds' | 'states'>, columns: TraceColumns): TraceTable {
  const { count, depth, span, startMs, durationMs } = columns;
  const parent = new Int32Array(count).fill(-1);
  const position = new Int32Array(count);
  const siblings = new Int32Array(count);
  const children = new Int32Array(count);
  const rowOf = new Int32Array(count).fill(-1);
  const path: number[] = [];
  let roots = 0;
  let endMs = 0;
  for (let row = 0; row < count; row++) {
    path.length = depth[row] ?? 0;
    const above = path.at(-1) ?? -1;
    parent[row] = above;
    if (above < 0) roots++;
    else children[above] = (children[above] ?? 0) + 1;
    position[row] = above < 0 ? roots : (children[above] ?? 1);
    path.push(row);
    rowOf[span[row] ?? 0] = row;
    endMs = Math.max(endMs, (startMs[row] ?? 0) + (durationMs[row] ?? 0));
  }
  for (let row = 0; row < count; row++) {
    const above = parent[row] ?? -1;
    siblings[row] = above < 0 ? roots : (children[above] ?? 1);
  }
  const { kinds, states } = view;
  return { columns, kinds, states, parent, position, siblings, rowOf, endMs };
}

/** The rows that are shown, in order: those that fit the filter and what they lie in, without what is folded. */
export function visibleRows(
  { columns, parent, states }: TraceTable,
  folded: ReadonlySet<number>,
  filter: TraceFilter,
): Int32Array {
  const { count, span, size } = columns;
  const kept = filter === noFilter || isNone(filter) ? undefined : fitting({ columns, parent, states }, filter);
  const rows = new Int32Array(count);
  let shown = 0;
  for (let row = 0; row < count; ) {
    if (kept && kept[row] === 0) {
      // Nothing below fits either, else this row would have been kept.
      row += size[row] ?? 1;
      continue;
    }
    rows[shown++] = row;
    row += folded.size > 0 && folded.has(span[row] ?? -1) ? (size[row] ?? 1) : 1;
  }
  return rows.subarray(0, shown);
}

const isNone = ({ kind, agent, errorsOnly }: TraceFilter) => kind === undefined && agent === undefined && !errorsOnly;

/** 2 for a row that fits, 1 for one that holds such a row, 0 for others. */
export function fitting(
  { columns, parent, states }: Pick<TraceTable, 'columns' | 'parent' | 'states'>,
  { kind, agent, errorsOnly }: TraceFilter,
): Uint8Array {
  const { count } = columns;
  const kept = new Uint8Array(count);
  const failed = states.indexOf('error');
  for (let row = 0; row < count; row++) {
    if (kind !== undefined && columns.kind[row] !== kind) continue;
    if (agent !== undefined && columns.agent[row] !== agent) continue;
    if (errorsOnly && columns.state[row] !== failed) continue;
    kept[row] = 2;
    for (let above = parent[row] ?? -1; above >= 0 && kept[above] === 0; above = parent[above] ?? -1) kept[above] = 1;
  }
  return kept;
}

const decoder = new TextDecoder();

/** The label of a row. */
export function labelOf({ labels, labelEnd }: TraceColumns, row: number): string {
  return decoder.decode(labels.subarray(row === 0 ? 0 : (labelEnd[row - 1] ?? 0), labelEnd[row] ?? 0));
}

/** Where a row stands among the visible ones, or the one around it that is visible; -1 when none is. */
export function placeOf(rows: Int32Array, row: number, parent: Int32Array): number {
  for (let wanted = row; wanted >= 0; wanted = parent[wanted] ?? -1) {
    let low = 0;
    let high = rows.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = rows[middle] ?? 0;
      if (found === wanted) return middle;
      if (found < wanted) low = middle + 1;
      else high = middle - 1;
    }
  }
  return -1;
}

/** What a key does in the tree. */
export interface TreeStep {
  /** Place among the visible rows. */
  readonly to: number;
  readonly fold?: 'open' | 'close';
}

/** Where a key of the tree leads from a place (WAI-ARIA's tree pattern); undefined for a key that is not of the tree. */
export function stepBy(
  key: string,
  {
    table,
    rows,
    at,
    folded,
    page,
  }: {
    readonly table: TraceTable;
    readonly rows: Int32Array;
    readonly at: number;
    readonly folded: ReadonlySet<number>;
    readonly page: number;
  },
): TreeStep | undefined {
  const last = rows.length - 1;
  const row = rows[at] ?? 0;
  const hasChildren = (table.columns.size[row] ?? 1) > 1;
  const isFolded = folded.has(table.columns.span[row] ?? -1);
  const to = (place: number): TreeStep => ({ to: Math.max(0, Math.min(last, place)) });
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    case 'PageDown':
      return to(at + page);
    case 'PageUp':
      return to(at - page);
    case 'ArrowRight':
      if (!hasChildren) return to(at);
      return isFolded ? { to: at, fold: 'open' } : to(at + 1);
    case 'ArrowLeft':
      if (hasChildren && !isFolded) return { to: at, fold: 'close' };
      return to(
        placeOf(rows, table.parent[row] ?? -1, table.parent) < 0
          ? at
          : placeOf(rows, table.parent[row] ?? -1, table.parent),
      );
    default:
      return undefined;
  }
}
