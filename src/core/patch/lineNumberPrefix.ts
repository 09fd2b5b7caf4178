import { isBlank } from './textLines.ts';

/** A numbered line: the number, the sign behind it, what the line says. */
const numbered = /^\s*(\d{1,6})(\s?\||:|\t|→)(.*)$/s;

interface Numbered {
  readonly numbers: readonly number[];
  readonly sign: string;
  readonly lines: readonly string[];
}

/**
 * A block copied together with the line numbers of a listing (`12 | code`), without them. Only when every line of `before` has one,
 * counting up by one with the same sign, and `after` has them on every line or on none; else undefined.
 */
export function withoutLineNumbers(
  before: readonly string[],
  after: readonly string[],
): { readonly before: readonly string[]; readonly after: readonly string[] } | undefined {
  const old = readNumbered(before);
  if (old === undefined || old.numbers.some((number, at) => number !== (old.numbers[0] ?? 0) + at)) return undefined;
  const neu = readNumbered(after);
  if (neu !== undefined && neu.sign === old.sign) return { before: old.lines, after: neu.lines };
  const none = after.every((line) => isBlank(line) || !numbered.test(line));
  return none ? { before: old.lines, after } : undefined;
}

/** All lines taken apart, or undefined when one has no number or another sign. One space behind the sign belongs to the sign when every line has it. */
function readNumbered(lines: readonly string[]): Numbered | undefined {
  const parts = lines.map((line) => numbered.exec(line));
  const sign = parts[0]?.[2]?.trim();
  if (sign === undefined) return undefined;
  if (parts.some((part) => part === null || part[2]?.trim() !== sign)) return undefined;
  const said = parts.map((part) => part?.[3] ?? '');
  const padded = sign !== '' && said.every((line) => line === '' || line.startsWith(' '));
  return {
    numbers: parts.map((part) => Number(part?.[1] ?? 0)),
    sign,
    lines: padded ? said.map((line) => line.slice(1)) : said,
  };
}
