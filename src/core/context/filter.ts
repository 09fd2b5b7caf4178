import { CodedError } from '../../base/errors.ts';

/** What a filter can ask about a chunk. */
export const filterFields = {
  path: 'text',
  language: 'text',
  kind: 'text',
  name: 'text',
  test: 'flag',
  startLine: 'number',
  endLine: 'number',
  lines: 'number',
} as const;

export type FilterField = keyof typeof filterFields;
export type FilterValue = string | number | boolean;

/** A filter once it is read. Text compares exactly. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'in'; readonly field: FilterField; readonly values: readonly FilterValue[] }
  | { readonly kind: 'prefix'; readonly field: FilterField; readonly prefix: string }
  | { readonly kind: 'range'; readonly field: FilterField; readonly range: Range };

/** Bounds that all have to hold. */
export interface Range {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

const hint = `Fields: ${Object.keys(filterFields).join(', ')}. Conditions: a value, a list of values, or {"equals", "in", "prefix", "gt", "gte", "lt", "lte"}; {"and": […]}, {"or": […]}, {"not": …}.`;
const deepest = 32;
const mostValues = 1_000;

/**
 * The filter that a value from JSON stands for: `{"language": "python", "path": {"prefix": "src/"}, "not": {"test": true}}`; several
 * keys of one object all have to hold. Throws `query.badFilter`, which says where in the filter.
 */
export function filterOf(value: unknown): Filter {
  return read(value, 'filter', 0);
}

/**
 * The filter of `field=value` texts: values of one field are alternatives, different fields all have to hold; a value that ends
 * in `*` is a prefix. Throws `query.badFilter`.
 */
export function filterOfPairs(pairs: readonly string[]): Filter | undefined {
  const byField = new Map<string, Filter[]>();
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    if (cut < 1) throw bad(`${JSON.stringify(pair)} is not field=value.`);
    const name = pair.slice(0, cut);
    const field = fieldOf(name, name);
    byField.set(field, [...(byField.get(field) ?? []), ofPair(field, pair.slice(cut + 1))]);
  }
  const parts = [...byField.values()].map((either): Filter => ({ kind: 'or', parts: either }));
  return parts.length === 0 ? undefined : { kind: 'and', parts };
}

function ofPair(field: FilterField, text: string): Filter {
  const type = filterFields[field];
  if (type === 'text') {
    if (text.endsWith('*')) return { kind: 'prefix', field, prefix: text.slice(0, -1) };
    return { kind: 'in', field, values: [text] };
  }
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text)))
    return { kind: 'in', field, values: [Number(text)] };
  if (type === 'flag' && (text === 'true' || text === 'false')) return { kind: 'in', field, values: [text === 'true'] };
  throw bad(`${field} takes ${type === 'flag' ? 'true or false' : 'a number'}, not ${JSON.stringify(text)}.`);
}

function read(value: unknown, at: string, depth: number): Filter {
  if (depth > deepest) throw bad(`${at} is nested deeper than ${deepest} levels.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${at} is not an object.`);
  const parts = Object.entries(value).map(([key, inner]) => readKey(key, inner, { at: `${at}.${key}`, depth }));
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'and', parts };
}

function readKey(key: string, value: unknown, { at, depth }: { readonly at: string; readonly depth: number }): Filter {
  if (key === 'not') return { kind: 'not', part: read(value, at, depth + 1) };
  if (key === 'and' || key === 'or') {
    if (!Array.isArray(value)) throw bad(`${at} is not a list.`);
    return { kind: key, parts: value.map((one, index) => read(one, `${at}[${index}]`, depth + 1)) };
  }
  return condition(fieldOf(key, at), value, at);
}

function fieldOf(name: string, at: string): FilterField {
  if (Object.hasOwn(filterFields, name)) return name as FilterField;
  throw bad(`${at}: there is no field ${JSON.stringify(name)}.`);
}

function condition(field: FilterField, value: unknown, at: string): Filter {
  if (Array.isArray(value)) return { kind: 'in', field, values: valuesOf(field, value, at) };
  if (typeof value !== 'object' || value === null) return { kind: 'in', field, values: valuesOf(field, [value], at) };
  const parts: Filter[] = [];
  const range: { -readonly [Key in keyof Range]: Range[Key] } = {};
  for (const [key, inner] of Object.entries(value)) {
    const place = `${at}.${key}`;
    if (key === 'equals') parts.push({ kind: 'in', field, values: valuesOf(field, [inner], place) });
    else if (key === 'in' && Array.isArray(inner))
      parts.push({ kind: 'in', field, values: valuesOf(field, inner, place) });
    else if (key === 'prefix') parts.push({ kind: 'prefix', field, prefix: prefixOf(field, inner, place) });
    else if (key === 'gt' || key === 'gte' || key === 'lt' || key === 'lte') range[key] = boundOf(field, inner, place);
    else throw bad(`${place} is no condition.`);
  }
  if (Object.keys(range).length > 0) parts.push({ kind: 'range', field, range });
  const [only] = parts;
  if (!only) throw bad(`${at} has no condition.`);
  return parts.length === 1 ? only : { kind: 'and', parts };
}

const types = { text: 'string', number: 'number', flag: 'boolean' } as const;

function valuesOf(field: FilterField, values: readonly unknown[], at: string): readonly FilterValue[] {
  if (values.length > mostValues) throw bad(`${at} has more than ${mostValues} values.`);
  return values.map((value) => {
    if (typeof value === types[filterFields[field]]) return value as FilterValue;
    throw bad(`${at}: ${field} is a ${types[filterFields[field]]}, not ${JSON.stringify(value)}.`);
  });
}

function prefixOf(field: FilterField, value: unknown, at: string): string {
  if (filterFields[field] === 'text' && typeof value === 'string') return value;
  throw bad(`${at}: a prefix is a string, for a field that is text.`);
}

function boundOf(field: FilterField, value: unknown, at: string): number {
  if (filterFields[field] === 'number' && typeof value === 'number') return value;
  throw bad(`${at}: a bound is a number, for a field that is a number.`);
}

function bad(message: string): CodedError {
  return new CodedError('query.badFilter', message, { hint });
}
