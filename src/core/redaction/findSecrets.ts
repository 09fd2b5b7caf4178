import { isWord, type Name, nameBefore, wordBefore } from './nameBefore.ts';
import { isSecretValue, kindOf } from './namedValues.ts';
import { isSettingsLine } from './settingsLine.ts';
import { isTakenOut, takenOutMark, withoutEscape } from './takenOut.ts';
import { type TokenShape, tokenShapes } from './tokenShapes.ts';

/** A part of a text that is a secret: where it begins, where it ends (exclusive), and what it is called. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

const separators = new Set(['=', ':', '>']);
const dash = '-';
const longestValue = 4_000;

/** What three characters may be the beginning of; the bits of `Begins.kinds`. */
const begin = { token: 1, value: 2, flag: 4, spokenName: 8, tokenWithinWord: 16 } as const;

/** What the first characters of something may begin; of each character its lower seven bits. */
interface Begins {
  /** By a pair of characters: where its third ones stand in `kinds`, divided by 128; 0: it begins nothing. */
  readonly pairs: Uint16Array;
  /** By the third character: what the three may begin. */
  readonly kinds: Uint8Array;
  readonly shapes: ReadonlyMap<number, readonly TokenShape[]>;
}

const pairOf = (first: number, second: number) => ((first & 127) << 7) | (second & 127);

function beginsOf(shapes: readonly TokenShape[]): Begins {
  const pairs = new Uint16Array(128 * 128);
  const rows: Uint8Array[] = [new Uint8Array(128)];
  const byPair = new Map<number, TokenShape[]>();
  const rowOf = (pair: number): Uint8Array => {
    if (pairs[pair] === 0) pairs[pair] = rows.push(new Uint8Array(128)) - 1;
    return rows[pairs[pair] ?? 0] ?? new Uint8Array(128);
  };
  /** After these characters, two of which are the pair; where there are no more, whatever follows. */
  const add = (start: string, kind: number) => {
    const row = rowOf(pairOf(start.charCodeAt(0), start.charCodeAt(1)));
    const third = start.charCodeAt(2) & 127;
    for (let at = start.length > 2 ? third : 0; at < (start.length > 2 ? third + 1 : 128); at++)
      row[at] = (row[at] ?? 0) | kind;
  };
  for (const shape of shapes)
    for (const start of shape.starts) {
      add(start, shape.before ? begin.tokenWithinWord : begin.token);
      const pair = pairOf(start.charCodeAt(0), start.charCodeAt(1));
      byPair.set(pair, [...new Set([...(byPair.get(pair) ?? []), shape])]);
    }
  for (const stem of stems) add(stem, begin.spokenName);
  for (const before of [' ', '"', "'", '\n']) add(before + dash, begin.flag);
  const value = rows.push(new Uint8Array(128).fill(begin.value)) - 1;
  for (const separator of separators)
    for (let first = 0; first < 128; first++) {
      const pair = pairOf(first, separator.charCodeAt(0));
      if (pairs[pair] === 0) pairs[pair] = value;
      else add(String.fromCharCode(first) + separator, begin.value);
    }
  const kinds = new Uint8Array(rows.length * 128);
  for (const [at, row] of rows.entries()) kinds.set(row, at * 128);
  return { pairs, kinds, shapes: byPair };
}

