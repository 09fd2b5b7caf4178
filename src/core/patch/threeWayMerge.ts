import { diffLineLists, type LineChange } from './lineDiff.ts';
import { slideDown, slideUp } from './slideChanges.ts';
import { rawLines } from './textLines.ts';

/** A place both sides changed differently. Texts are whole lines with their ends; `oursStartLine` counts from 1 in `ours`. */
export interface ConflictRegion {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly oursStartLine: number;
}

/** Both changes in one text, or the places where they contradict each other: `parts` is the text in order, with the places among it. */
export type MergeOutcome =
  | { readonly kind: 'merged'; readonly text: string }
  | {
      readonly kind: 'conflict';
      readonly regions: readonly ConflictRegion[];
      readonly parts: readonly (string | ConflictRegion)[];
    };

type Lines = readonly string[];
/** One way to read what changed: between equal lines, several are true. */
type Reading = (before: Lines, after: Lines) => LineChange[];

/** The readings that must not disagree: moved down as far as it goes (git's), moved up, and the texts compared from their ends. */
const gitReading: Reading = (before, after) => slideDown(diffLineLists(before, after), { before, after });
const otherReadings: readonly Reading[] = [
  (before, after) => slideUp(diffLineLists(before, after), { before, after }),
  (before, after) => slideDown(diffFromEnd(before, after), { before, after }),
];

function diffFromEnd(before: Lines, after: Lines): LineChange[] {
  return diffLineLists(before.toReversed(), after.toReversed())
    .map(({ oldStart, oldCount, newStart, newCount }) => ({
      oldStart: before.length - oldStart - oldCount,
      oldCount,
      newStart: after.length - newStart - newCount,
      newCount,
    }))
    .reverse();
}

/**
 * Merges two changes of one text by lines. Changes that touch are a conflict unless they are the same (as in git); a change that is
 * on both sides is taken once. Where equal lines leave open which of them was added or removed, every reading is merged, and if they
 * give different texts the result is a conflict: git picks one of them.
 */
export function merge3(base: string, ours: string, theirs: string): MergeOutcome {
  if (ours === theirs || theirs === base) return { kind: 'merged', text: ours };
  if (ours === base) return { kind: 'merged', text: theirs };
  const outcome = mergeLines(base, ours, theirs);
  if (outcome.kind === 'merged') return outcome;
  return mergeAcrossEnds(base, ours, theirs) ?? outcome;
}

function mergeLines(base: string, ours: string, theirs: string): MergeOutcome {
  const sides = { base: rawLines(base), ours: rawLines(ours), theirs: rawLines(theirs) };
  const merged = mergeWith(sides, gitReading);
  if (merged.kind === 'conflict') return merged;
  for (const reading of otherReadings) {
    const other = mergeWith(sides, reading);
    if (other.kind === 'merged' && other.text !== merged.text) {
      const whole = { base, ours, theirs, oursStartLine: 1 };
      return { kind: 'conflict', regions: [whole], parts: [whole] };
    }
  }
  return merged;
}

interface MergeSides {
  readonly base: Lines;
  readonly ours: Lines;
  readonly theirs: Lines;
}

/** A stretch of the base that one or both sides changed, `baseTo` excluded. */
interface Stretch {
  baseFrom: number;
  baseTo: number;
  readonly ours: LineChange[];
  readonly theirs: LineChange[];
}

