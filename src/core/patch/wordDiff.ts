import { diffArrays } from 'diff';

/** A part of a line in UTF-16 units, `end` excluded. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What differs between a removed and an added line. */
export interface WordDiff {
  readonly removed: readonly TextRange[];
  readonly added: readonly TextRange[];
}

const longestLine = 4000;
/** Words that may differ before only the common ends are told apart; bounds the time to a few milliseconds. */
const mostDiffering = 200;

/** The words that differ between two lines, as ranges of each. Bounded time: very long or very different lines give one range each. */
export function wordDiff(removed: string, added: string): WordDiff {
  if (removed === added) return { removed: [], added: [] };
  const old = wordsOf(removed);
  const neu = wordsOf(added);
  const long = removed.length > longestLine || added.length > longestLine;
  const parts = long ? undefined : diffArrays(old, neu, { maxEditLength: mostDiffering });
  if (parts === undefined) return endsDiff(removed, added);
  const out = { removed: [] as TextRange[], added: [] as TextRange[] };
  let oldAt = 0;
  let newAt = 0;
  for (const part of parts) {
    const length = part.value.reduce((sum, word) => sum + word.length, 0);
    if (part.removed) push(out.removed, { start: oldAt, end: oldAt + length }, removed);
    if (part.added) push(out.added, { start: newAt, end: newAt + length }, added);
    if (!part.added) oldAt += length;
    if (!part.removed) newAt += length;
  }
  return out;
}

/** Words, runs of white space and single other signs; never half of a surrogate pair. */
function wordsOf(line: string): string[] {
  return line.match(/[\p{L}\p{N}\p{M}_]+|\s+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? [];
}

/** Adds a range; one that only white space parts from the last is joined to it, since a reader sees one change. */
function push(ranges: TextRange[], range: TextRange, line: string): void {
  const last = ranges.at(-1);
  if (last !== undefined && line.slice(last.end, range.start).trim() === '') {
    ranges[ranges.length - 1] = { start: last.start, end: range.end };
  } else ranges.push(range);
}

function endsDiff(removed: string, added: string): WordDiff {
  const most = Math.min(removed.length, added.length);
  let head = 0;
  while (head < most && removed[head] === added[head]) head++;
  let tail = 0;
  while (tail < most - head && removed[removed.length - 1 - tail] === added[added.length - 1 - tail]) tail++;
  if (head > 0 && isHighSurrogate(removed.charCodeAt(head - 1))) head--;
  if (tail > 0 && isLowSurrogate(removed.charCodeAt(removed.length - tail))) tail--;
  const range = (line: string): TextRange[] =>
    line.length - tail > head ? [{ start: head, end: line.length - tail }] : [];
  return { removed: range(removed), added: range(added) };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
