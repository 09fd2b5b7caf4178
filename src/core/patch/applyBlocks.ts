import type { EditProblem, EditProblemCode } from './editProblem.ts';
import { findEllipsis } from './ellipsis.ts';
import type { EditBlock } from './fileEdit.ts';
import { findLines } from './findLines.ts';
import { type FileLines, type MatchOutcome, type MatchRung, matchBlock, prepareLines } from './matchBlock.ts';
import { findNearest } from './nearestLines.ts';
import { byteOrderMark, dominantEnd, type LineEnd, lineTexts, type TextLine, textLines } from './textLines.ts';

/** A text with the blocks put into it, or why not. */
export type BlocksOutcome =
  | { readonly kind: 'applied'; readonly text: string }
  | { readonly kind: 'refused'; readonly problems: readonly EditProblem[] };

/** A block that is to be placed, with its number in the answer and which of the blocks that say the same it is. */
interface Wanted {
  readonly block: EditBlock;
  readonly number: number;
  readonly share: { readonly rank: number; readonly of: number };
}

type Matched = Extract<MatchOutcome, { kind: 'matched' }>;

/** A block whose place is known. `[from, to)` are the lines it changes; the block also covers unchanged ones around them. */
interface Placed {
  readonly number: number;
  readonly block: EditBlock;
  readonly match: Matched;
  readonly from: number;
  readonly to: number;
}

/** A text while waves of blocks are put into it. */
interface Sheet {
  readonly path: string;
  readonly lines: readonly TextLine[];
  readonly prepared: FileLines;
}

/** Blocks behind a refused one that are looked at for further problems. A model corrects no more at once. */
const mostLookedAt = 100;

type Wave =
  | { readonly kind: 'placed'; readonly placed: readonly Placed[] }
  | {
      readonly kind: 'problem';
      readonly index: number;
      readonly problem: EditProblem;
      readonly placed: readonly Placed[];
    };

/**
 * Puts blocks into a text. Each is looked for in the original text, wherever the others are; a block that is not there is looked for
 * again once those before it are in place. A block that changes nothing is left out, unless there are no others. Line ends are those of the lines replaced; byte order mark and a missing last newline stay.
 */
export function applyBlocks(path: string, original: string, given: readonly EditBlock[]): BlocksOutcome {
  const blocks = wantedOf(given);
  const mark = original.startsWith(byteOrderMark) ? byteOrderMark : '';
  const prechecked = blocks.flatMap(({ block, number }) => precheck(path, block, number));
  if (prechecked.length > 0) return { kind: 'refused', problems: prechecked };
  let sheet = openSheet(path, original.slice(mark.length));
  for (let next = 0; next < blocks.length; ) {
    const wave = placeFrom(sheet, blocks, next);
    // Not found in this text: perhaps the blocks before it make what it looks for.
    const useful = wave.kind === 'problem' && wave.problem.code === 'not-found' && wave.index > next;
    if (wave.kind === 'problem' && !useful) {
      return { kind: 'refused', problems: [wave.problem, ...otherProblems(sheet, blocks, wave.index + 1)] };
    }
    const placed = wave.placed;
    const overlap = findOverlap(path, placed);
    if (overlap !== undefined) return { kind: 'refused', problems: [overlap] };
    sheet = openSheet(path, rebuilt(sheet.lines, placed));
    next = wave.kind === 'problem' ? wave.index : blocks.length;
  }
  return { kind: 'applied', text: mark + sheet.lines.map((line) => line.text + line.end).join('') };
}

function wantedOf(given: readonly EditBlock[]): Wanted[] {
  const keyOf = (block: EditBlock): string => `${block.before.length} ${block.before}${block.after}`;
  const totals = new Map<string, number>();
  for (const block of given) totals.set(keyOf(block), (totals.get(keyOf(block)) ?? 0) + 1);
  const seen = new Map<string, number>();
  const all = given.map((block, at): Wanted => {
    const key = keyOf(block);
    const rank = seen.get(key) ?? 0;
    seen.set(key, rank + 1);
    return { block, number: at + 1, share: { rank, of: totals.get(key) ?? 1 } };
  });
  const telling = all.filter(({ block }) => !saysNothing(block));
  return telling.length > 0 ? telling : all;
}

function openSheet(path: string, text: string): Sheet {
  const lines = textLines(text);
  return { path, lines, prepared: prepareLines(lines.map((line) => line.text)) };
}

/** What can be refused before the file is looked at. */
function precheck(path: string, block: EditBlock, number: number): EditProblem[] {
  const refuse = (code: EditProblemCode, why: string): EditProblem[] => [{ path, block: number, code, why }];
  if (block.before === '' && block.otherReadings === undefined) {
    return refuse(
      'empty-search',
      'the block does not say where it belongs; give the lines around the place, unchanged',
    );
  }
  if (saysNothing(block)) {
    return refuse('no-change', 'the block changes nothing: the text to find and its replacement are the same');
  }
  return [];
}

