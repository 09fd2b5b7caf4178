import { commonEnds, hasTypographic } from './foldLine.ts';
import { type IndentShift, shiftLine, shiftsAlike, untrimmed } from './indentShift.ts';
import { diffLineLists, type LineChange } from './lineDiff.ts';
import { indentOf } from './textLines.ts';

/** A line of what a block becomes: a line of the file kept as it is (its number from 0), or a new text. */
export type ReplacementLine = { readonly keep: number } | { readonly text: string };

/** A block and the lines of the file it was found at. */
export interface FoundBlock {
  readonly found: readonly string[];
  readonly start: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly shift: IndentShift;
  /** true when quotes, dashes or spaces differ between `before` and `found`. */
  readonly punctuation: boolean;
}

/**
 * What the found lines become. Lines the block leaves alone stay the file's own, byte for byte, whatever the block's copy of them
 * looks like; changed lines are shifted like the block was. Unsafe when a changed line cannot be shifted the same way.
 */
export function replacementFor(
  block: FoundBlock,
):
  | { readonly kind: 'built'; readonly lines: readonly ReplacementLine[] }
  | { readonly kind: 'unsafe'; readonly why: string } {
  const { shift } = block;
  if (shift.kind === 'first-line') {
    const whole = withFirstLine(block, shift.prefix);
    return whole === undefined ? { kind: 'unsafe', why: indentedDifferently } : replacementFor(whole);
  }
  if (!shiftsAlike(block, shift)) return { kind: 'unsafe', why: indentedDifferently };
  const lines: ReplacementLine[] = [];
  let kept = 0;
  const keepUntil = (to: number): void => {
    for (; kept < to; kept++) lines.push({ keep: block.start + kept });
  };
  for (const change of diffLineLists(block.before, block.after)) {
    keepUntil(change.oldStart);
    for (let at = 0; at < change.newCount; at++) {
      const line = changedLine({ ...block, shift }, change, at);
      if (line.kind === 'unsafe') return line;
      lines.push({ text: line.text });
    }
    kept = change.oldStart + change.oldCount;
  }
  keepUntil(block.before.length);
  return { kind: 'built', lines };
}

const indentedDifferently =
  'the lines to find and the replacement are indented differently; indent both as the file does';

/** The block with the white space back that its first line has lost; undefined when it cannot be told what the new first line has lost. */
function withFirstLine(block: FoundBlock, prefix: string): FoundBlock | undefined {
  const [old = '', ...before] = block.before;
  const [first, ...after] = block.after;
  if (first === undefined) return { ...block, before: [prefix + old, ...before], shift: { kind: 'none' } };
  // Trimmed, the first line says what another one says: when one of them goes, it cannot be told which.
  const count = (lines: readonly string[]): number => lines.filter((line) => line === old).length;
  if (before.includes(old) && count(block.before) !== count(block.after)) return undefined;
  const stays = first !== old && before.includes(first);
  const fresh = stays ? first : untrimmed(first, prefix);
  if (fresh === undefined) return undefined;
  // A line from farther down the block, trimmed too: it may be meant where it was, or where the first line was.
  const moved =
    first !== old && before.some((line) => line !== fresh && line.trim() === first && indentOf(line) !== '');
  if (moved) return undefined;
  return { ...block, before: [prefix + old, ...before], after: [fresh, ...after], shift: { kind: 'none' } };
}

/** A block of which no line is to be treated by itself. */
type EvenBlock = FoundBlock & { readonly shift: Exclude<IndentShift, { kind: 'first-line' }> };

type ChangedLine = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'unsafe'; readonly why: string };

function changedLine(block: EvenBlock, change: LineChange, at: number): ChangedLine {
  const wanted = block.after[change.newStart + at] ?? '';
  const shifted = shiftLine(wanted, block.shift);
  if (shifted === undefined) {
    return {
      kind: 'unsafe',
      why: `the block is indented otherwise than the file, and "${wanted.trim()}" cannot be indented to fit`,
    };
  }
  if (block.shift.kind === 'add' && mixes(indentOf(shifted)) && !block.found.some((line) => mixes(indentOf(line)))) {
    return { kind: 'unsafe', why: `"${wanted.trim()}" would be indented with tabs and spaces mixed` };
  }
  if (!block.punctuation) return { kind: 'line', text: shifted };
  const paired = change.newCount === change.oldCount;
  return withFilePunctuation(shifted, paired ? block.found[change.oldStart + at] : undefined, {
    old: paired ? shiftLine(block.before[change.oldStart + at] ?? '', block.shift) : undefined,
  });
}

/**
 * The new line with the file's own punctuation in the parts it shares with the line it replaces. What remains is the model's; if
 * that has typographic signs, it cannot be told whether they are meant, so the edit is not made.
 */
function withFilePunctuation(
  wanted: string,
  inFile: string | undefined,
  { old }: { old: string | undefined },
): ChangedLine {
  const file = inFile?.trimEnd();
  const same = file !== undefined && old?.trimEnd().length === file.length;
  const { head, tail } = same ? commonEnds(wanted, file) : { head: 0, tail: 0 };
  const middle = wanted.slice(head, wanted.length - tail);
  if (hasTypographic(middle)) {
    return {
      kind: 'unsafe',
      why: 'the replacement has typographic quotes, dashes or spaces; write the signs the file has',
    };
  }
  const text = same ? file.slice(0, head) + middle + file.slice(file.length - tail) : wanted;
  return { kind: 'line', text };
}

function mixes(indent: string): boolean {
  return indent.includes(' ') && indent.includes('\t');
}
