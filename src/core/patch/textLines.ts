/** How a line of a text ends. Only the last line of a text may end with nothing. */
export type LineEnd = '' | '\n' | '\r\n';

/** One line of a text: what it says and how it ends. A carriage return alone is part of what it says, as in git. */
export interface TextLine {
  readonly text: string;
  readonly end: LineEnd;
}

export const byteOrderMark = '\uFEFF';

/** The lines of a text with their ends, so that `join('')` gives the text back. An empty text has none. */
export function rawLines(text: string): string[] {
  const lines: string[] = [];
  let from = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
    lines.push(text.slice(from, at + 1));
    from = at + 1;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}

/** Takes a raw line apart. */
export function asTextLine(raw: string): TextLine {
  if (raw.endsWith('\r\n')) return { text: raw.slice(0, -2), end: '\r\n' };
  if (raw.endsWith('\n')) return { text: raw.slice(0, -1), end: '\n' };
  return { text: raw, end: '' };
}

/** The lines of a text taken apart. */
export function textLines(text: string): TextLine[] {
  return rawLines(text).map(asTextLine);
}

/** What the lines of a text say, without their ends. */
export function lineTexts(text: string): string[] {
  return textLines(text).map((line) => line.text);
}

/** The lines of a model's answer: ends and a leading byte order mark dropped, so that an answer with Windows ends reads the same. */
export function answerLines(text: string): string[] {
  const lines = (text.startsWith(byteOrderMark) ? text.slice(1) : text).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return text.includes('\r') ? lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) : lines;
}

/** The text of whole lines, each ended by `\n`; no lines give the empty text. */
export function linesText(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The end that most of the lines have, or undefined when none ends or both are equally frequent. */
export function dominantEnd(lines: readonly TextLine[]): '\n' | '\r\n' | undefined {
  let windows = 0;
  let unix = 0;
  for (const line of lines) {
    if (line.end === '\r\n') windows++;
    else if (line.end === '\n') unix++;
  }
  if (windows === unix) return undefined;
  return windows > unix ? '\r\n' : '\n';
}

/** The white space a line begins with. */
export function indentOf(line: string): string {
  let at = 0;
  while (at < line.length && (line[at] === ' ' || line[at] === '\t')) at++;
  return line.slice(0, at);
}

/** True when a line says nothing. */
export function isBlank(line: string): boolean {
  return line.trim() === '';
}