/** Gives the function that finds what looks like a secret in a text; `more`: shapes besides those that are known. */
export function createSecretFinder(more: readonly TokenShape[] = []): (text: string) => readonly FoundSecret[] {
  const { pairs, kinds, shapes } = beginsOf([...more, ...tokenShapes]);
  const scan = (text: string): readonly FoundSecret[] => {
    const found: FoundSecret[] = [];
    /** Those that begin behind the place where they were noticed, nearest first: what stands in between may hold others. */
    const ahead: FoundSecret[] = [];
    let from = 0;
    let before = 0;
    // A clean text costs one look at a table for each character, and a second one for few of them.
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at) & 127;
      const pair = (before << 7) | code;
      before = code;
      const row = pairs[pair];
      if (!row) continue;
      if (ahead[0] !== undefined && at > ahead[0].start) {
        from = ahead[0].end;
        found.push(...ahead.splice(0, 1));
      }
      if (at < from) continue;
      const hit = kinds[(row << 7) | (text.charCodeAt(at + 1) & 127)];
      const looksLike = hit ? secretAt(text, at, { hit, shapes: shapes.get(pair) ?? [], from }) : undefined;
      if (!looksLike || looksLike.start < from || isTakenOut(text, looksLike)) continue;
      const secret = withoutEscape(text, looksLike);
      if (ahead[0] === undefined || secret.end <= ahead[0].start) ahead.unshift(secret);
    }
    return [...found, ...ahead];
  };
  return (text) => withThoseBefore(text, scan(text), scan);
}

/** No token without an end of its own is longer. */
const longestRun = 2_100;
/** So many tokens behind each other are nobody's: what else is before them goes with them. */
const mostInRun = 4;

/**
 * A run of characters may be too long for the token that it begins with, and end with another one. Once that is taken out, what is left
 * before it may be a token, and so on: a second look at what was redacted must find no more.
 */
function withThoseBefore(
  text: string,
  found: readonly FoundSecret[],
  scan: (text: string) => readonly FoundSecret[],
): readonly FoundSecret[] {
  return found.flatMap((secret, index) => {
    const from = found[index - 1]?.end ?? 0;
    const those = [secret];
    for (let { start } = secret; ; start = those[0]?.start ?? from) {
      const run = beginOfRun(text, Math.max(from, start - longestRun), start);
      const last = run < start ? scan(text.slice(run, start) + takenOutMark).at(-1) : undefined;
      if (last === undefined || run + last.end !== start) return those;
      const isLong = those.length === mostInRun;
      those.unshift({ name: last.name, start: isLong ? beginOfRun(text, from, start) : run + last.start, end: start });
      if (isLong) return those;
    }
  });
}

/** Where the characters begin that stand before a place without a blank, a quote or a bracket of XML between them. */
function beginOfRun(text: string, from: number, at: number): number {
  let begin = at;
  while (begin > from && !endsRun(text.charCodeAt(begin - 1))) begin -= 1;
  return begin;
}

function endsRun(code: number): boolean {
  return (
    code === 32 || (code >= 9 && code <= 13) || code === 34 || code === 39 || code === 96 || code === 60 || code === 62
  );
}

/** The secret that the pair of characters which ends at a place begins, or follows; `from`: where the one before it ends. */
function secretAt(
  text: string,
  at: number,
  { hit, shapes, from }: { readonly hit: number; readonly shapes: readonly TokenShape[]; readonly from: number },
): FoundSecret | undefined {
  const joined = at - 1 > from && isJoined(text, at - 1);
  return (
    ((hit & (joined ? begin.tokenWithinWord : begin.token | begin.tokenWithinWord)) !== 0 &&
      tokenAt(text, at - 1, { shapes, joined })) ||
    ((hit & begin.value) !== 0 && (text.charCodeAt(at) !== 62 || isContent(text, at)) && valueAt(text, at)) ||
    ((hit & begin.flag) !== 0 && flagAt(text, at)) ||
    ((hit & begin.spokenName) !== 0 && spokenAt(text, at - 1)) ||
    undefined
  );
}

/** Whether a `>` may be the end of an element's tag, with its text behind it. */
function isContent(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next > 32 && next !== 60 && text.charCodeAt(at - 1) !== 61;
}

