import { isBlank } from './textLines.ts';

/** A numbered line: the number, the sign behind it, what the line says. */
const numbered = /^\s*(\d{1,6})(\s?\||:|\t|→)(.*)$/s;

interface Numbered {
  readonly numbers: readonly number[];
  readonly sign: string;
  readonly lines: readonly string[];
}

/** A block without its line numbers. */
export interface Unnumbered {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * The ways to read a block copied together with the line numbers of a listing (`12 | code`), without them: with the space behind the
 * sign taken for part of the sign, where all lines have it, and with all that follows the sign. Only when every line of `before`
 * has a number, counting up by one with the same sign, and `after` has them on every line or on none; else none.
 */
export function withoutLineNumbers(before: readonly string[], after: readonly string[]): readonly Unnumbered[] {
  const old = readNumbered(before);
  if (old === undefined || old.numbers.some((number, at) => number !== (old.numbers[0] ?? 0) + at)) return [];
  const neu = readNumbered(after);
  const same = neu !== undefined && neu.sign === old.sign;
  if (!same && !after.every((line) => isBlank(line) || !numbered.test(line))) return [];
  const raw = { before: old.lines, after: same ? neu.lines : after };
  // Listings put a space behind a bar or a colon, and none behind an arrow or a tab.
  const padded =
    /[|:]/.test(old.sign) && [...old.lines, ...(same ? neu.lines : [])].every((line) => /^(?: |$)/.test(line));
  if (!padded) return [raw];
  const bare = (line: string): string => line.slice(1);
  return [{ before: old.lines.map(bare), after: same ? neu.lines.map(bare) : after }, raw];
}

/** All lines taken apart, or undefined when one has no number or another sign. */
function readNumbered(lines: readonly string[]): Numbered | undefined {
  const parts = lines.map((line) => numbered.exec(line));
  const sign = parts[0]?.[2]?.trim();
  if (sign === undefined) return undefined;
  if (parts.some((part) => part === null || part[2]?.trim() !== sign)) return undefined;
  const said = parts.map((part) => part?.[3] ?? '');
  return { numbers: parts.map((part) => Number(part?.[1] ?? 0)), sign, lines: said };
}
