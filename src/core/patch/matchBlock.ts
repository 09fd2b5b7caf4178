import { anchorScope } from './anchorScope.ts';
import { type FilledLines, filledLines, matchWithoutBlanks } from './blankLines.ts';
import { withoutEscapes } from './escapes.ts';
import { findLines } from './findLines.ts';
import { plainPunctuation } from './foldLine.ts';
import { type IndentShift, shiftBetween } from './indentShift.ts';
import { withoutLineNumbers } from './lineNumberPrefix.ts';
import { type ReplacementLine, replacementFor } from './replacement.ts';
import { isBlank } from './textLines.ts';

/** How much had to be forgiven for a block to be found, least first. */
export type MatchRung =
  | 'exact'
  | 'trailing-space'
  | 'indentation'
  | 'punctuation'
  | 'line-numbers'
  | 'escapes'
  | 'empty-lines';

/** A block to be found, as lines without their ends. */
export interface BlockToMatch {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Where it is said to begin, from 1. */
  readonly lineHint?: number | undefined;
  readonly anchors?: readonly string[] | undefined;
  /** The block is said to end the file. */
  readonly atEnd?: boolean | undefined;
  /** Which of several blocks that say the same this is, from 0, and how many there are: as many places are one for each. */
  readonly share?: { readonly rank: number; readonly of: number } | undefined;
}

/** What became of looking for a block in a file. Line numbers count from 1, `start` from 0. */
export type MatchOutcome =
  | {
      readonly kind: 'matched';
      readonly rung: MatchRung;
      readonly start: number;
      readonly count: number;
      /** What stands in place of the `count` lines. */
      readonly replacement: readonly ReplacementLine[];
    }
  | { readonly kind: 'ambiguous'; readonly rung: MatchRung; readonly lines: readonly number[] }
  | { readonly kind: 'unsafe'; readonly rung: MatchRung; readonly line: number; readonly why: string }
  | { readonly kind: 'missing' };

/** A file's lines in the forms the rungs compare, each made when first needed. */
export interface FileLines {
  readonly lines: readonly string[];
  form(fold: LineFold): readonly string[];
  filled(): FilledLines;
}

export type LineFold = 'exact' | 'trimEnd' | 'trim' | 'plain' | 'plainTrim';

const folds: Record<LineFold, (line: string) => string> = {
  exact: (line) => line,
  trimEnd: (line) => line.trimEnd(),
  trim: (line) => line.trim(),
  plain: (line) => plainPunctuation(line).trimEnd(),
  plainTrim: (line) => plainPunctuation(line).trim(),
};

/** Prepares a file for looking up many blocks. */
export function prepareLines(lines: readonly string[]): FileLines {
  const forms = new Map<LineFold, readonly string[]>();
  let filled: FilledLines | undefined;
  return {
    lines,
    filled: () => (filled ??= filledLines(lines)),
    form(fold) {
      const known = forms.get(fold) ?? lines.map(folds[fold]);
      forms.set(fold, known);
      return known;
    },
  };
}

/** Lines a hint may be off. Farther away, the hint says nothing about which of several places was meant. */
const hintWindow = 8;
/** Lines compared at the shifting rungs before the block counts as too common to place. */
const mostComparisons = 1_000_000;

interface Place {
  readonly start: number;
  readonly shift: IndentShift;
}

/**
 * Finds the one place a block stands at. The rungs are tried in order and the first with any match decides: one match is taken,
 * several are ambiguous, and no later rung is asked. Similarity plays no part.
 */
export function matchBlock(file: FileLines, block: BlockToMatch): MatchOutcome {
  const direct = climb(file, block);
  if (direct.kind !== 'missing') return direct;
  const found = withoutPrefixes(file, block) ?? withoutSigns(file, block);
  return found ?? withoutBlanks(file, block);
}

/** The block without line numbers. A reading that the file has as it is comes before one that has to be shifted. */
function withoutPrefixes(file: FileLines, block: BlockToMatch): MatchOutcome | undefined {
  const found = withoutLineNumbers(block.before, block.after)
    .map((sides) => climb(file, { ...block, ...sides }))
    .filter((outcome) => outcome.kind !== 'missing');
  const literal = found.find((outcome) => outcome.rung === 'exact' || outcome.rung === 'trailing-space');
  const chosen = literal ?? found[0];
  return chosen === undefined ? undefined : { ...chosen, rung: 'line-numbers' };
}

function withoutSigns(file: FileLines, block: BlockToMatch): MatchOutcome | undefined {
  const sides = withoutEscapes(block.before, block.after);
  const found = sides === undefined ? undefined : climb(file, { ...block, ...sides });
  return found === undefined || found.kind === 'missing' ? undefined : { ...found, rung: 'escapes' };
}

function withoutBlanks(file: FileLines, block: BlockToMatch): MatchOutcome {
  const rung = 'empty-lines';
  const found = matchWithoutBlanks(file.filled(), block.before, block.after);
  if (found.kind === 'missing') return found;
  if (found.kind === 'ambiguous') return { kind: 'ambiguous', rung, lines: found.starts.map((start) => start + 1) };
  const line = found.start + 1;
  const outside = outsideAnchor(file, block, found.start);
  if (outside !== undefined) return { kind: 'unsafe', rung, line, why: outside };
  if (found.kind === 'matched') return { ...found, rung };
  const why = `the lines stand at line ${line}, with other empty lines between them than you wrote; copy those too`;
  return { kind: 'unsafe', rung, line, why };
}

