import type { Scalar } from 'yaml';

/**
 * Where a character of a scalar's value stands in the file. Both are walked side by side: escapes are one character
 * of the value and several of the file, and folded lines lose their indentation.
 */
export function nearestOffset(text: string, scalar: Scalar, index: number): number {
  const [start, end] = scalar.range ?? [0, 0];
  const value = typeof scalar.value === 'string' ? scalar.value : text.slice(start, end);
  const step = stepOf(scalar.type);
  let at = scalar.type?.startsWith('BLOCK')
    ? blockStart(text, start)
    : start + (scalar.type?.startsWith('QUOTE') ? 1 : 0);
  // Most values stand in the file as they are.
  if (text.startsWith(value, at)) return Math.min(at + index, end);
  for (let position = 0; position < Math.min(index, value.length); position += 1) {
    at = skipTo(text, at, value[position] ?? '');
    at += step(text, at);
    if (at >= end) break;
  }
  if (index < value.length) at = skipTo(text, at, value[index] ?? '');
  return Math.max(start, Math.min(at, end));
}

/** The text of a block begins on the line after its header. */
function blockStart(text: string, start: number): number {
  const line = text.indexOf('\n', start);
  return line === -1 ? start : line + 1;
}

/** Passes over line breaks and indentation that are not part of the value. */
function skipTo(text: string, at: number, wanted: string): number {
  if (text[at] === wanted || text[at] === '\\') return at;
  const blank = /^[ \t]*(?:\r?\n[ \t]*)*/.exec(text.slice(at, at + 4_000))?.[0] ?? '';
  if (wanted === ' ' || wanted === '\n') return at + Math.max(0, blank.indexOf('\n'));
  return at + blank.length;
}

function stepOf(type: string | undefined): (text: string, at: number) => number {
  if (type === 'QUOTE_SINGLE') return (text, at) => (text.startsWith("''", at) ? 2 : 1);
  if (type !== 'QUOTE_DOUBLE') return () => 1;
  const lengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };
  return (text, at) => (text[at] === '\\' ? (lengths[text[at + 1] ?? ''] ?? 2) : 1);
}
