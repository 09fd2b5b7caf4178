import { findLines } from './findLines.ts';
import { diffLineLists, type LineChange } from './lineDiff.ts';
import type { ReplacementLine } from './replacement.ts';
import { isBlank } from './textLines.ts';

/** Where a block stands when empty lines are left out of account. Line numbers count from 0. */
export type BlankOutcome =
  | {
      readonly kind: 'matched';
      readonly start: number;
      readonly count: number;
      readonly replacement: readonly ReplacementLine[];
    }
  | { readonly kind: 'ambiguous'; readonly starts: readonly number[] }
  | { readonly kind: 'unsafe'; readonly start: number }
  | { readonly kind: 'missing' };

/** A file's lines that are not empty, without white space at their ends, and their numbers. */
export interface FilledLines {
  readonly texts: readonly string[];
  readonly at: readonly number[];
}

export function filledLines(lines: readonly string[]): FilledLines {
  const at = lines.flatMap((line, index) => (isBlank(line) ? [] : [index]));
  return { at, texts: at.map((index) => (lines[index] ?? '').trimEnd()) };
}

/** How the lines of a block lie in the file: for each that is not empty its line there. */
interface Lay {
  readonly before: readonly string[];
  /** The file's line of each line of the block; undefined for an empty one. */
  readonly place: readonly (number | undefined)[];
}

/**
 * Finds a block that has empty lines too few or too many. The file keeps its own; a change is made only where the block and the file
 * agree on the empty lines beside it, so that it is certain where new lines go.
 */
export function matchWithoutBlanks(
  file: FilledLines,
  before: readonly string[],
  after: readonly string[],
): BlankOutcome {
  const block = filledLines(before);
  if (block.texts.length === 0) return { kind: 'missing' };
  const found = findLines(file.texts, block.texts);
  const [only, ...more] = found;
  if (only === undefined) return { kind: 'missing' };
  if (more.length > 0) return { kind: 'ambiguous', starts: found.map((at) => file.at[at] ?? 0) };
  const start = file.at[only] ?? 0;
  const end = (file.at[only + block.texts.length - 1] ?? start) + 1;
  const place: (number | undefined)[] = before.map(() => undefined);
  for (const [index, line] of block.at.entries()) place[line] = file.at[only + index];
  const replacement = replacementOf({ before, place }, after, { start, end });
  return replacement === undefined
    ? { kind: 'unsafe', start }
    : { kind: 'matched', start, count: end - start, replacement };
}

function replacementOf(
  lay: Lay,
  after: readonly string[],
  { start, end }: { start: number; end: number },
): ReplacementLine[] | undefined {
  const lines: ReplacementLine[] = [];
  let next = start;
  for (const change of diffLineLists(lay.before, after)) {
    const span = spanOf(lay, change, after);
    if (span === undefined || span.from < next || span.to > end) return undefined;
    for (; next < span.from; next++) lines.push({ keep: next });
    for (let at = 0; at < change.newCount; at++) lines.push({ text: after[change.newStart + at] ?? '' });
    next = span.to;
  }
  for (; next < end; next++) lines.push({ keep: next });
  return lines;
}

/** The lines of the file that a change replaces; undefined when empty lines in it or beside it leave that open. */
function spanOf(
  lay: Lay,
  { oldStart, oldCount, newStart, newCount }: LineChange,
  after: readonly string[],
): { from: number; to: number } | undefined {
  const old = lay.place.slice(oldStart, oldStart + oldCount);
  const fresh = after.slice(newStart, newStart + newCount);
  const edges = [fresh[0], fresh.at(-1)].filter((line) => line !== undefined);
  if (edges.some(isBlank) || (oldCount > 0 && (old[0] === undefined || old.at(-1) === undefined))) return undefined;
  const last = old.at(-1);
  const from = old[0] ?? edgeOf(lay, oldStart);
  const to = last === undefined ? from : last + 1;
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** The file's line that the boundary before line `at` of the block is at. Lines on both sides must be next to each other in the file too. */
function edgeOf({ place, before }: Lay, at: number): number | undefined {
  let up = at - 1;
  while (up >= 0 && place[up] === undefined) up--;
  let down = at;
  while (down < before.length && place[down] === undefined) down++;
  const [above, below] = [place[up], place[down]];
  if (above === undefined) return down === at ? below : undefined;
  if (below === undefined) return up === at - 1 ? above + 1 : undefined;
  if (below - above === down - up) return above + (at - up);
  return undefined;
}
