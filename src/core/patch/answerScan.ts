import { isBlank } from './textLines.ts';

/** A line that opens or closes a fenced part of an answer. */
export interface Fence {
  readonly mark: '`' | '~';
  readonly length: number;
  /** What follows the marks: a language, a path; empty on a closing line. */
  readonly words: string;
}

/** The fence a line is, or undefined. */
export function fenceOf(line: string): Fence | undefined {
  // Nearly every line of an answer is no fence: told without copying it.
  if (!line.includes('```') && !line.includes('~~~')) return undefined;
  const text = line.trim();
  const mark = text[0];
  if (mark !== '`' && mark !== '~') return undefined;
  let length = 0;
  while (text[length] === mark) length++;
  const words = text.slice(length).trim();
  if (length < 3 || (mark === '`' && words.includes('`'))) return undefined;
  return { mark, length, words };
}

/** True when `line` closes what `open` opened. */
export function closesFence(line: string, open: Fence): boolean {
  const fence = fenceOf(line);
  return fence !== undefined && fence.mark === open.mark && fence.length >= open.length && fence.words === '';
}

const bareNames =
  /^(?:makefile|dockerfile|containerfile|gemfile|rakefile|procfile|jenkinsfile|vagrantfile|justfile|brewfile|license|readme|changelog|notice|authors|codeowners|version)$/i;

/** A line without anything around it that could be taken off. */
const plainWord = /^[\w.][\w./-]*$/;

/** Longest line looked at for a path. */
const longestLine = 1200;

/**
 * The path a line names when the whole line does nothing else: `src/a.ts`, `**src/a.ts**:`, `### File: src/a.ts`, `1. src/a.ts`.
 * A sentence is not a path, unless `inSentence` allows the one name in backticks a sentence holds.
 */
export function pathOfLine(line: string, { inSentence = false } = {}): string | undefined {
  if (line.length > longestLine || isBlank(line)) return undefined;
  if (plainWord.test(line)) return looksLikePath(line) ? line : undefined;
  const { text, marked } = undecorated(line);
  if (text === '' || /[<>*|"]/.test(text)) return inSentence ? quotedPath(line) : undefined;
  if (/\s/.test(text) && !(marked && /\.\w+$/.test(text))) return inSentence ? quotedPath(line) : undefined;
  return marked || looksLikePath(text) ? text : undefined;
}

/** The path in what follows a fence's marks: `ts src/a.ts`, `src/a.ts`, `ts:src/a.ts`, `ts title="src/a.ts"`, `ts {file=a.ts}`. */
export function pathOfFence(words: string): string | undefined {
  if (words === '' || words.length > longestLine) return undefined;
  const named = /(?:title|file|filename|path|name)\s*[=:]\s*["']?([^"'{}\s]+)/i.exec(words)?.[1];
  if (named !== undefined) return named;
  for (const word of words.split(/\s+/)) {
    if (looksLikePath(word) && !word.includes(':')) return word;
    const behind = /^[\w+#-]+:(.+)$/.exec(word)?.[1];
    if (behind !== undefined && looksLikePath(behind)) return behind;
  }
  return undefined;
}

function looksLikePath(text: string): boolean {
  if (/^https?:/i.test(text) || /[()=;,{}]$/.test(text)) return false;
  return (
    /^(?:[A-Za-z]:)?[^\s]*[^\s.:]\.[A-Za-z0-9_+-]{1,16}$/.test(text) ||
    /^[^\s]*\/[^\s]*[^\s/:.,]$/.test(text) ||
    /^\.[\w.-]*\w$/.test(text) ||
    bareNames.test(text)
  );
}

/** Strips list marks, headings, emphasis, labels and quotes. `marked` says that the line says itself that this is a file. */
function undecorated(line: string): { text: string; marked: boolean } {
  let text = line.trim();
  let marked = false;
  text = text.replace(/^(?:#{1,6}\s+|[-*+]\s+|\d{1,3}[.)]\s+|>\s+|\/\/\s+|--\s+)/, '');
  for (let round = 0; round < 4; round++) {
    const was = text;
    text = text.trim().replace(/:$/, '');
    const label = /^(?:file\s?name|file\s?path|file|path|new file|update file|create file)\s*:\s*/i.exec(text);
    if (label !== null) {
      marked = true;
      text = text.slice(label[0].length);
    }
    for (const quote of ['**', '__', '``', '`', '"', "'"]) {
      if (text.length > 2 * quote.length && text.startsWith(quote) && text.endsWith(quote)) {
        marked = marked || quote.startsWith('`');
        text = text.slice(quote.length, -quote.length);
      }
    }
    if (text === was) break;
  }
  return { text, marked: marked && !text.includes('`') };
}

/** The one name in backticks of a sentence that looks like a path; undefined when there are none or several. */
function quotedPath(line: string): string | undefined {
  const names = line.split('`').filter((part, index) => index % 2 === 1 && looksLikePath(part));
  return names.length === 1 ? names[0] : undefined;
}