/** Why a place is not the one the anchors name, or undefined. */
function outsideAnchor(file: FileLines, block: BlockToMatch, start: number): string | undefined {
  const scope = anchorScope(file.lines, block.anchors ?? []);
  if (scope === undefined || (start >= scope.from && start < scope.to)) return undefined;
  return `the lines stand at line ${start + 1}, which is not under the "@@ ${block.anchors?.at(-1) ?? ''}" the block names`;
}

function climb(file: FileLines, block: BlockToMatch): MatchOutcome {
  if (block.before.length === 0) return { kind: 'missing' };
  const rungs: readonly [MatchRung, () => Place[]][] = [
    ['exact', () => direct(file, block, 'exact')],
    ['trailing-space', () => direct(file, block, 'trimEnd')],
    ['indentation', () => shifted(file, block, ['trimEnd', 'trim'])],
    ['punctuation', () => direct(file, block, 'plain')],
    ['punctuation', () => shifted(file, block, ['plain', 'plainTrim'])],
  ];
  for (const [rung, places] of rungs) {
    const found = places();
    if (found.length > 0) return decide(file, block, { rung, places: found });
  }
  return { kind: 'missing' };
}

function direct(file: FileLines, block: BlockToMatch, fold: LineFold): Place[] {
  const needle = block.before.map(folds[fold]);
  // Blank lines alone say nothing about where they are, once their white space is forgiven.
  if (fold !== 'exact' && needle.every(isBlank)) return [];
  return findLines(file.form(fold), needle).map((start) => ({ start, shift: { kind: 'none' } as const }));
}

function shifted(file: FileLines, block: BlockToMatch, [kept, bare]: readonly [LineFold, LineFold]): Place[] {
  const needle = block.before.map(folds[bare]);
  if (needle.every(isBlank)) return [];
  const own = block.before.map(folds[kept]);
  const places: Place[] = [];
  let left = mostComparisons;
  const starts = findLines(file.form(bare), needle);
  for (const start of starts) {
    left -= needle.length;
    // Too many to look at each: treated like several matches, which is what they are as far as anybody can tell.
    if (left < 0) return [...places, { start, shift: { kind: 'none' } }, { start, shift: { kind: 'none' } }];
    const shift = shiftBetween(own, file.form(kept).slice(start, start + needle.length));
    if (shift !== undefined) places.push({ start, shift });
  }
  const uneven = places.some(({ shift }) => shift.kind === 'first-line' || shift.kind === 'steps');
  // Lines indented unevenly do not tell one place from another that says the same.
  if (uneven && starts.length > 1) return starts.map((start) => ({ start, shift: { kind: 'none' } }));
  return places;
}

function decide(
  file: FileLines,
  block: BlockToMatch,
  { rung, places }: { rung: MatchRung; places: readonly Place[] },
): MatchOutcome {
  const meant = placeMeant(file, block, { rung, places });
  if (meant === undefined) return { kind: 'ambiguous', rung, lines: places.map((place) => place.start + 1) };
  const line = meant.start + 1;
  const outside = outsideAnchor(file, block, meant.start);
  if (outside !== undefined) return { kind: 'unsafe', rung, line, why: outside };
  const built = replacementFor({
    found: file.lines.slice(meant.start, meant.start + block.before.length),
    start: meant.start,
    before: block.before,
    after: block.after,
    shift: meant.shift,
    punctuation: rung === 'punctuation',
  });
  if (built.kind === 'unsafe') return { kind: 'unsafe', rung, line, why: built.why };
  return { kind: 'matched', rung, start: meant.start, count: block.before.length, replacement: built.lines };
}

/** The one place that is meant: the only one, or, of exact ones, the only one under the anchor, at the end as said, or near the hint. */
function placeMeant(
  file: FileLines,
  block: BlockToMatch,
  { rung, places }: { rung: MatchRung; places: readonly Place[] },
): Place | undefined {
  if (places.length === 1) return places[0];
  if (rung !== 'exact') return undefined;
  const anchors = block.anchors ?? [];
  if (anchors.length > 0) {
    const scope = anchorScope(file.lines, anchors);
    const under = places.filter(({ start }) => scope !== undefined && start >= scope.from && start < scope.to);
    return under.length === 1 ? under[0] : undefined;
  }
  if (block.atEnd === true) return places.find((place) => place.start + block.before.length === file.lines.length);
  const { lineHint: hint, share } = block;
  const apart = places.every(
    (place, at) => at === 0 || place.start - (places[at - 1]?.start ?? 0) >= block.before.length,
  );
  if (share !== undefined && share.of === places.length && apart) return places[share.rank];
  if (hint === undefined) return undefined;
  const near = places.filter((place) => Math.abs(place.start + 1 - hint) <= hintWindow);
  return near.length === 1 ? near[0] : undefined;
}
