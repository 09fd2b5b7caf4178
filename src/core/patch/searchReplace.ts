import { fenceOf, pathOfFence, pathOfLine } from './answerScan.ts';
import type { EditBlock, FileEdit, ParsedEdits, ParseProblem } from './fileEdit.ts';
import { answerLines, indentOf, isBlank, linesText } from './textLines.ts';

/** A marker line: how far it is indented and how many signs it has. Both must agree within a block. */
interface Marker {
  readonly kind: 'head' | 'divider' | 'tail';
  readonly indent: string;
  readonly length: number;
  /** What follows `SEARCH`: some models put the path there. */
  readonly words: string;
}

/** A block as it stands in the answer: lines `[from, to)` between the markers, with the lines that divide it. */
interface RawBlock {
  readonly headLine: number;
  readonly to: number;
  readonly dividers: readonly number[];
  readonly path: string;
}

/** Lines some tools put between the marker and the text to find (`:start_line:12`, `-------`), and what they say. */
interface PlaceLines {
  readonly count: number;
  readonly lineHint?: number;
}

/** More lines that look like dividers than anybody can mean. */
const mostDividers = 12;

/** True when the text has the marker lines of this format. */
export function hasSearchReplace(text: string): boolean {
  return /<{5}|(?<!-)-{5,} SEARCH/i.test(text) && answerLines(text).some((line) => markerOf(line)?.kind === 'head');
}

/**
 * Reads `<<<<<<< SEARCH` … `=======` … `>>>>>>> REPLACE` blocks, and `------- SEARCH` … `+++++++ REPLACE`. The path stands in a line above the block, above its fence, in
 * the fence's words, or is that of the block before. Content that looks like a marker is safe when the block's own markers are
 * longer; a second divider gives the block other readings, of which applying takes the one the file agrees with.
 */
export function parseSearchReplace(text: string): ParsedEdits {
  const lines = answerLines(text);
  const problems: ParseProblem[] = [];
  const edits = new Map<string, FileEdit & { blocks: EditBlock[] }>();
  let lastPath: string | undefined;
  let after = 0;
  for (let at = 0; at < lines.length; at++) {
    const head = markerOf(lines[at] ?? '');
    if (head === undefined) continue;
    if (head.kind !== 'head') {
      if (head.kind === 'tail' && head.words !== '') problems.push(stray(lines, at));
      continue;
    }
    const path = pathAbove(lines, at, after) ?? pathOfLine(head.words, {}) ?? lastPath;
    const end = findEnd(lines, at, head);
    if (end.problem !== undefined) problems.push(end.problem);
    else if (path === undefined) problems.push(noPath(lines, at));
    else {
      const block = readBlock(lines, { headLine: at, to: end.to, dividers: end.dividers, path });
      const edit = edits.get(path) ?? { path, kind: 'replace' as const, blocks: [], answerLine: at + 1 };
      edit.blocks.push(block);
      edits.set(path, edit);
    }
    lastPath = path;
    at = Math.max(at, end.to);
    after = at + 1;
  }
  return { format: 'search-replace', edits: [...edits.values()].map(asCreation), problems };
}

function markerOf(line: string): Marker | undefined {
  const indent = indentOf(line);
  const sign = line[indent.length];
  if (sign === undefined || !'<=>-+'.includes(sign)) return undefined;
  let end = indent.length;
  while (line[end] === sign) end++;
  const length = end - indent.length;
  if (length < 5) return undefined;
  const words = line.slice(end).trim();
  if (sign === '=') return words === '' ? { kind: 'divider', indent, length, words } : undefined;
  if (sign === '>' || sign === '+') {
    const closes = /^(?:REPLACE|UPDATED)\b/i.test(words) || (sign === '>' && words === '');
    return closes ? { kind: 'tail', indent, length, words } : undefined;
  }
  const search = /^(?:SEARCH|ORIGINAL)>?(?:\s+(\S.*))?$/i.exec(words);
  if (search === null || (sign === '-' && search[1] !== undefined)) return undefined;
  return { kind: 'head', indent, length, words: search[1] ?? '' };
}