function tokenAt(
  text: string,
  at: number,
  { shapes, joined }: { readonly shapes: readonly TokenShape[]; readonly joined: boolean },
): FoundSecret | undefined {
  for (const { name, starts, pattern, before } of shapes) {
    if (before ? !before.test(text.slice(Math.max(0, at - 40), at)) : joined) continue;
    if (!starts.some((start) => text.startsWith(start, at))) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const secret = match.groups?.secret;
    const end = at + match[0].length;
    if (secret !== undefined) return { start: end - secret.length, end, name };
    if (isStandIn(match[0])) continue;
    return { start: before ? wordBegin(text, at) : at, end, name };
  }
  return undefined;
}

/** Whether a word goes on here: not behind `\n`, as a line break stands in a text within JSON, nor with the dashes of a private key. */
function isJoined(text: string, at: number): boolean {
  if (at === 0 || !isWord(text.charCodeAt(at - 1)) || text.startsWith('-----', at)) return false;
  return !(text.charAt(at - 2) === '\\' && 'nrt'.includes(text.charAt(at - 1)));
}

/** What stands in documentation in place of a token. */
function isStandIn(token: string): boolean {
  return /EXAMPLE|(?:[xX]{6}|[.*]{3}|0{12}|(.)\1{15})/.test(token);
}

function wordBegin(text: string, at: number): number {
  let begin = at;
  while (begin > 0 && at - begin < 40 && /[A-Za-z0-9]/.test(text.charAt(begin - 1))) begin -= 1;
  return begin;
}