function mergeWith(sides: MergeSides, reading: Reading): MergeOutcome {
  const stretches = stretchesOf(reading(sides.base, sides.ours), reading(sides.base, sides.theirs));
  const out: string[] = [];
  const parts: (string | ConflictRegion)[] = [];
  const shift = { ours: 0, theirs: 0 };
  let at = 0;
  for (const stretch of stretches) {
    push(out, sides.base, { from: at, to: stretch.baseFrom });
    at = stretch.baseTo;
    const ours = sideOf(sides.ours, stretch, { changes: stretch.ours, shift: shift.ours });
    const theirs = sideOf(sides.theirs, stretch, { changes: stretch.theirs, shift: shift.theirs });
    shift.ours = ours.shift;
    shift.theirs = theirs.shift;
    if (stretch.theirs.length === 0 || same(ours.lines, theirs.lines))
      push(out, ours.lines, { from: 0, to: ours.lines.length });
    else if (stretch.ours.length === 0) push(out, theirs.lines, { from: 0, to: theirs.lines.length });
    else {
      parts.push(out.splice(0).join(''), {
        base: sides.base.slice(stretch.baseFrom, stretch.baseTo).join(''),
        ours: ours.lines.join(''),
        theirs: theirs.lines.join(''),
        oursStartLine: ours.from + 1,
      });
    }
  }
  push(out, sides.base, { from: at, to: sides.base.length });
  const text = out.join('');
  const regions = parts.filter((part) => typeof part !== 'string');
  return regions.length > 0 ? { kind: 'conflict', regions, parts: [...parts, text] } : { kind: 'merged', text };
}

function push(out: string[], lines: Lines, { from, to }: { from: number; to: number }): void {
  for (let at = from; at < to; at++) out.push(lines[at] ?? '');
}

/** The lines of one side that stand for a stretch of the base, and how far that side's line numbers are off after it. */
function sideOf(
  lines: Lines,
  stretch: Stretch,
  { changes, shift }: { changes: readonly LineChange[]; shift: number },
): { lines: Lines; from: number; shift: number } {
  const from = stretch.baseFrom + shift;
  const after = changes.reduce((sum, change) => sum + change.newCount - change.oldCount, shift);
  return { lines: lines.slice(from, stretch.baseTo + after), from, shift: after };
}

function same(left: Lines, right: Lines): boolean {
  return left.length === right.length && left.every((line, at) => line === right[at]);
}

/** Joins the changes of both sides that overlap or touch into stretches, in order. */
function stretchesOf(ours: readonly LineChange[], theirs: readonly LineChange[]): Stretch[] {
  const all = [
    ...ours.map((change) => ({ change, side: 'ours' as const })),
    ...theirs.map((change) => ({ change, side: 'theirs' as const })),
  ].sort((left, right) => left.change.oldStart - right.change.oldStart);
  const stretches: Stretch[] = [];
  for (const { change, side } of all) {
    const end = change.oldStart + change.oldCount;
    let stretch = stretches.at(-1);
    if (stretch === undefined || change.oldStart > stretch.baseTo) {
      stretch = { baseFrom: change.oldStart, baseTo: end, ours: [], theirs: [] };
      stretches.push(stretch);
    }
    stretch.baseTo = Math.max(stretch.baseTo, end);
    stretch[side].push(change);
  }
  return stretches;
}

/**
 * Merges texts that differ in their line ends as a whole: somebody's editor turned LF into CRLF, which makes every line a conflict.
 * Only when each text has one kind of end; the words are merged, then the ends. Undefined where that does not help.
 */
function mergeAcrossEnds(base: string, ours: string, theirs: string): MergeOutcome | undefined {
  const ends = [base, ours, theirs].map(uniformEnd);
  const [baseEnd, oursEnd, theirsEnd] = ends;
  if (ends.includes(undefined) || (baseEnd === oursEnd && baseEnd === theirsEnd)) return undefined;
  const plain = (text: string): string => text.replaceAll('\r\n', '\n');
  const merged = mergeLines(plain(base), plain(ours), plain(theirs));
  if (merged.kind === 'conflict') return undefined;
  const end = oursEnd === baseEnd ? theirsEnd : oursEnd;
  return end === '\r\n' ? { kind: 'merged', text: merged.text.replaceAll('\n', '\r\n') } : merged;
}

function uniformEnd(text: string): '\n' | '\r\n' | undefined {
  const unix = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  if (windows === 0 && unix > 0) return '\n';
  return windows === unix && unix > 0 ? '\r\n' : undefined;
}
