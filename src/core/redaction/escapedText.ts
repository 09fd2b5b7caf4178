import type { FoundSecret } from './findSecrets.ts';
import { secretHint } from './secretHint.ts';

/** A secret, and what it is without the escapes that it is written with. */
export interface WrittenSecret extends FoundSecret {
  readonly value: string;
}

const escapes = /\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))/g;
const meanings: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** So often JSON may lie within JSON; what is deeper is read as it stands. */
const mostLevels = 3;

/**
 * The secrets of a text, and those of each line that can be told only without its escapes: in a text within JSON the line that ends behind a
 * value ends with `\n`, and its quotes have a backslash. In the order of the text; none reaches into another.
 */
export function findWritten(
  text: string,
  find: (text: string) => readonly FoundSecret[],
  level = 0,
): readonly WrittenSecret[] {
  const found = find(text).map((secret) => ({ ...secret, value: text.slice(secret.start, secret.end) }));
  if (level === mostLevels || !text.includes('\\')) return found;
  const inLines = linesWithEscapes(text).flatMap((start) => {
    const end = text.indexOf('\n', start);
    const plain = unescaped(text.slice(start, end < 0 ? text.length : end));
    const place = (at: number): number => start + plain.placeOf(at);
    return findWritten(plain.text, find, level + 1).map((secret) => ({
      ...secret,
      start: place(secret.start),
      end: place(secret.end),
    }));
  });
  return inLines.length === 0 ? found : united([...found, ...inLines]);
}

/** Where the lines begin that have escapes and speak of a secret. */
function linesWithEscapes(text: string): readonly number[] {
  const starts: number[] = [];
  for (let at = text.indexOf('\\'); at >= 0; ) {
    const start = text.lastIndexOf('\n', at) + 1;
    const lineBreak = text.indexOf('\n', at);
    const end = lineBreak < 0 ? text.length : lineBreak;
    if (secretHint.test(text.slice(start, end))) starts.push(start);
    at = text.indexOf('\\', end);
  }
  return starts;
}

/** A text with its escapes undone, and where a place of it is in the original: never within an escape. */
function unescaped(text: string): { readonly text: string; readonly placeOf: (at: number) => number } {
  const parts: string[] = [];
  const behind: { readonly at: number; readonly place: number }[] = [{ at: 0, place: 0 }];
  let from = 0;
  let length = 0;
  for (const { 0: whole, 1: letter = '', 2: code, index } of text.matchAll(escapes)) {
    parts.push(
      text.slice(from, index),
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (meanings[letter] ?? letter),
    );
    length += index - from + 1;
    from = index + whole.length;
    behind.push({ at: length, place: from });
  }
  parts.push(text.slice(from));
  return {
    text: parts.join(''),
    placeOf(at) {
      let [low, high] = [0, behind.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((behind[middle]?.at ?? 0) <= at) low = middle;
        else high = middle;
      }
      const last = behind[low] ?? { at: 0, place: 0 };
      return last.place + at - last.at;
    },
  };
}

/** The secrets in their order, those in one that reach into each other. */
function united(secrets: readonly WrittenSecret[]): readonly WrittenSecret[] {
  const result: WrittenSecret[] = [];
  for (const secret of [...secrets].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || secret.start >= last.end) result.push(secret);
    else if (secret.end > last.end) result[result.length - 1] = { ...last, end: secret.end };
  }
  return result;
}