function saysNothing(block: EditBlock): boolean {
  return block.before === block.after && block.before !== '' && block.finalNewline === undefined;
}

function placeFrom(sheet: Sheet, blocks: readonly Wanted[], first: number): Wave {
  const placed: Placed[] = [];
  for (let index = first; index < blocks.length; index++) {
    const block = blocks[index];
    if (block === undefined) continue;
    const result = placeBlock(sheet, block);
    if (result.kind === 'problem') return { kind: 'problem', index, problem: result.problem, placed };
    placed.push(result.placed);
  }
  return { kind: 'placed', placed };
}

/** What else is wrong, so that the model can correct everything at once. Blocks that may depend on a refused one are left out. */
function otherProblems(sheet: Sheet, blocks: readonly Wanted[], first: number): EditProblem[] {
  const problems: EditProblem[] = [];
  for (const block of blocks.slice(first, first + mostLookedAt)) {
    const result = placeBlock(sheet, block);
    if (result.kind === 'problem' && result.problem.code !== 'not-found') problems.push(result.problem);
  }
  return problems;
}

type PlaceResult =
  | { readonly kind: 'placed'; readonly placed: Placed }
  | { readonly kind: 'problem'; readonly problem: EditProblem };

function placeBlock(sheet: Sheet, { block: given, number, share }: Wanted): PlaceResult {
  const block = chooseReading(sheet, given);
  const before = lineTexts(block.before);
  const after = lineTexts(block.after);
  const { lineHint, anchors, atEnd } = block;
  const problem = (code: EditProblemCode, why: string): PlaceResult => ({
    kind: 'problem',
    problem: { path: sheet.path, block: number, code, why },
  });
  const match = matchBlock(sheet.prepared, { before, after, lineHint, anchors, atEnd, share });
  if (match.kind === 'ambiguous') return problem('ambiguous', ambiguousSentence(match.lines));
  if (match.kind === 'unsafe') return problem('unsafe', match.why);
  if (match.kind === 'missing') return { kind: 'problem', problem: missing(sheet, { before, after }, number) };
  const present = new Set(
    sheet.prepared.lines.slice(match.start, match.start + match.count).map((line) => line.trim()),
  );
  const ellipsis = findEllipsis(after, sheet.path, present);
  if (ellipsis !== undefined) {
    return problem('ellipsis', `the replacement has "${ellipsis.line.trim()}" in place of code; write every line out`);
  }
  const placed = placedOf({ number, block, match });
  if (
    placed.from === placed.to &&
    placed.match.replacement.length === match.count &&
    block.finalNewline === undefined
  ) {
    return problem('no-change', 'the block changes nothing: the file has these lines already');
  }
  return { kind: 'placed', placed };
}

/** A diff's block is read as if its context lines had lost their space only where the file has it so, word for word, and not as written. */
function chooseReading(sheet: Sheet, block: EditBlock): EditBlock {
  const { unprefixed, ...plain } = chooseDivider(sheet, block);
  if (unprefixed === undefined) return plain;
  const asWritten = rungOf(sheet, plain);
  const literal = asWritten === 'exact' || asWritten === 'trailing-space';
  return !literal && rungOf(sheet, unprefixed) === 'exact' ? { ...plain, ...unprefixed } : plain;
}

/** The rung a reading is found on, at one place or several; undefined when it is not found. */
function rungOf(sheet: Sheet, { before, after }: Pick<EditBlock, 'before' | 'after'>): MatchRung | undefined {
  const match = matchBlock(sheet.prepared, { before: lineTexts(before), after: lineTexts(after) });
  return match.kind === 'matched' || match.kind === 'ambiguous' ? match.rung : undefined;
}

/**
 * Of the ways to read a block whose content looks like a divider, the longest text the file has word for word: the shorter ones are
 * its beginning, and would leave the rest of it in the file.
 */
function chooseDivider(sheet: Sheet, block: EditBlock): EditBlock {
  if (block.otherReadings === undefined) return block;
  const { otherReadings, ...plain } = block;
  const readings = [block, ...otherReadings]
    .filter((reading) => reading.before !== '')
    .sort((left, right) => right.before.length - left.before.length);
  const found = readings.find((reading) => rungOf(sheet, reading) === 'exact');
  return { ...plain, before: (found ?? block).before, after: (found ?? block).after };
}

function ambiguousSentence(lines: readonly number[]): string {
  const first = lines.slice(0, 6).join(', ');
  const count =
    lines.length === 1
      ? 'more than once'
      : `at ${lines.length} places (lines ${first}${lines.length > 6 ? ', …' : ''})`;
  return `the lines to find stand in the file ${count}; add lines around them until only one place fits`;
}

function missing(
  sheet: Sheet,
  { before, after }: { before: readonly string[]; after: readonly string[] },
  number: number,
): EditProblem {
  const lines = sheet.prepared.lines;
  const ellipsis = findEllipsis(before, sheet.path, new Set(lines.map((line) => line.trim())));
  const why =
    ellipsis === undefined
      ? `the lines to find are not in the file${alreadyThere(sheet, after)}`
      : `the lines to find have "${ellipsis.line.trim()}" in place of code; write every line out, or use several smaller blocks`;
  const nearest = findNearest(lines, before);
  const code = ellipsis === undefined ? 'not-found' : 'ellipsis';
  return { path: sheet.path, block: number, code, why, ...(nearest === undefined ? {} : { nearest }) };
}