/** How the names begin that are followed by their value without a separator. */
const stems = [
  'password',
  'PASSWORD',
  'Password',
  'passwd',
  'PASSWD',
  'secret',
  'SECRET',
  'Secret',
  'token',
  'TOKEN',
  'Token',
  '_KEY',
  '_key',
  'Authorization',
  'AUTHORIZATION',
  'IDENTIFIED BY',
];
const spoken =
  /[A-Za-z0-9_.-]{2,40}(?: BY)?(?:[ \t]{1,12}|["'],[ \t]{0,4}|\([ \t]{0,2})(?:(["'])((?:(?!\1)[^\n]){6,4000})(?=\1)|([^\s"',;|)(]{6,4000})(?=\s|$)|["']([^\s"',;|)(]{4000}))/y;

/** `password x` of a .netrc, `set -gx TOKEN x`, `setPassword("x")`, `Set("Authorization", "Bearer x")`, `IDENTIFIED BY 'x'`. */
function spokenAt(text: string, at: number): FoundSecret | undefined {
  const third = text.charCodeAt(at + 2);
  if (!stems.some((stem) => stem.charCodeAt(2) === third && text.startsWith(stem, at))) return undefined;
  const found = match(spoken, text, at);
  if (!found) return undefined;
  const inQuotes = found[2];
  const skipped = inQuotes === undefined ? 0 : (scheme.exec(inQuotes)?.[0].length ?? 0);
  const value = (inQuotes ?? found[3] ?? found[4] ?? '').slice(skipped);
  const own = wordBefore(text, at + (/^[\w.-]+/.exec(found[0])?.[0].length ?? 0));
  const name = found[0].startsWith('IDENTIFIED') ? 'password' : (own?.text ?? '');
  const kind = kindOf(name);
  if (kind === undefined || !isSecretValue({ name, value, quoted: inQuotes !== undefined, plain: true }))
    return undefined;
  // In a sentence any word may follow.
  if (inQuotes === undefined && !/[A-Za-z].*\d|\d.*[A-Za-z]/.test(value)) return undefined;
  const end = at + found[0].length;
  const rest = found[4] === undefined ? undefined : match(plainRest, text, end)?.[0];
  return { start: end - value.length, end: end + (rest?.length ?? 0), name: kind };
}

const flag =
  /--?([A-Za-z][A-Za-z0-9-]{3,48})(?:[ \t]{1,4}|["'],[ \t\n]{0,16})(?:(["'])((?:(?!\2)[^\n]){6,4000})(?=\2)|["']?([^\s"',;|)]{6,4000}))/y;

/** The value of a flag of a command: `--password x`, `"--api-key", "x"`. */
function flagAt(text: string, at: number): FoundSecret | undefined {
  const found = match(flag, text, at);
  const [whole, name, , inQuotes, plain] = found ?? [];
  const value = inQuotes ?? plain;
  if (whole === undefined || name === undefined || value === undefined || value.startsWith(dash)) return undefined;
  const kind = kindOf(name);
  if (kind === undefined || !isSecretValue({ name, value, quoted: inQuotes !== undefined, plain: true }))
    return undefined;
  const end = at + whole.length;
  const rest = inQuotes === undefined ? match(plainRest, text, end)?.[0] : undefined;
  return { start: end - value.length, end: end + (rest?.length ?? 0), name: kind };
}

/** The value after a separator, where the name before it says that it is a secret; or the password of an address. */
function valueAt(text: string, at: number): FoundSecret | undefined {
  if (text.startsWith('://', at)) return addressAt(text, at + 3);
  if (text.charAt(at) === ':') {
    const unnamed = unnamedAt(text, at);
    if (unnamed) return unnamed;
  }
  const next = text.charAt(at + 1);
  const last = text.charAt(at - 1);
  if (text.charAt(at) === '=' && (next === '=' || '=!<>~'.includes(last))) return undefined;
  const name = nameBefore(text, at);
  const kind = name && kindOf(name.text);
  if (name === undefined || kind === undefined) return undefined;
  const from = text.startsWith('=>', at) ? at + 2 : at + 1;
  const value = readValue(text, from, name);
  if (!value || !isSecretValue({ ...value, name: name.text })) return undefined;
  const end = value.start + value.value.length;
  const rest = value.closed ? undefined : match(plainRest, text, end)?.[0];
  return { start: value.start, end: end + (rest?.length ?? 0), name: kind };
}

const goAddress = /:(?<secret>[^\s:@"']{4,128})@tcp\(/y;
const pgpass = /:(?:\d{2,5}|\*):[\w*-]{1,64}:[\w-]{1,64}:(?<secret>[^\s:]{6,100}?)(?:\\{0,8}["'][\]},"'\\]{0,40})?$/my;
const telegram = /:(?<secret>AA[A-Za-z0-9_-]{30,40})/y;

/** What is told by the colons around it: a bot of Telegram, a line of .pgpass, an address of Go's database drivers. */
function unnamedAt(text: string, at: number): FoundSecret | undefined {
  const next = text.charCodeAt(at + 1);
  const isDigit = next >= 48 && next <= 57;
  const patterns = text.startsWith(':AA', at) ? [telegram] : isDigit || next === 42 ? [pgpass] : [goAddress];
  if (patterns[0] === goAddress && (next === 32 || next === 10)) return undefined;
  if (patterns[0] === telegram && !/\d{8}$/.test(text.slice(Math.max(0, at - 8), at))) return undefined;
  for (const pattern of patterns) {
    const found = match(pattern, text, at);
    const secret = found?.groups?.secret;
    if (!found || secret === undefined) continue;
    const start = at + found[0].indexOf(secret);
    return { start, end: start + secret.length, name: pattern === telegram ? 'telegram-token' : 'password' };
  }
  return undefined;
}

interface ReadValue {
  readonly value: string;
  readonly start: number;
  readonly quoted: boolean;
  readonly plain: boolean;
  /** Whether it is all of the value; what is not may go on. */
  readonly closed: boolean;
}

const quotedValue =
  /[ \t]{0,8}(?:[fFbBrRuU]|\(|[ \t]{0,2}\n[ \t]{0,16})?(\\?["'`])((?:(?!\1)[^\n\\]|''|\\(?!["']).){1,4000}?)\1(?!')/y;
/** What looks like a secret is looked at as far as it takes to tell; it goes as a whole. */
const plainRest = /(?:[^\s"'`<>|)}\],;\\]|\\(?!["'`])){0,16000}/y;
/** A word in quotes that is so long that nobody looks for its end to know what it is. */
const longInQuotes = /[ \t]{0,8}(?:[fFbBrRuU]|\(|[ \t]{0,2}\n[ \t]{0,16})?\\?["'`](?<word>[^\s"'`<>|)}\],;\\]{400})/y;
const plainValue = /[ \t]{0,24}([^\s"'`<>|)}\],;]{6,300})/y;
const scheme = /^(?:Bearer|Basic|Token|token|bearer|basic|ApiKey|Digest)[ \t]+/;
const schemeAhead =
  /[ \t]{0,4}["']?(?:Bearer|Basic|Token|token|bearer|basic|[A-Z][A-Za-z]{2,20}Key|ApiKey)[ \t]+([^\s"'`<>,;]{6,4000})/y;

const anyScheme = /[ \t]{0,4}["']?[A-Za-z][A-Za-z0-9-]{1,20}[ \t]+([^\s"'`<>,;]{6,4000})/y;

function readValue(text: string, from: number, { text: name, start: nameStart }: Name): ReadValue | undefined {
  const isHeader = /^(?:proxy-)?authorization$/i.test(name);
  const quoted = match(quotedValue, text, from);
  if (quoted?.[2] !== undefined) {
    const skipped = scheme.exec(quoted[2])?.[0].length ?? 0;
    const start = from + quoted[0].length - (quoted[1]?.length ?? 1) - quoted[2].length + skipped;
    return { value: quoted[2].slice(skipped), start, quoted: true, plain: false, closed: true };
  }
  const long = match(longInQuotes, text, from);
  const word = long?.groups?.word;
  if (long && word !== undefined)
    return { value: word, start: from + long[0].length - word.length, quoted: true, plain: false, closed: false };
  const header = match(isHeader ? anyScheme : schemeAhead, text, from);
  if (header?.[1] !== undefined)
    return {
      value: header[1],
      start: from + header[0].length - header[1].length,
      quoted: false,
      plain: true,
      closed: false,
    };
  const plain = match(plainValue, text, from);
  if (plain?.[1] === undefined) return undefined;
  const start = from + plain[0].length - plain[1].length;
  const isPlain = isSettingsLine(text, nameStart, start + plain[1].length);
  return { value: plain[1], start, quoted: false, plain: isPlain, closed: false };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const address = /[^\s/:@'"<>]{0,128}:(?<secret>[^\s/@'"<>]{1,256})@/y;
const webhook =
  /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|(?:\w{1,16}\.)?discord(?:app)?\.com\/api\/webhooks\/|api\.telegram\.org\/bot|[\w.-]{1,64}\.webhook\.office\.com\/webhookb?\d?\/)(?<secret>[A-Za-z0-9_/:@-]{20,300})/y;
const dsn = /(?<secret>[a-f0-9]{32}(?::[a-f0-9]{32})?)@[^\s/@'"<>]{0,100}\/\d/y;

/** `scheme://person:password@host`, and addresses that are a secret themselves. */
function addressAt(text: string, from: number): FoundSecret | undefined {
  for (const [name, pattern] of [
    ['webhook', webhook],
    ['sentry-dsn', dsn],
    ['password', address],
  ] as const) {
    const found = match(pattern, text, from);
    const secret = found?.groups?.secret;
    if (found === null || secret === undefined || secret.length > longestValue) continue;
    if (name === 'password' && isNoPassword(secret)) continue;
    const end =
      from +
      found[0].length -
      (name === 'password' ? 1 : found[0].length - found[0].lastIndexOf(secret) - secret.length);
    return { start: end - secret.length, end, name };
  }
  return undefined;
}

function isNoPassword(value: string): boolean {
  return /^\$|^%\w|^[<{[]|\*{3}|^(?:x{3,}|password|pass|pwd|your.*|secret|x-oauth-basic|x-access-token|\.{3})$/i.test(
    value,
  );
}
