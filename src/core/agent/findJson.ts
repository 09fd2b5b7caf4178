import { parseJson } from '../../base/parseJson.ts';
/** A piece of an answer that is a whole JSON object or array, or was meant to be one. */
export interface JsonSlice {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** How many objects and arrays it opens, itself included. */
  readonly containers: number;
  /** What stands in quotes, in order, its escapes read. */
  readonly strings: readonly string[];
  /**
   * How many quotes and colons stand where JSON has none, with all that may be missing: in `don't` without quotes, in `"a" or "b"` (the
   * text in front of `or` did not end there, or `or` is part of none), in `["a": 1]`; and in `["a[b"]`, where the bracket may close the
   * one in the text.
   */
  readonly misfits: number;
}

/** What an answer holds in the way of JSON. `open`: a value begins and has no end that can be trusted. */
export type JsonFinding =
  | { readonly kind: 'found'; readonly slice: JsonSlice }
  | { readonly kind: 'open'; readonly why: 'cut' | 'elided' | 'tangled' }
  | { readonly kind: 'none' };

const maxDepth = 64;

/**
 * Where a value may begin: a bracket on the line after a fence, or one in prose with what JSON has after it. What else stands
 * in braces (`{ name }`, code) is no JSON, and would only be taken for a value that is cut.
 */
