import type { Hunk } from '../core/patch/hunks.ts';
import { wordDiff } from '../core/patch/wordDiff.ts';
import type { SyntaxToken } from '../core/repair/syntaxTokens.ts';
import type { RowView } from '../protocol/runView.ts';

/** The syntax of both versions of a file, by line (from 1); undefined where nothing is known of it. */
export interface PaintFile {
  readonly old: (line: number) => readonly SyntaxToken[] | undefined;
  readonly new: (line: number) => readonly SyntaxToken[] | undefined;
}

/** Rows with the words marked that differ between a removed row and the added row it became. */
export function toRows({ rows }: Hunk, paint?: PaintFile): readonly RowView[] {
  const marks = new Map<number, readonly (readonly [number, number])[]>();
  for (let at = 0; at < rows.length; ) {
    const removed = runOf(rows, at, 'removed');
    const added = runOf(rows, at + removed, 'added');
    for (let i = 0; i < Math.min(removed, added); i++) {
      const [old, fresh] = [rows[at + i], rows[at + removed + i]];
      if (!old || !fresh) continue;
      const words = wordDiff(old.text, fresh.text);
      marks.set(
        at + i,
        words.removed.map(({ start, end }) => [start, end] as const),
      );
      marks.set(
        at + removed + i,
        words.added.map(({ start, end }) => [start, end] as const),
      );
    }
    at += Math.max(1, removed + added);
  }
  return rows.map(({ kind, text, oldLine, newLine }, i) => ({
    kind,
    text,
    oldLine,
    newLine,
    marks: marks.get(i) ?? [],
    ...tokensOf({ oldLine, newLine }, paint),
  }));
}

function runOf(rows: Hunk['rows'], from: number, kind: Hunk['rows'][number]['kind']): number {
  let length = 0;
  while (rows[from + length]?.kind === kind) length++;
  return length;
}

function tokensOf(
  { oldLine, newLine }: Pick<RowView, 'oldLine' | 'newLine'>,
  paint: PaintFile | undefined,
): Pick<RowView, 'tokens'> {
  const tokens = newLine === undefined ? oldLine && paint?.old(oldLine) : paint?.new(newLine);
  return tokens && tokens.length > 0 ? { tokens } : {};
}
