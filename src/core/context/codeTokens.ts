import { stem } from './stem.ts';

/** Words that say nothing about what code is for: of English, and those that most code is made of. */
const stopWords: ReadonlySet<string> = new Set(
  (
    'a an the of to in on at is are was were be been being and or but not that this these those it its as by with from ' +
    'into than then so if else for do does did can could should would will shall may might must has have had there here ' +
    'which who whom whose what when where why how any each such also only other otherwise i we you he she they them our your ' +
    'const let var return self function def null undefined true false none nil func void e g'
  ).split(' '),
);

const identifier = /[A-Za-z_$\u00aa-\uffff][\w$\u00aa-\uffff]*|\d+/g;
/** Parts of an identifier: `parseHTTPUrl2` is parse, HTTP, Url, 2. */
const part = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u00aa-\uffff]+/g;
const longestTerm = 64;
const knownAtMost = 60_000;

/**
 * The terms of a text in their order: lower-case stems, identifiers split at camelCase, snake_case and digits; an identifier of
 * several parts is a term as a whole as well, so that it can be found by its exact name. Stop words are left out.
 */
export class CodeTokens {
  /** Identifiers come again and again: each is taken apart once. */
  readonly #known = new Map<string, readonly string[]>();

  read(text: string): string[] {
    const terms: string[] = [];
    for (const [word] of text.matchAll(identifier)) {
      for (const term of this.ofWord(word)) terms.push(term);
    }
    return terms;
  }

  /** The terms of one identifier or word. */
  ofWord(word: string): readonly string[] {
    const known = this.#known.get(word);
    if (known) return known;
    const terms = termsOf(word);
    if (this.#known.size >= knownAtMost) this.#known.clear();
    this.#known.set(word, terms);
    return terms;
  }
}

function termsOf(word: string): readonly string[] {
  if (word.length > 200) return [];
  const parts = (word.match(part) ?? []).map((one) => one.toLowerCase());
  const terms = parts.filter((one) => isTelling(one)).map(stem);
  if (parts.length < 2) return terms;
  const whole = word.toLowerCase().replace(/[_$]+/g, '');
  return whole.length <= longestTerm && !/^\d+$/.test(whole) ? [whole, ...terms] : terms;
}

function isTelling(part: string): boolean {
  if (part.length > longestTerm || stopWords.has(part)) return false;
  return part.length > 1 || /[^\da-z]/.test(part);
}
