import type { DraftChunk, Rows } from './draftChunk.ts';

/** The longest stretch of lines that is one chunk. */
export const windowLines = 60;

interface WindowNames {
  readonly kind?: DraftChunk['kind'];
  readonly name?: string;
  readonly within?: readonly string[];
}

/** Rows in stretches of at most 60 lines, cut at an empty line where there is one in the last third. Stretches without a word are left out. */
export function chunkWindows(lines: readonly string[], rows: Rows, names: WindowNames = {}): readonly DraftChunk[] {
  const chunks: DraftChunk[] = [];
  for (let from = rows.from; from <= rows.to; ) {
    const to = endOfWindow(lines, from, rows.to);
    const trimmed = trim(lines, { from, to });
    if (trimmed) {
      chunks.push({
        kind: names.kind ?? 'window',
        name: names.name ?? '',
        within: names.within ?? [],
        startLine: trimmed.from + 1,
        endLine: trimmed.to + 1,
        doc: '',
        text: lines.slice(trimmed.from, trimmed.to + 1).join('\n'),
      });
    }
    from = to + 1;
  }
  return chunks;
}

function endOfWindow(lines: readonly string[], from: number, last: number): number {
  const furthest = from + windowLines - 1;
  if (furthest >= last) return last;
  for (let row = furthest; row > furthest - windowLines / 3; row--) if (lines[row]?.trim() === '') return row;
  return furthest;
}

/** The rows without empty ones at both ends; undefined when no row has a letter or digit. */
export function trim(lines: readonly string[], { from, to }: Rows): Rows | undefined {
  let first = from;
  let last = to;
  while (first <= last && !hasWord(lines[first])) first++;
  while (last >= first && lines[last]?.trim() === '') last--;
  return first <= last ? { from: first, to: last } : undefined;
}

function hasWord(line: string | undefined): boolean {
  return line !== undefined && /[\p{L}\p{N}]/u.test(line);
}
