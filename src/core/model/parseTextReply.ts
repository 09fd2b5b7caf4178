import { parseJson } from '../../base/parseJson.ts';
import type { ToolCallPart } from './modelProvider.ts';
import { toolCallPart } from './replyOf.ts';
import { jsonValueEnd, withEscapedControls } from './scanJson.ts';

/** A reply split into its prose and the tool calls written in it. */
export interface TextReply {
  readonly text: string;
  readonly calls: readonly ToolCallPart[];
}

/** Beyond this many calls a reply is noise; the bound also keeps hostile replies cheap to read. */
const maxCalls = 100;

interface Fence {
  readonly mark: string;
  readonly info: string;
}

/** A line that may close a fence; `end` is where the next line begins. */
interface ClosingLine {
  readonly mark: string;
  readonly start: number;
  readonly end: number;
}

/** Gives the first line from a place on that closes a fence with this mark. The places must not go back. */
type FindClosing = (from: number, mark: string) => ClosingLine | undefined;

/**
 * Reads a reply written in the text protocol. Total: any text gives a result and never throws. A call is a fence whose
 * info text is `tool NAME`, outside any other closed fence. Its input ends where its JSON value ends, so fences inside
 * strings do no harm; without a whole JSON value it ends at the first closing fence and `input` is undefined.
 * `firstNumber` numbers the calls (`call-1`, ...), so that ids stay unique over a conversation.
 */
export function parseTextReply(reply: string, firstNumber = 1): TextReply {
  const source = reply.replaceAll('\r\n', '\n');
  const prose: string[] = [];
  const calls: ToolCallPart[] = [];
  const closingLine = closingLines(source);
  let at = 0;
  while (at < source.length) {
    const lineEnd = endOfLine(source, at);
    const line = source.slice(at, lineEnd);
    const fence = openingFence(line);
    const name = fence && /^tool[ \t]+([\w.:/-]{1,128})$/.exec(fence.info)?.[1];
    if (fence && name && calls.length < maxCalls) {
      const block = readCall(source, lineEnd + 1, { mark: fence.mark, closingLine });
      calls.push(toolCallPart({ callId: `call-${firstNumber + calls.length}`, name, inputText: block.inputText }));
      prose.push('');
      at = block.end;
      continue;
    }
    const close = fence && closingLine(lineEnd + 1, fence.mark);
    const end = close ? close.end : Math.min(lineEnd + 1, source.length);
    prose.push(source.slice(at, end).replace(/\n$/, ''));
    at = end;
  }
  return { text: tidy(prose.join('\n')), calls };
}

/**
 * How much of an unfinished reply is prose for certain, as an index: all before the first line that is or may become a
 * fence. What follows has to be parsed as a whole. `from`: what this gave for the beginning of the reply, which is not read again.
 */
export function proseEnd(text: string, from = 0): number {
  const fence = /(^|\n) {0,3}(`{3}|~{3}|[`~]{0,2}$)/g;
  fence.lastIndex = from;
  return fence.exec(text)?.index ?? text.length;
}

function openingFence(line: string): Fence | undefined {
  const match = /^ {0,3}(`{3,}|~{3,}(?!~))([^`]*)$/.exec(line);
  return match ? { mark: match[1] ?? '', info: (match[2] ?? '').trim() } : undefined;
}

function readCall(
  source: string,
  start: number,
  { mark, closingLine }: { readonly mark: string; readonly closingLine: FindClosing },
): { inputText: string; end: number } {
  const from = start + (/^\s*/.exec(source.slice(start, start + 1000))?.[0].length ?? 0);
  const valueEnd = jsonValueEnd(source, from);
  if (valueEnd !== undefined) {
    const written = source.slice(from, valueEnd);
    const value = parseJson(written) !== undefined ? written : withEscapedControls(written);
    const rest = /^[ \t\n]*/.exec(source.slice(valueEnd, valueEnd + 1000))?.[0].length ?? 0;
    const after = valueEnd + rest;
    const closing = closingMark(source.slice(after, endOfLine(source, after)));
    const closes = closing !== undefined && closesFence(closing, mark);
    if (parseJson(value) !== undefined && (closes || after >= source.length))
      return { inputText: value, end: Math.min(endOfLine(source, after) + 1, source.length) };
  }
  const close = closingLine(start, mark) ?? { start: source.length, end: source.length };
  return { inputText: source.slice(start, close.start).trim(), end: close.end };
}

/** Goes through the lines once, however many fences are asked about. */
function closingLines(source: string): FindClosing {
  const lines: ClosingLine[] = [];
  for (let start = 0; start < source.length; ) {
    const lineEnd = endOfLine(source, start);
    const mark = closingMark(source.slice(start, lineEnd));
    const end = Math.min(lineEnd + 1, source.length);
    if (mark !== undefined) lines.push({ mark, start, end });
    start = lineEnd + 1;
  }
  let first = 0;
  /** Of each character the length from which on no fence is closed any more: a longer one is not, either, nor one that begins later. */
  const unclosed: Record<string, number> = {};
  return (from, mark) => {
    while ((lines[first]?.start ?? from) < from) first += 1;
    const char = mark.charAt(0);
    if (mark.length >= (unclosed[char] ?? Number.POSITIVE_INFINITY)) return undefined;
    for (let at = first; at < lines.length; at++) {
      const line = lines[at];
      if (line && closesFence(line.mark, mark)) return line;
    }
    unclosed[char] = mark.length;
    return undefined;
  };
}

/** The fence that a line consists of, if it does. */
function closingMark(line: string): string | undefined {
  return /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
}

/** CommonMark: the same character, at least as many, nothing after. */
function closesFence(closing: string, mark: string): boolean {
  return closing[0] === mark[0] && closing.length >= mark.length;
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function tidy(prose: string): string {
  return prose.replace(/\n{3,}/g, '\n\n').trim();
}
