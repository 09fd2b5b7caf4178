import { indentOf, isBlank } from './textLines.ts';

/**
 * How the indentation of a block must be changed to become the file's: the same white space put before every line or taken from
 * it, or spaces turned into tabs and back with `perTab` spaces for one tab.
 */
export type IndentShift =
  | { readonly kind: 'none' }
  | { readonly kind: 'add'; readonly prefix: string }
  | { readonly kind: 'strip'; readonly prefix: string }
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
  return tabShift(pairs);
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

/** A line with its indentation shifted; undefined when it has less than would be taken away, or cannot be turned into whole tabs. */
export function shiftLine(line: string, shift: IndentShift): string | undefined {
  if (shift.kind === 'none' || isBlank(line)) return line;
  if (shift.kind === 'add') return shift.prefix + line;
  if (shift.kind === 'strip') return line.startsWith(shift.prefix) ? line.slice(shift.prefix.length) : undefined;
  const indent = indentOf(line);
  const rest = line.slice(indent.length);
  if (shift.kind === 'toTabs') {
    const tabs = indent.length / shift.perTab + shift.extraTabs;
    return indent.includes('\t') || !Number.isInteger(tabs) || tabs < 0 ? undefined : '\t'.repeat(tabs) + rest;
  }
  const spaces = indent.length * shift.perTab + shift.extraSpaces;
  return indent.includes(' ') || spaces < 0 ? undefined : ' '.repeat(spaces) + rest;
}
