import { chunkWindows } from './chunkWindows.ts';
import type { DraftChunk } from './draftChunk.ts';

interface Heading {
  readonly row: number;
  readonly level: number;
  readonly title: string;
}

/** A Markdown text by its headings; what is above the first one is a stretch of lines. */
export function chunkSections(lines: readonly string[]): readonly DraftChunk[] {
  const headings = headingsOf(lines);
  const first = headings[0]?.row ?? lines.length;
  const chunks = [...chunkWindows(lines, { from: 0, to: first - 1 })];
  const around: Heading[] = [];
  for (const [index, heading] of headings.entries()) {
    while ((around.at(-1)?.level ?? 0) >= heading.level) around.pop();
    const to = (headings[index + 1]?.row ?? lines.length) - 1;
    const names = { kind: 'section', name: heading.title, within: around.map(({ title }) => title) } as const;
    chunks.push(...chunkWindows(lines, { from: heading.row, to }, names));
    around.push(heading);
  }
  return chunks;
}

function headingsOf(lines: readonly string[]): readonly Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  for (const [row, line] of lines.entries()) {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : fence === mark ? undefined : fence;
    const match = fence === undefined ? /^(#{1,6})\s+(.+?)\s*#*$/.exec(line) : null;
    if (match) headings.push({ row, level: match[1]?.length ?? 1, title: match[2] ?? '' });
  }
  return headings;
}
