import { isPython, type TextLines } from './textOfLines.ts';

/** A comment that asks for work: its words, and its lines, counted from 0. */
export interface TodoComment {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** What such a comment begins with; the name of a person may follow. */
const tag = /\b(?:TODO|FIXME)\b/;
/** A comment further down that is another one, or belongs to a documentation generator. */
const another = /^\s*(?:TODO|FIXME|XXX|HACK|NOTE|@\w+|:\w+)\b/;
/** Longer ones are no comment that says what to do. */
const maxLines = 40;
/** How far above a line its comment or string may have begun. */
const maxLookBack = 400;

/** True for a line that may hold such a comment: cheap, for asking about many lines. */
export function mayHoldTodo(text: string): boolean {
  return tag.test(text);
}

/** The comment at a line that asks for work, with the lines that go on with it; undefined when there is none. */
export function todoAt(lines: TextLines, line: number, languageId: string): TodoComment | undefined {
  const text = lines.textAt(line);
  if (!tag.test(text)) return undefined;
  const comment = commentIn(lines, line, languageId);
  if (comment === undefined || !tag.test(comment.text)) return undefined;
  const words = [comment.text.slice(comment.text.search(tag)).trim()];
  let to = line;
  while (!comment.ends && to + 1 < lines.lineCount && words.length < maxLines) {
    const next = goesOn(lines.textAt(to + 1), comment.mark);
    if (next === undefined || next.text === '' || another.test(next.text)) break;
    words.push(next.text);
    to++;
    if (next.ends) break;
  }
  return { text: words.join('\n'), from: line, to };
}

/** The words of a comment on one line. `ends`: nothing of it can follow. */
interface CommentLine {
  readonly text: string;
  readonly mark: '//' | '#' | 'block' | 'string';
  readonly ends: boolean;
}

function commentIn(lines: TextLines, line: number, languageId: string): CommentLine | undefined {
  const text = lines.textAt(line);
  if (isPython(languageId)) {
    if (insideString(lines, line))
      return { text: withoutEnd(text, /"""|'''/), mark: 'string', ends: /"""|'''/.test(text) };
    const [, opened] = /^\s*[rRuU]?(?:"""|''')(.*)$/.exec(text) ?? [];
    if (opened !== undefined)
      return { text: withoutEnd(opened, /"""|'''/), mark: 'string', ends: /"""|'''/.test(opened) };
    const at = outsideStrings(text, ['#']);
    return at === undefined ? undefined : { text: text.slice(at.index + 1), mark: '#', ends: false };
  }
  if (insideBlock(lines, line)) return blockLine(text);
  const at = outsideStrings(text, ['//', '/*']);
  if (at === undefined) return undefined;
  const said = text.slice(at.index + 2);
  return at.mark === '//' ? { text: said, mark: '//', ends: false } : { ...blockLine(said), mark: 'block' };
}

function blockLine(text: string): CommentLine {
  return { text: withoutEnd(text, /\*\//).replace(/^\s*\*+/, ''), mark: 'block', ends: text.includes('*/') };
}

function withoutEnd(text: string, end: RegExp): string {
  const at = text.search(end);
  return at < 0 ? text : text.slice(0, at);
}

/** A following line of the same comment, without its mark. */
function goesOn(
  text: string,
  mark: CommentLine['mark'],
): { readonly text: string; readonly ends: boolean } | undefined {
  if (mark === 'block') {
    const { text: said, ends } = blockLine(text);
    return { text: said.trim(), ends };
  }
  if (mark === 'string') return { text: withoutEnd(text, /"""|'''/).trim(), ends: /"""|'''/.test(text) };
  const trimmed = text.trim();
  return trimmed.startsWith(mark) ? { text: trimmed.slice(mark.length).trim(), ends: false } : undefined;
}

/** The first of some marks that stands in no string of its line. */
function outsideStrings(
  text: string,
  marks: readonly string[],
): { readonly index: number; readonly mark: string } | undefined {
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? '';
    if (quote !== '') {
      if (char === '\\') index++;
      else if (char === quote) quote = '';
      continue;
    }
    const mark = marks.find((one) => text.startsWith(one, index));
    if (mark !== undefined) return { index, mark };
    if (char === '"' || char === "'" || char === '`') quote = char;
  }
  return undefined;
}

/** Whether a block comment has begun above a line and goes on there. */
function insideBlock(lines: TextLines, line: number): boolean {
  for (let above = line - 1; above >= Math.max(0, line - maxLookBack); above--) {
    const text = lines.textAt(above);
    const opened = outsideStrings(text, ['/*', '//']);
    const closed = text.lastIndexOf('*/');
    if (opened?.mark === '/*' && closed < opened.index) return true;
    if (closed >= 0) return false;
  }
  return false;
}

/** Whether a line of Python stands in a string of three quotes: an odd number of them stands above. */
function insideString(lines: TextLines, line: number): boolean {
  let open = '';
  for (let above = Math.max(0, line - maxLookBack); above < line; above++)
    for (const [quotes] of lines.textAt(above).matchAll(/"""|'''/g))
      open = open === '' ? quotes : open === quotes ? '' : open;
  return open !== '';
}
