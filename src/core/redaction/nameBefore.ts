import { isNameOfTaken } from './takenOut.ts';

const longestName = 64;

/** A name in front of a value, and where it begins. */
export interface Name {
  readonly text: string;
  readonly start: number;
}

const nameHint = /pass|pw|secret|token|key|auth|cred|bearer|pat|sess|sid|sig|psk|docker|cookies|mnemonic|seed|value/i;
const typeOfText = /^(?:string|str|String|any)$/;

/** The name that ends before a separator. Of `x: string = "v"` it is `x`, and of `name: X, value: v` it is `X`. */
export function nameBefore(text: string, at: number): Name | undefined {
  if (text.charAt(at) === '>') return hinted(elementBefore(text, at));
  const own = wordBefore(text, at);
  if (own === undefined) return undefined;
  if (text.charAt(at) === '=' && typeOfText.test(own.text)) {
    const colon = skipBack(text, text.charAt(own.start - 1) === '&' ? own.start - 1 : own.start);
    return text.charAt(colon - 1) === ':' ? hinted(wordBefore(text, colon - 1)) : undefined;
  }
  const line = text.slice(Math.max(0, own.start - 3 * longestName), own.start);
  if (own.text === 'default') {
    const variable = /variable[ \t]{1,4}"([\w-]{2,64})"[ \t]{0,4}\{[^{}]{0,150}$/.exec(line)?.[1];
    return hinted(variable === undefined ? undefined : { text: variable, start: own.start });
  }
  // What test runners say of a test.
  if (own.text === 'PASS') return undefined;
  if (own.text !== 'value' && own.text !== 'Value') return hinted(own);
  const named = /(?:name|key)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([A-Za-z0-9_.-]{2,64})["']?[\s,]{1,40}["']?$/i.exec(
    line,
  );
  return named?.[1] === undefined ? undefined : { text: named[1], start: own.start };
}

function hinted(name: Name | undefined): Name | undefined {
  return name && nameHint.test(name.text) ? name : undefined;
}

/** Of `<wsse:Password Type="x">` it is `Password`. */
function elementBefore(text: string, at: number): Name | undefined {
  const line = text.slice(Math.max(0, at - 160), at + 1);
  const element = /<(?:[\w-]{1,32}:)?([A-Za-z][\w.-]{1,63})(?:\s[^<>]{0,120})?>$/.exec(line);
  return element?.[1] === undefined ? undefined : { text: element[1], start: at + 1 - element[0].length };
}

/** The word in front of a place, in quotes or brackets or not. */
export function wordBefore(text: string, at: number): Name | undefined {
  let end = at;
  while (end > 0 && at - end < 12 && ` \t"'\`]\\?:`.includes(text.charAt(end - 1))) end -= 1;
  let start = end;
  while (start > 0 && end - start < longestName && isNamePart(text.charCodeAt(start - 1))) start -= 1;
  if (end - start < 2 || isNameOfTaken(text, start)) return undefined;
  return { text: text.slice(start, end), start };
}

function skipBack(text: string, at: number): number {
  let end = at;
  while (end > 0 && at - end < 8 && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end -= 1;
  return end;
}

/** Whether a character is a letter of ASCII, a digit or `_`. */
export function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

function isNamePart(code: number): boolean {
  return isWord(code) || code === 45 || code === 46 || code === 36;
}
