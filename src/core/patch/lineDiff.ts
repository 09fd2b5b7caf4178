import { diffArrays } from 'diff';

/** A run of lines that differs: `oldCount` lines from `oldStart` (from 0) became `newCount` lines from `newStart`. */
export interface LineChange {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/** Largest number of added and removed lines searched for exactly; Myers' algorithm takes the square of it. */
const exactLimit = 1200;

/** A part of both texts, by line numbers from 0, ends excluded. */
interface Span {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Lines of both texts as numbers: equal lines, equal numbers. */
interface Interned {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * The changes that lead from one list of lines to another, in order, never touching each other. Myers' shortest edit script where
 * it is affordable; else split at the lines that occur once in both (patience diff, Cohen 2010), so the time stays bounded.
 */
export function diffLineLists(before: readonly string[], after: readonly string[]): LineChange[] {
  const changes: LineChange[] = [];
  diffSpan(intern(before, after), { oldFrom: 0, oldTo: before.length, newFrom: 0, newTo: after.length }, changes);
  return joinTouching(changes);
}

function intern(before: readonly string[], after: readonly string[]): Interned {
  const numbers = new Map<string, number>();
  const number = (line: string): number => {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  };
  return { before: before.map(number), after: after.map(number) };
}

function diffSpan(lines: Interned, whole: Span, out: LineChange[]): void {
  const span = trim(lines, whole);
  if (span.oldFrom === span.oldTo || span.newFrom === span.newTo) {
    if (span.oldFrom !== span.oldTo || span.newFrom !== span.newTo) out.push(changeOf(span));
    return;
  }
  if (exactly(lines, span, out)) return;
  const anchors = commonUnique(lines, span);
  let oldFrom = span.oldFrom;
  let newFrom = span.newFrom;
  for (const [oldAt, newAt] of anchors) {
    between(lines, { oldFrom, oldTo: oldAt, newFrom, newTo: newAt }, out);
    oldFrom = oldAt + 1;
    newFrom = newAt + 1;
  }
  between(lines, { oldFrom, oldTo: span.oldTo, newFrom, newTo: span.newTo }, out);
}

/** A gap between anchors: searched exactly, or taken as replaced whole. Not split again, so that the depth stays bounded. */
function between(lines: Interned, gap: Span, out: LineChange[]): void {
  const span = trim(lines, gap);
  if (span.oldFrom === span.oldTo && span.newFrom === span.newTo) return;
  if (span.oldFrom === span.oldTo || span.newFrom === span.newTo || !exactly(lines, span, out))
    out.push(changeOf(span));
}

function changeOf(span: Span): LineChange {
  return {
    oldStart: span.oldFrom,
    oldCount: span.oldTo - span.oldFrom,
    newStart: span.newFrom,
    newCount: span.newTo - span.newFrom,
  };
}

function trim({ before, after }: Interned, span: Span): Span {
  let { oldFrom, oldTo, newFrom, newTo } = span;
  while (oldFrom < oldTo && newFrom < newTo && before[oldFrom] === after[newFrom]) {
    oldFrom++;
    newFrom++;
  }
  while (oldFrom < oldTo && newFrom < newTo && before[oldTo - 1] === after[newTo - 1]) {
    oldTo--;
    newTo--;
  }
  return { oldFrom, oldTo, newFrom, newTo };
}

/** Myers' algorithm on a span; false when the two differ in too many lines. */
function exactly(lines: Interned, span: Span, out: LineChange[]): boolean {
  const parts = diffArrays(lines.before.slice(span.oldFrom, span.oldTo), lines.after.slice(span.newFrom, span.newTo), {
    maxEditLength: exactLimit,
  });
  if (parts === undefined) return false;
  let { oldFrom, newFrom } = span;
  for (const part of parts) {
    const oldCount = part.added ? 0 : part.count;
    const newCount = part.removed ? 0 : part.count;
    if (part.added || part.removed) out.push({ oldStart: oldFrom, oldCount, newStart: newFrom, newCount });
    oldFrom += oldCount;
    newFrom += newCount;
  }
  return true;
}

/** Pairs of lines that occur once on both sides, the longest run of them that keeps the order (patience sorting). */
function commonUnique({ before, after }: Interned, span: Span): [number, number][] {
  const oldOnce = once(before, span.oldFrom, span.oldTo);
  const newOnce = once(after, span.newFrom, span.newTo);
  const pairs: [number, number][] = [];
  for (let at = span.oldFrom; at < span.oldTo; at++) {
    const line = before[at] ?? -1;
    const there = newOnce.get(line);
    if (oldOnce.get(line) === at && there !== undefined && there >= 0) pairs.push([at, there]);
  }
  return longestRising(pairs);
}

/** Where each number stands that occurs once; -1 for the others. */
function once(numbers: readonly number[], from: number, to: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = from; at < to; at++) {
    const line = numbers[at] ?? -1;
    places.set(line, places.has(line) ? -1 : at);
  }
  return places;
}

function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const tails: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([, newAt], index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.[1] ?? 0) < newAt) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const chosen: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) chosen.push(pair);
  }
  return chosen.reverse();
}

/** Makes one change of those that touch: an addition next to a removal is a replacement. */
export function joinTouching(changes: readonly LineChange[]): LineChange[] {
  const joined: LineChange[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    const touches = last !== undefined && last.oldStart + last.oldCount === change.oldStart;
    if (touches && last.newStart + last.newCount === change.newStart) {
      joined[joined.length - 1] = {
        ...last,
        oldCount: last.oldCount + change.oldCount,
        newCount: last.newCount + change.newCount,
      };
    } else joined.push(change);
  }
  return joined;
}
