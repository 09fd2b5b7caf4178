import { indentOf, isBlank } from './textLines.ts';

/**
 * How the indentation of a block must be changed to become the file's: the same white space put before every line or taken from
 * it, spaces turned into tabs and back with `perTab` spaces for one tab, steps of another width (a list of what each depth of the
 * block is in the file), or white space put back before the first line only, which a trimmed text has lost.
 */
export type IndentShift =
  | { readonly kind: 'none' }
  | { readonly kind: 'add'; readonly prefix: string }
  | { readonly kind: 'strip'; readonly prefix: string }
  | { readonly kind: 'first-line'; readonly prefix: string }
  | { readonly kind: 'steps'; readonly widths: ReadonlyMap<number, number> }
  | { readonly kind: 'toTabs'; readonly perTab: number; readonly extraTabs: number }
  | { readonly kind: 'toSpaces'; readonly perTab: number; readonly extraSpaces: number };

/**
 * The one shift that makes every non-blank line of `block` indented as its line in `file`, or undefined when there is none or
 * more than one is possible. The lines are otherwise equal.
 */
export function shiftBetween(block: readonly string[], file: readonly string[]): IndentShift | undefined {
  const pairs = block.flatMap((line, at) =>
    isBlank(line) ? [] : [{ block: indentOf(line), file: indentOf(file[at] ?? '') }],
  );
  const first = pairs[0];
  if (first === undefined) return undefined;
  const longer = first.file.length >= first.block.length;
  const [long, short] = longer ? [first.file, first.block] : [first.block, first.file];
  if (long.endsWith(short)) {
    const prefix = long.slice(0, long.length - short.length);
    const fits = pairs.every((pair) =>
      longer ? prefix + pair.block === pair.file : prefix + pair.file === pair.block,
    );
    if (fits) return prefix === '' ? { kind: 'none' } : { kind: longer ? 'add' : 'strip', prefix };
  }
  const others = pairs.slice(1);
  if (first.block === '' && !isBlank(block[0] ?? '') && others.length > 0) {
    if (others.every((pair) => pair.block === pair.file)) return { kind: 'first-line', prefix: first.file };
  }
  return tabShift(pairs) ?? stepShift(pairs);
}

/** How many times as wide a step of indentation may be. Other ratios come about when lines are indented at random. */
const stepRatios = [2, 4, 1 / 2, 1 / 4];

/** Spaces on both sides, every step so many times as wide as the block's. */
function stepShift(pairs: readonly { readonly block: string; readonly file: string }[]): IndentShift | undefined {
  if (pairs.some((pair) => /[^ ]/.test(pair.block + pair.file))) return undefined;
  const widths = new Map<number, number>();
  for (const pair of pairs) {
    const known = widths.get(pair.block.length);
    if (known !== undefined && known !== pair.file.length) return undefined;
    widths.set(pair.block.length, pair.file.length);
  }
  const [low, ...deeper] = [...widths].sort(([left], [right]) => left - right);
  if (low === undefined || deeper.length === 0) return undefined;
  const ratios = new Set(deeper.map(([block, file]) => (file - low[1]) / (block - low[0])));
  const [ratio = 0] = ratios;
  return ratios.size === 1 && stepRatios.includes(ratio) ? { kind: 'steps', widths } : undefined;
}

/** Solves `file = block / perTab + extra` (or the reverse) over all lines; two different depths are needed to be sure of `perTab`. */
function tabShift(pairs: readonly { readonly block: string; readonly file: string }[]): IndentShift | undefined {
  const only = (side: 'block' | 'file', sign: string): boolean =>
    pairs.every((pair) => [...pair[side]].every((one) => one === sign));
  const toTabs = only('block', ' ') && only('file', '\t');
  if (!toTabs && !(only('block', '\t') && only('file', ' '))) return undefined;
  const depths = pairs.map((pair) => {
    const [spaces, tabs] = toTabs ? [pair.block.length, pair.file.length] : [pair.file.length, pair.block.length];
    return { spaces, tabs };
  });
  const low = depths.reduce((best, depth) => (depth.tabs < best.tabs ? depth : best));
  const high = depths.reduce((best, depth) => (depth.tabs > best.tabs ? depth : best));
  const perTab = high.tabs > low.tabs ? (high.spaces - low.spaces) / (high.tabs - low.tabs) : low.spaces / low.tabs;
  if (!Number.isInteger(perTab) || perTab < 1 || perTab > 8) return undefined;
  // With a single depth the shift cannot be told from the width of a tab, so only no shift at all is believed, at the usual widths.
  if (high.tabs === low.tabs && ![2, 4, 8].includes(perTab)) return undefined;
  const extraSpaces = low.spaces - low.tabs * perTab;
  if (extraSpaces % perTab !== 0) return undefined;
  if (depths.some((depth) => depth.spaces !== depth.tabs * perTab + extraSpaces)) return undefined;
  return toTabs
    ? { kind: 'toTabs', perTab, extraTabs: -extraSpaces / perTab }
    : { kind: 'toSpaces', perTab, extraSpaces };
}

