import { Bitmap } from './bitmap.ts';
import type { Filter, FilterField, FilterValue, Range } from './filter.ts';

/** One attribute of all chunks: distinct values, and for each slot which one it has. */
export interface Column {
  readonly values: readonly FilterValue[];
  /** Index into `values` by slot; there may be more codes than slots. */
  readonly codes: ArrayLike<number>;
}

/** The attributes of chunks by slot. */
export interface AttributeTable {
  /** The slots that hold a chunk. */
  readonly live: Bitmap;
  column(field: FilterField): Column;
}

/**
 * The chunks that a filter lets through, decided before anything is ranked. Each condition is decided once for every distinct
 * value of its attribute; per chunk it costs a look into a table. "and" and "or" work on 32 chunks at a time.
 */
export function filterChunks(filter: Filter, table: AttributeTable): Bitmap {
  switch (filter.kind) {
    case 'and': {
      const all = copyOf(table.live);
      for (const part of filter.parts) all.intersect(filterChunks(part, table));
      return all;
    }
    case 'or': {
      const any = new Bitmap(table.live.size);
      for (const part of filter.parts) any.unite(filterChunks(part, table));
      return any;
    }
    case 'not':
      return filterChunks(filter.part, table).complementIn(table.live);
    default:
      return select(table, filter.field, testOf(filter));
  }
}

function testOf(filter: Extract<Filter, { readonly field: FilterField }>): (value: FilterValue) => boolean {
  if (filter.kind === 'prefix') return (value) => String(value).startsWith(filter.prefix);
  if (filter.kind === 'range') return (value) => isWithin(Number(value), filter.range);
  const wanted = new Set(filter.values);
  return (value) => wanted.has(value);
}

function isWithin(value: number, { gt, gte, lt, lte }: Range): boolean {
  if (gt !== undefined && !(value > gt)) return false;
  if (gte !== undefined && !(value >= gte)) return false;
  if (lt !== undefined && !(value < lt)) return false;
  return lte === undefined || value <= lte;
}

function select(table: AttributeTable, field: FilterField, test: (value: FilterValue) => boolean): Bitmap {
  const { live } = table;
  const { values, codes } = table.column(field);
  const passes = new Uint8Array(values.length);
  for (let code = 0; code < values.length; code++) passes[code] = test(values[code] ?? '') ? 1 : 0;
  const chosen = new Bitmap(live.size);
  for (let slot = 0; slot < live.size; slot++) if (passes[codes[slot] ?? 0] === 1) chosen.add(slot);
  return chosen.intersect(live);
}

function copyOf(bitmap: Bitmap): Bitmap {
  return new Bitmap(bitmap.size).unite(bitmap);
}