/** Says when the replacement is in the file already: the model repeats an edit that was made. */
function alreadyThere(sheet: Sheet, after: readonly string[]): string {
  const telling = after.filter((line) => line.trim() !== '').length > 1;
  const [at] = telling ? findLines(sheet.prepared.lines, after) : [];
  return at === undefined ? '' : `; the replacement is there already, at line ${at + 1}`;
}

/** Narrows a block to the lines it changes: those at its ends that stay are only there to say where. */
function placedOf({ number, block, match }: Pick<Placed, 'number' | 'block' | 'match'>): Placed {
  const { start, count, replacement } = match;
  let head = 0;
  while (head < count && keeps(replacement[head], start + head)) head++;
  let tail = 0;
  while (tail < count - head && tail < replacement.length - head) {
    if (!keeps(replacement[replacement.length - 1 - tail], start + count - 1 - tail)) break;
    tail++;
  }
  return { number, block, match, from: start + head, to: start + count - tail };
}

function keeps(line: Matched['replacement'][number] | undefined, at: number): boolean {
  return line !== undefined && 'keep' in line && line.keep === at;
}

/** The first two blocks of which one changes what the other covers. Lines that both only show are no overlap. */
function findOverlap(path: string, placed: readonly Placed[]): EditProblem | undefined {
  const sorted = [...placed].sort((left, right) => left.match.start - right.match.start || left.number - right.number);
  // Blocks that do not collide lie at most two deep, so this list stays short.
  let active: Placed[] = [];
  for (const block of sorted) {
    active = active.filter((earlier) => endOf(earlier) > block.match.start);
    const other = active.find((earlier) => collide(earlier, block));
    if (other !== undefined) {
      const why = `it overlaps block ${other.number} (around line ${block.from + 1}); make one block of the two`;
      return { path, block: block.number, code: 'overlap', why };
    }
    active.push(block);
  }
  return undefined;
}

function endOf(block: Placed): number {
  return block.match.start + block.match.count;
}

function collide(a: Placed, b: Placed): boolean {
  const covered = a.match.start < endOf(b) && b.match.start < endOf(a);
  if (!covered) return false;
  if (a.from === a.to && b.from === b.to) return a.from === b.from || cuts(a, b) || cuts(b, a);
  return cuts(a, b) || cuts(b, a);
}

/** True when what `a` changes lies within what `b` covers. */
function cuts(a: Placed, b: Placed): boolean {
  if (a.from === a.to) return b.match.start < a.from && a.from < endOf(b);
  return a.from < endOf(b) && b.match.start < a.to;
}

/** The text with all placed blocks in, built from the end so that line numbers stay true. */
function rebuilt(lines: readonly TextLine[], placed: readonly Placed[]): string {
  const out = [...lines];
  const usual = dominantEnd(lines) ?? '\n';
  const sorted = [...placed].sort((left, right) => right.match.start - left.match.start || right.number - left.number);
  let ending: EditBlock['finalNewline'];
  for (const { block, match, from, to } of sorted) {
    const region = lines.slice(match.start, match.start + match.count);
    const end = dominantEnd(region) ?? usual;
    const head = from - match.start;
    const tail = match.start + match.count - to;
    const middle = match.replacement.slice(head, match.replacement.length - tail);
    out.splice(from, to - from, ...middle.map((line) => lineOf(line, lines, end)));
    if (endsFile(match, lines)) ending = block.finalNewline ?? ending;
  }
  return withFinalNewline(out, { usual, had: lines.at(-1)?.end !== '', ending });
}

function lineOf(line: Matched['replacement'][number], lines: readonly TextLine[], end: '\n' | '\r\n'): TextLine {
  if ('text' in line) return { text: line.text, end };
  const kept = lines[line.keep];
  return { text: kept?.text ?? '', end: kept === undefined || kept.end === '' ? end : kept.end };
}

function endsFile(match: Matched, lines: readonly TextLine[]): boolean {
  return match.start + match.count === lines.length;
}

/** Joins the lines; every line but the last gets an end, and the last has one as the file had, unless the edit says otherwise. */
function withFinalNewline(
  lines: readonly TextLine[],
  { usual, had, ending }: { usual: '\n' | '\r\n'; had: boolean; ending: EditBlock['finalNewline'] },
): string {
  const wantsEnd = ending === undefined ? had : ending === 'added';
  const endAt = (line: TextLine, at: number): LineEnd => {
    if (at < lines.length - 1) return line.end === '' ? usual : line.end;
    if (!wantsEnd) return '';
    return line.end === '' ? usual : line.end;
  };
  return lines.map((line, at) => line.text + endAt(line, at)).join('');
}