/** A line of a replacement with its indentation shifted; undefined when it has less than would be taken away, or cannot be turned into whole tabs. */
export function shiftLine(line: string, shift: Exclude<IndentShift, { kind: 'first-line' }>): string | undefined {
  if (shift.kind === 'none' || isBlank(line)) return line;
  if (shift.kind === 'add') return shift.prefix + line;
  if (shift.kind === 'strip') return line.startsWith(shift.prefix) ? line.slice(shift.prefix.length) : undefined;
  const indent = indentOf(line);
  const rest = line.slice(indent.length);
  if (shift.kind === 'steps') {
    const width = indent.includes('\t') ? undefined : shift.widths.get(indent.length);
    return width === undefined ? undefined : ' '.repeat(width) + rest;
  }
  if (shift.kind === 'toTabs') {
    const tabs = indent.length / shift.perTab + shift.extraTabs;
    return indent.includes('\t') || !Number.isInteger(tabs) || tabs < 0 ? undefined : '\t'.repeat(tabs) + rest;
  }
  const spaces = indent.length * shift.perTab + shift.extraSpaces;
  return indent.includes(' ') || spaces < 0 ? undefined : ' '.repeat(spaces) + rest;
}

/** The first line of a replacement with its white space back: trimmed like the first line to find, or written as the file has it. */
export function untrimmed(line: string, prefix: string): string | undefined {
  const indent = indentOf(line);
  if (isBlank(line)) return line;
  if (indent === '') return prefix + line;
  return indent === prefix ? line : undefined;
}

/**
 * Whether a replacement is indented the way the lines to find are, so that both may be shifted alike. A line they share tells it, or
 * else the first one. A model that trims what it searches for may still write the new lines as the file has them.
 */
export function shiftsAlike(
  { before, after, found }: Record<'before' | 'after' | 'found', readonly string[]>,
  shift: IndentShift,
): boolean {
  const filled = after.filter((line) => !isBlank(line));
  if (shift.kind === 'none' || shift.kind === 'first-line' || filled.length === 0) return true;
  let alike = 0;
  let asInFile = 0;
  const olds = indentsByText(before);
  const news = indentsByText(filled);
  before.forEach((line, at) => {
    const text = line.trim();
    const others = news.get(text);
    if (isBlank(line) || olds.get(text)?.length !== 1 || others?.length !== 1) return;
    const [own, there, other] = [indentOf(line), indentOf(found[at] ?? ''), others[0]];
    if (own === there) return;
    if (other === own) alike++;
    if (other === there) asInFile++;
  });
  if (asInFile > 0) return false;
  const old = before.filter((line) => !isBlank(line));
  if (shift.kind === 'add' && old.length === 1 && old[0] === old[0]?.trimStart()) {
    // A single line may have been trimmed alone: lines below it that reach the file's depth may be right as they are.
    if (filled.slice(1).some((line) => line.startsWith(shift.prefix))) return false;
  }
  if (alike > 0) return leastIndent(filled) >= leastIndent(old);
  // Where steps are of another width, the first line proves nothing: at depth 0 both ways to write it are the same.
  return shift.kind !== 'steps' && indentOf(filled[0] ?? '') === indentOf(old[0] ?? '');
}

function leastIndent(lines: readonly string[]): number {
  return lines.reduce((least, line) => Math.min(least, indentOf(line).length), Number.POSITIVE_INFINITY);
}

/** How the lines are indented that say the same. */
function indentsByText(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const indents = new Map<string, string[]>();
  for (const line of lines) {
    const text = line.trim();
    const known = indents.get(text);
    if (known === undefined) indents.set(text, [indentOf(line)]);
    else known.push(indentOf(line));
  }
  return indents;
}
