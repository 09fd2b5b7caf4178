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
  const noFence = new Set<string>();
  let at = 0;
  while (at < source.length) {
    const lineEnd = endOfLine(source, at);
    const line = source.slice(at, lineEnd);
    const fence = openingFence(line);
    const name = fence && /^tool[ \t]+([\w.:/-]{1,128})$/.exec(fence.info)?.[1];
    if (fence && name && calls.length < maxCalls) {
      const block = readCall(source, lineEnd + 1, fence.mark);
      calls.push(toolCallPart({ callId: `call-${firstNumber + calls.length}`, name, inputText: block.inputText }));
      prose.push('');
      at = block.end;
      continue;
    }
    const close = fence && !noFence.has(fence.mark) ? closingLine(source, lineEnd + 1, fence.mark) : undefined;
    // A fence of this mark that never closes cannot close for any later line either: do not search again.
    if (fence && !close) noFence.add(fence.mark);
    const end = close ? close.end : Math.min(lineEnd + 1, source.length);
    prose.push(source.slice(at, end).replace(/\n$/, ''));
    at = end;
  }
  return { text: tidy(prose.join('\n')), calls };
}

/**
 * How much of an unfinished reply is prose for certain, as an index: all before the first line that is or may become a
 * fence. What follows has to be parsed as a whole.
 */
export function proseEnd(text: string): number {
  const fence = /(^|\n) {0,3}(`{3}|~{3}|[`~]{0,2}$)/.exec(text);
  return fence ? fence.index : text.length;
}

function openingFence(line: string): Fence | undefined {
  const match = /^ {0,3}(`{3,}|~{3,})([^`]*)$/.exec(line);
  return match ? { mark: match[1] ?? '', info: (match[2] ?? '').trim() } : undefined;
}

function readCall(source: string, start: number, mark: string): { inputText: string; end: number } {
  const from = start + (/^\s*/.exec(source.slice(start, start + 1000))?.[0].length ?? 0);
  const valueEnd = jsonValueEnd(source, from);
  if (valueEnd !== undefined) {
    const written = source.slice(from, valueEnd);
    const value = parseJson(written) !== undefined ? written : withEscapedControls(written);
    const rest = /^[ \t\n]*/.exec(source.slice(valueEnd, valueEnd + 1000))?.[0].length ?? 0;
    const after = valueEnd + rest;
    const closes = isClosing(source.slice(after, endOfLine(source, after)), mark);
    if (parseJson(value) !== undefined && (closes || after >= source.length))
      return { inputText: value, end: Math.min(endOfLine(source, after) + 1, source.length) };
  }
  const close = closingLine(source, start, mark) ?? { start: source.length, end: source.length };
  return { inputText: source.slice(start, close.start).trim(), end: close.end };
}

function closingLine(source: string, from: number, mark: string): { start: number; end: number } | undefined {
  for (let at = from; at < source.length; ) {
    const end = endOfLine(source, at);
    if (isClosing(source.slice(at, end), mark)) return { start: at, end: Math.min(end + 1, source.length) };
    at = end + 1;
  }
  return undefined;
}

/** CommonMark: the same character, at least as many, nothing after. */
function isClosing(line: string, mark: string): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line);
  return match?.[1] !== undefined && match[1][0] === mark[0] && match[1].length >= mark.length;
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function tidy(prose: string): string {
  return prose.replace(/\n{3,}/g, '\n\n').trim();
}
