import type { Chunk, Definition } from './chunk.ts';
import { chunkDefinitions } from './chunkDefinitions.ts';
import { chunkSections } from './chunkSections.ts';
import { chunkWindows } from './chunkWindows.ts';
import type { DraftChunk } from './draftChunk.ts';
import { hash64 } from './hash64.ts';

/** More pieces than that are no help to anybody: the file is data. */
const mostChunks = 2_000;

/**
 * A file in pieces: along its definitions where there are any, along its headings where it is Markdown, else in stretches of
 * lines. The same text under the same path gives the same pieces.
 */
export function chunkFile(
  path: string,
  text: string,
  definitions: readonly Definition[] | undefined,
): readonly Chunk[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const drafts = draftsOf(path, lines, definitions).slice(0, mostChunks);
  return named(path, drafts);
}

function draftsOf(
  path: string,
  lines: readonly string[],
  definitions: readonly Definition[] | undefined,
): readonly DraftChunk[] {
  if (/\.(md|mdx|markdown)$/i.test(path)) return chunkSections(lines);
  if (definitions === undefined || definitions.length === 0)
    return chunkWindows(lines, { from: 0, to: lines.length - 1 });
  return chunkDefinitions(lines, definitions, /\.pyi?$/.test(path));
}

function named(path: string, drafts: readonly DraftChunk[]): readonly Chunk[] {
  const seen = new Map<string, number>();
  return drafts.map((draft) => {
    const key = [path, draft.kind, ...draft.within, draft.name, draft.doc, draft.text].join('\0');
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return { ...draft, id: hash64(`${before}\0${key}`) };
  });
}

/** True for a file that is made by a machine or too wide to read: nothing in it is worth finding. */
export function isUnreadable(text: string): boolean {
  const lines = text.split('\n').length;
  return text.length > 20_000 && text.length / lines > 400;
}
