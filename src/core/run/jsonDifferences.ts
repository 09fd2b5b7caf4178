import { sameJson } from '../engine/sameJson.ts';

/** One place at which two values differ. A side is undefined where it has nothing there. */
export interface JsonDifference {
  /** `files[0].text`; empty for the whole value. */
  readonly at: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

/** How two values differ: the first places, and how many more there are. */
export interface JsonDifferences {
  readonly places: readonly JsonDifference[];
  readonly more: number;
}

const mostPlaces = 12;
/** Longest text of a side, in UTF-16 units. */
const mostText = 120;
/** Below this, two values differ as a whole. */
const deepest = 24;

/** Where two JSON values differ, as short texts. Lists are compared position by position; absent and undefined are alike. */
export function jsonDifferences(a: unknown, b: unknown): JsonDifferences {
  const places: JsonDifference[] = [];
  let count = 0;
  const differ = (at: string, left: unknown, right: unknown) => {
    count++;
    if (places.length < mostPlaces) places.push({ at, ...textsOf(left, right, mostText) });
  };
  const visit = (at: string, left: unknown, right: unknown, depth: number) => {
    if (depth < deepest && Array.isArray(left) && Array.isArray(right)) {
      for (let i = 0; i < Math.max(left.length, right.length); i++) visit(`${at}[${i}]`, left[i], right[i], depth + 1);
    } else if (depth < deepest && isMap(left) && isMap(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)]))
        visit(under(at, key), own(left, key), own(right, key), depth + 1);
    } else if (!sameJson(left, right)) differ(at, left, right);
  };
  visit('', a, b, 0);
  return { places, more: count - places.length };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function under(at: string, key: string): string {
  const step = /^[A-Za-z_$][\w$-]*$/.test(key) ? key : JSON.stringify(key);
  return at === '' ? step : `${at}.${step}`;
}

function textsOf(a: unknown, b: unknown, most: number): Pick<JsonDifference, 'a' | 'b'> {
  if (typeof a !== 'string' || typeof b !== 'string') return { a: textOf(a, 0, most), b: textOf(b, 0, most) };
  // Of two long texts the place matters where they part.
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  const from = Math.max(a.length, b.length) <= most ? 0 : Math.max(0, same - Math.floor(most / 4));
  return { a: textOf(a, from, most), b: textOf(b, from, most) };
}

function textOf(value: unknown, from: number, most: number): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(typeof value === 'string' ? value.slice(from, from + 2 * most) : value);
  const begun = from > 0 ? `…${text}` : text;
  return begun.length > most ? `${begun.slice(0, most)}…` : begun;
}