const begins =
  /^[ \t]{0,3}(?:`{3,}|~{3,})[ \t]*(?:json[c5]?[ \t]*)?\r?\n\s*(?=[{[])|(?=\{\s*(?:["'`\u2018\u2019\u201c\u201d{}/]|[\w$-]+\s*:)|\[\s*(?:["'`\u2018\u2019\u201c\u201d{}[\]/-]|\d|true|false|null))/gim;

/**
 * Finds the JSON of an answer: the last value that a fence holds, else the last one in its prose. A value that is not closed
 * hides everything after it, because that lies inside: what was cut off is never taken for a smaller whole.
 */
export function findJson(text: string): JsonFinding {
  let inFence: JsonFinding | undefined;
  let inProse: JsonFinding | undefined;
  let from = 0;
  for (const match of text.matchAll(begins)) {
    const at = match.index + match[0].length;
    if (at < from) continue;
    const scan = scanValue(text, at);
    if (scan.kind === 'open') return scan;
    // A value that goes on after its end was closed too early: half of it would be lost.
    if (/^\s*[,:}\]"]/.test(text.slice(scan.slice.end, scan.slice.end + 200))) return { kind: 'open', why: 'tangled' };
    from = scan.slice.end;
    if (match[0] === '') inProse = scan;
    else inFence = scan;
  }
  return inFence ?? inProse ?? { kind: 'none' };
}

const singleLike = "'`\u00b4\u2018\u2019";
const doubleLike = '"\u201c\u201d';
/** A quote, or the `&` of one that was written for HTML. */
const isQuote = (char: string) => char === '&' || singleLike.includes(char) || doubleLike.includes(char);
/** What may come last before a text, and next after it, where no more than a comma is missing. */
const beforeText = /^[[{,:+("}\]\d]?$/;
const followsText = /[\s,:\]}[{+\d]/;

/** How many quotes and brackets stand within texts. */
export function marksIn(strings: readonly string[]): number {
  return strings.reduce(
    (sum, text) => sum + [...text].filter((char) => isQuote(char) || '[{('.includes(char)).length,
    0,
  );
}

/**
 * Where the value that begins at `start` ends. It is read twice: with text in double quotes only, as JSON has it, and with
 * the other quotes that models write. Only when both come to the same end is it known that nothing is missing.
 */
function scanValue(text: string, start: number): Exclude<JsonFinding, { readonly kind: 'none' }> {
  const strict = new Scan(text, start, false).run();
  if (strict.kind === 'found' && parseJson(text.slice(start, strict.slice.end)) !== undefined) return strict;
  const lenient = new Scan(text, start, true).run();
  if (lenient.kind === 'open') return lenient;
  if (strict.kind === 'open') return strict;
  return strict.slice.end === lenient.slice.end ? lenient : { kind: 'open', why: 'tangled' };
}

/** One pass over brackets and quotes. */
class Scan {
  readonly #text: string;
  readonly #start: number;
  readonly #lenient: boolean;
  readonly #open: string[] = [];
  /** The last character that is neither blank nor comment. */
  #before = '';
  /** The last of `{[,:`. */
  #delimiter = '';
  /** What `#before` was where the last text began. */
  #beforeText = '';
  #containers = 0;
  readonly #strings: string[] = [];
  #misfits = 0;

  constructor(text: string, start: number, lenient: boolean) {
    this.#text = text;
    this.#start = start;
    this.#lenient = lenient;
  }

  run(): Exclude<JsonFinding, { readonly kind: 'none' }> {
    let at = this.#start;
    while (at < this.#text.length) {
      const char = this.#text[at] ?? '';
      const next = this.#skip(char, at);
      if (next === undefined) return { kind: 'open', why: 'cut' };
      if (next > at) {
        at = next;
        continue;
      }
      if (char === '\\') return { kind: 'open', why: 'tangled' };
      if (char === '\u2026' || this.#text.startsWith('...', at)) return { kind: 'open', why: 'elided' };
      if (this.#isMisfit(char)) this.#misfits += 1;
      if (char === '{' || char === '[') {
        this.#containers += 1;
        if (this.#open.push(char) > maxDepth) return { kind: 'open', why: 'tangled' };
      } else if (char === '}' || char === ']') {
        if (this.#open.pop() !== (char === '}' ? '{' : '[')) return { kind: 'open', why: 'tangled' };
        if (this.#open.length === 0) return { kind: 'found', slice: this.#sliceTo(at + 1) };
      }
      if (!/\s/.test(char)) this.#before = char;
      if ('{[,:'.includes(char)) this.#delimiter = char;
      at += 1;
    }
    return { kind: 'open', why: 'cut' };
  }

  #isMisfit(char: string): boolean {
    if (isQuote(char)) return true;
    if (char === ':') {
      const isSecond = this.#delimiter === ':' && (this.#before !== '"' || this.#beforeText === ':');
      return this.#open.at(-1) !== '{' || isSecond;
    }
    if (this.#before !== '"') return false;
    if (char !== '}' && char !== ']') return !followsText.test(char);
    const open = char === '}' ? '{' : '[';
    const text = this.#strings.at(-1) ?? '';
    return text.split(open).length > text.split(char).length;
  }

  #sliceTo(end: number): JsonSlice {
    const [containers, strings, misfits] = [this.#containers, this.#strings, this.#misfits];
    return { start: this.#start, end, containers, strings, misfits };
  }

  /** Where the string or comment that begins here ends; `at` itself when none does, undefined when it has no end. */
  #skip(char: string, at: number): number | undefined {
    const ends = this.#endsOf(char);
    if (ends !== undefined) {
      if (!beforeText.test(this.#before)) this.#misfits += 1;
      this.#beforeText = this.#before;
      this.#before = '"';
      const end = this.#endOfString(ends, at + 1);
      this.#strings.push(unescaped(this.#text.slice(at + 1, (end ?? at + 2) - 1)));
      return end;
    }
    if (char !== '/') return at;
    if (this.#text.startsWith('/*', at)) {
      const end = this.#text.indexOf('*/', at + 2);
      return end === -1 ? undefined : end + 2;
    }
    if (!this.#text.startsWith('//', at)) return at;
    const end = this.#text.indexOf('\n', at);
    return end === -1 ? undefined : end;
  }

  /** The quotes that end the string which this character begins; undefined when it begins none. */
  #endsOf(char: string): string | undefined {
    if (char === '"') return '"';
    // An apostrophe within a bare word is no quote.
    if (!this.#lenient || !'{[,:'.includes(this.#before)) return undefined;
    if (char === "'") return "'";
    if (singleLike.includes(char)) return singleLike;
    return doubleLike.includes(char) ? doubleLike : undefined;
  }

  #endOfString(ends: string, from: number): number | undefined {
    for (let at = from; at < this.#text.length; at += 1) {
      if (this.#text[at] === '\\') at += 1;
      else if (ends.includes(this.#text[at] ?? '')) return at + 1;
    }
    return undefined;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, char: string) =>
    code === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
