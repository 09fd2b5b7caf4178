import type { Range } from '../manifest/problem.ts';
import type { Span } from './promptTemplate.ts';

/** Where characters of a text stand, by lines and columns. */
export function rangeIn(text: string, { start, end }: Span): Range {
  const [from, to] = [placeOf(text, start), placeOf(text, end)];
  return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
