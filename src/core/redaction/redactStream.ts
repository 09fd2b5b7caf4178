import type { Redactor } from './redactor.ts';
import { secretHint } from './secretHint.ts';

/** Longest part that is kept back: what has no end until then is let go as it is then, save for its last word. */
const mostKept = 16 * 1024;
/** What is looked at again in front of a piece: more than any rule looks back, and whole lines where they are not longer. */
const leastContext = 400;
const mostContext = 4_000;
const keyBegin = '-----BEGIN';
const shortKey = 100;
const longestTwoWords = 2_200;
const keyEnd = /-----END[^-\n]{0,40}-----\s/;

/** A text that comes in pieces, without its secrets, wherever the pieces were cut. */
export interface RedactedStream {
  /** Takes a piece; gives what can be shown. */
  push(piece: string): string;
  /** Gives the rest. The stream may be used again afterwards. */
  end(): string;
}

/** A line that goes on in the next one: there the value stands whose name it ends with. */
const goesOn = /[=:>,("'[{]\s*$|<[^<>]*$/;
/** Two words that are one secret, the second of which may be on the next line or not there yet. */
const twoWords = /(?:A[KS]IA[A-Z0-9]{16}["',:\s]{0,4}\S*|FlyV1 ?\S*)$/;

/**
 * Redacts a stream word by word, and line by line where a line speaks of secrets: wherever the pieces were cut, a secret is seen whole,
 * and what stood before it is seen as well. What may be the beginning of one is kept back, at most 16 kB of it.
 */
export function createRedactedStream(redact: Redactor): RedactedStream {
  let kept = '';
  let context = { text: '', clean: '' };
  const shown = (ready: string): string => {
    if (ready === '') return '';
    const whole = redact(context.text + ready);
    const clean = whole.startsWith(context.clean) ? whole.slice(context.clean.length) : redact(ready);
    const text = contextOf(context.text + ready);
    context = { text, clean: redact(text) };
    return clean;
  };
  return {
    push(piece) {
      kept += piece;
      const cut = kept.length > mostKept ? forcedEnd(kept, redact) : safeEnd(kept, { redact, before: context.text });
      const ready = kept.slice(0, cut);
      kept = kept.slice(cut);
      return shown(ready);
    },
    end() {
      const rest = shown(kept);
      kept = '';
      context = { text: '', clean: '' };
      return rest;
    },
  };
}

/** The end of a text, from a line break where one is near: a flag is known by it. */
function contextOf(text: string): string {
  if (text.length <= leastContext) return text;
  const lineBreak = text.lastIndexOf('\n', text.length - leastContext);
  return text.slice(Math.max(0, lineBreak, text.length - mostContext));
}

/** Up to where nothing that follows can make a secret of it. `before` is what was shown already. */
function safeEnd(text: string, { redact, before }: { readonly redact: Redactor; readonly before: string }): number {
  let end = beginOfTwoWords(text);
  for (let known = -1; known !== end; ) {
    known = Math.min(redact.uncut(text, end), beginOfKey(text, end));
    end = endOfWords(text.slice(0, known), before);
  }
  return end;
}

/** Up to where a text that is too long is let go: through no word, unless it is nothing but one. */
function forcedEnd(text: string, redact: Redactor): number {
  const word = beginOfWord(text, 0);
  const key = beginOfKey(text, text.length);
  // The beginning of a key goes with what makes it one.
  const end = key < word && word - key < shortKey ? text.length : redact.uncut(text, word);
  return end > 0 ? end : text.length;
}

/** Without the last word, and without the last line where that speaks of a secret. */
function endOfWords(text: string, before: string): number {
  const line = text.lastIndexOf('\n') + 1;
  const last = text.slice(line);
  if (secretHint.test(last) || followsHint(before + text.slice(0, line))) return line;
  const word = beginOfWord(text, line);
  return /[A-Za-z0-9-]/.test(text.slice(word)) ? word : text.length;
}

function beginOfWord(text: string, from: number): number {
  let word = text.length;
  while (word > from && !isSpace(text.charCodeAt(word - 1))) word -= 1;
  return word;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(String.fromCharCode(code)));
}

function beginOfTwoWords(text: string): number {
  const from = Math.max(0, text.length - longestTwoWords);
  const found = twoWords.exec(text.slice(from));
  return found ? from + found.index : text.length;
}

/** Where the private key begins that has no end before `end`. */
function beginOfKey(text: string, end: number): number {
  const begin = end === 0 ? -1 : text.lastIndexOf(keyBegin, end - 1);
  return begin >= 0 && !keyEnd.test(text.slice(begin, end)) ? begin : end;
}

/** Whether the last line that is not blank speaks of a secret and goes on in the next one. */
function followsHint(text: string): boolean {
  const lines = text.slice(-mostContext).trimEnd();
  const last = lines.slice(lines.lastIndexOf('\n') + 1);
  return goesOn.test(last) && secretHint.test(last);
}