function findEnd(
  lines: readonly string[],
  headLine: number,
  head: Marker,
): { to: number; dividers: number[]; problem?: ParseProblem } {
  const exact: number[] = [];
  const loose: number[] = [];
  for (let at = headLine + 1; at < lines.length; at++) {
    const marker = markerOf(lines[at] ?? '');
    if (marker === undefined) continue;
    const same = marker.indent === head.indent && marker.length === head.length;
    if (marker.kind === 'divider') {
      if (same) exact.push(at);
      else if (marker.indent === head.indent) loose.push(at);
    }
    if (marker.kind === 'head' && same) {
      return {
        to: at - 1,
        dividers: [],
        problem: problemAt(lines, at, '">>>>>>> REPLACE" before the next block begins'),
      };
    }
    if (
      marker.kind !== 'tail' ||
      (marker.words === '' && !same) ||
      (marker.length !== head.length && marker.length < 7)
    )
      continue;
    if (marker.length < head.length) continue;
    const dividers = exact.length > 0 ? exact : loose;
    if (dividers.length === 0) {
      return {
        to: at,
        dividers,
        problem: problemAt(lines, at, 'a line "=======" between the text to find and its replacement'),
      };
    }
    if (dividers.length > mostDividers) {
      return {
        to: at,
        dividers,
        problem: problemAt(lines, dividers[1] ?? at, `at most ${mostDividers} lines of "=======" in a block`),
      };
    }
    return { to: at, dividers };
  }
  const missing = exact.length === 0 ? '"=======" and ">>>>>>> REPLACE"' : '">>>>>>> REPLACE"';
  return {
    to: lines.length,
    dividers: [],
    problem: problemAt(lines, headLine, `${missing} after this line; the answer ends before`),
  };
}

function readBlock(lines: readonly string[], raw: RawBlock): EditBlock {
  const place = placeLines(lines, raw.headLine + 1);
  const readings = raw.dividers.map((divider) => {
    const [before, after] = withoutInnerFences(
      lines.slice(raw.headLine + 1 + place.count, divider),
      lines.slice(divider + 1, raw.to),
      raw.path,
    );
    return { before: linesText(before), after: linesText(after) };
  });
  // The middle divider is the likeliest: a line of the content that looks like one usually stands on both sides.
  const middle = (readings.length - 1) >> 1;
  const chosen = readings[middle] ?? { before: '', after: '' };
  const others = readings.filter((_, index) => index !== middle);
  const hint = place.lineHint === undefined ? {} : { lineHint: place.lineHint };
  return { ...chosen, answerLine: raw.headLine + 1, ...hint, ...(others.length > 0 ? { otherReadings: others } : {}) };
}

/** Reads the lines that say where the block is: `:start_line:12`, perhaps `:end_line:15`, closed by a line of dashes. */
function placeLines(lines: readonly string[], from: number): PlaceLines {
  const start = /^:start_line\s*[:=>]?\s*(\d{1,7})\s*$/.exec(lines[from] ?? '')?.[1];
  if (start === undefined) return { count: 0 };
  const ended = /^:end_line\b/.test(lines[from + 1] ?? '') ? 2 : 1;
  return /^-{5,}\s*$/.test(lines[from + ended] ?? '') ? { count: ended + 1, lineHint: Number(start) } : { count: 0 };
}

/** Drops a fence put around the content inside the markers, on both sides or on the only side that has lines. */
function withoutInnerFences(before: string[], after: string[], path: string): [string[], string[]] {
  if (/\.(?:md|mdx|markdown|rst|adoc|txt)$/i.test(path)) return [before, after];
  const fenced = (side: readonly string[]): boolean => {
    const open = fenceOf(side[0] ?? '');
    const close = fenceOf(side.at(-1) ?? '');
    return side.length >= 2 && open !== undefined && close?.words === '' && close.mark === open.mark;
  };
  const both = (before.length === 0 || fenced(before)) && (after.length === 0 || fenced(after));
  return both ? [before.slice(1, -1), after.slice(1, -1)] : [before, after];
}

/** Looks for the path in the lines above a block, no farther up than the block before. */
function pathAbove(lines: readonly string[], headLine: number, floor: number): string | undefined {
  let seen = 0;
  for (let at = headLine - 1; at >= floor && seen < 4 && at >= headLine - 8; at--) {
    const line = lines[at] ?? '';
    if (isBlank(line)) continue;
    seen++;
    const fence = fenceOf(line);
    if (fence !== undefined) {
      const named = pathOfFence(fence.words);
      if (named !== undefined) return named;
      continue;
    }
    const path = pathOfLine(line, { inSentence: true });
    if (path !== undefined) return path;
  }
  return undefined;
}

/** An edit of one block that searches for nothing makes a file. */
function asCreation(edit: FileEdit): FileEdit {
  const only = edit.blocks.length === 1 ? edit.blocks[0] : undefined;
  return only?.before === '' && only.otherReadings === undefined ? { ...edit, kind: 'create' } : edit;
}

function problemAt(lines: readonly string[], at: number, expected: string): ParseProblem {
  return { line: at + 1, found: lines[at] ?? '', expected };
}

function stray(lines: readonly string[], at: number): ParseProblem {
  return problemAt(lines, at, '"<<<<<<< SEARCH" before this line');
}

function noPath(lines: readonly string[], at: number): ParseProblem {
  return problemAt(lines, at, 'a line with the path of the file above this block');
}
