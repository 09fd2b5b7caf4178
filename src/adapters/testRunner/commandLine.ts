/** A command line, read as a POSIX shell would read it, as far as no shell is needed. */
export type CommandLine =
  | { readonly kind: 'plain'; readonly env: Readonly<Record<string, string>>; readonly words: readonly string[] }
  /** Only a shell can run it; `why` names what needs one. */
  | { readonly kind: 'shell'; readonly why: string };

const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/;

/** Splits a command line into words. Quotes and backslashes are resolved; anything a shell would expand makes it `shell`. */
export function splitCommandLine(line: string): CommandLine {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  const env: Record<string, string> = {};
  const finish = () => {
    if (word === undefined) return;
    const pair = words.length === 0 && !quoted ? assignment.exec(word) : null;
    if (pair?.[1] !== undefined) env[pair[1]] = pair[2] ?? '';
    else words.push(word);
    word = undefined;
    quoted = false;
  };
  for (let at = 0; at < line.length; ) {
    const unit = line.charAt(at);
    if (unit === "'" || unit === '"') {
      const text = readQuoted(line, at);
      if (typeof text === 'string') return { kind: 'shell', why: text };
      // NAME="a b" is an assignment still; "NAME=a" is a word.
      if (word === undefined) quoted = true;
      word = (word ?? '') + text.text;
      at = text.end;
    } else if (unit === '\\') {
      if (at + 1 >= line.length) return { kind: 'shell', why: 'a backslash at the end' };
      if (word === undefined) quoted = true;
      if (line.charAt(at + 1) !== '\n') word = (word ?? '') + line.charAt(at + 1);
      at += 2;
    } else if (unit === ' ' || unit === '\t' || (unit === '\n' && line.slice(at).trim() === '')) {
      finish();
      at++;
    } else {
      if (needsShell(unit, word)) return { kind: 'shell', why: unit === '\n' ? 'a line break' : `the sign ${unit}` };
      word = (word ?? '') + unit;
      at++;
    }
  }
  finish();
  return { kind: 'plain', env, words };
}

function needsShell(unit: string, word: string | undefined): boolean {
  if ('|&;<>()$`*?[]\n'.includes(unit)) return true;
  return word === undefined ? '~#!{'.includes(unit) : unit === '{' && !word.startsWith('-');
}

function readQuoted(line: string, from: number): { readonly text: string; readonly end: number } | string {
  const quote = line.charAt(from);
  let text = '';
  for (let at = from + 1; at < line.length; at++) {
    const unit = line.charAt(at);
    if (unit === quote) return { text, end: at + 1 };
    if (quote === '"' && (unit === '$' || unit === '`')) return `the sign ${unit}`;
    if (quote === '"' && unit === '\\' && '"\\$`\n'.includes(line.charAt(at + 1))) {
      at++;
      if (line.charAt(at) !== '\n') text += line.charAt(at);
    } else text += unit;
  }
  return 'a quote that is not closed';
}

/** The simple commands of a shell text, split at `&&`, `||`, `;`, `|`, `&` and line breaks outside of quotes. */
export function shellSegments(text: string): readonly string[] {
  const segments: string[] = [];
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at);
    if (quote !== '') {
      if (unit === '\\' && quote === '"') at++;
      else if (unit === quote) quote = '';
    } else if (unit === '\\') at++;
    else if (unit === "'" || unit === '"') quote = unit;
    else if (';|&\n'.includes(unit)) {
      segments.push(text.slice(from, at));
      from = at + 1;
    }
  }
  segments.push(text.slice(from));
  return segments
    .map((segment) =>
      segment
        .trim()
        .replace(/^\(+|\)+$/g, '')
        .trim(),
    )
    .filter((segment) => segment !== '');
}

/** The words of a segment for looking at, not for running: what a shell would expand is left as it stands. */
export function roughWords(segment: string): {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
} {
  const split = splitCommandLine(segment.replace(/[$`*?[\]<>(){}~#!]/g, '_'));
  return split.kind === 'plain' ? split : { env: {}, words: segment.split(/\s+/) };
}

/** The words as a person would type them. */
export function displayWords(words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  return [...Object.entries(env).map(([name, value]) => `${name}=${quote(value)}`), ...words.map(quote)].join(' ');
}
