import type { HunkId } from '../../base/ids.ts';
import { createHunkNamer } from './hunkId.ts';
import { diffLineLists, type LineChange } from './lineDiff.ts';
import { slideForReading } from './slideChanges.ts';
import { asTextLine, type LineEnd, rawLines } from './textLines.ts';

/** One row of a hunk as it is shown. Line numbers count from 1; a row has no number on the side it is not on. */
export interface HunkRow {
  readonly kind: 'context' | 'added' | 'removed';
  readonly text: string;
  /** How the line ends; `''` is a last line without newline. */
  readonly end: LineEnd;
  readonly oldLine: number | undefined;
  readonly newLine: number | undefined;
}

/**
 * A part of a file's change a person decides on. `oldStart`/`oldCount` and `newStart`/`newCount` span all rows, context included,
 * from 1, as in a diff's header; a count of 0 has the line before as start.
 */
export interface Hunk {
  readonly id: HunkId;
  readonly path: string;
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  readonly rows: readonly HunkRow[];
  readonly added: number;
  readonly removed: number;
  /** Whether the old or the new file ends within this hunk in a line without newline. */
  readonly noNewlineAtEnd: { readonly old: boolean; readonly new: boolean };
}

export interface HunkOptions {
  /** Workspace path: part of the hunks' names. */
  readonly path: string;
  /** Unchanged lines shown around a change; 3 when not given. */
  readonly context?: number;
}

/** Changes with at most this many unchanged lines between them are decided together. */
export const decisionGap = 3;

/** Both sides of a change as raw lines. */
interface Sides {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The raw lines that lead from one text to another, placed where a reader would cut. */
export function readableChanges(sides: Sides): LineChange[] {
  return slideForReading(diffLineLists(sides.before, sides.after), sides);
}

/** Puts changes with at most `gap` unchanged lines between them into one group. */
export function groupChanges(changes: readonly LineChange[], gap: number): LineChange[][] {
  const groups: LineChange[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && change.oldStart - last.oldStart - last.oldCount <= gap)
      group.push(change);
    else groups.push([change]);
  }
  return groups;
}

/**
 * The hunks between two texts. Split finer than git's: changes more than three unchanged lines apart are separate decisions, and the
 * context between two hunks is shown in one of them only. The same texts always give the same hunks.
 */
export function diffHunks(before: string, after: string, { path, context = 3 }: HunkOptions): Hunk[] {
  const sides = { before: rawLines(before), after: rawLines(after) };
  const groups = groupChanges(readableChanges(sides), decisionGap);
  const name = createHunkNamer(path);
  let shownTo = 0;
  return groups.map((group, index) => {
    const next = groups[index + 1]?.[0]?.oldStart ?? sides.before.length;
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined) throw new Error('a hunk without changes');
    const from = Math.max(shownTo, first.oldStart - context);
    const to = Math.min(next, last.oldStart + last.oldCount + context);
    shownTo = to;
    const rows = hunkRows(sides, group, { from, to });
    const lines = (kind: HunkRow['kind']): string[] =>
      rows.filter((row) => row.kind === kind).map((row) => row.text + row.end);
    const id = name(lines('removed'), lines('added'));
    return { id, path, ...measure(rows, { oldFrom: from, newFrom: from + first.newStart - first.oldStart }), rows };
  });
}

/** The rows of changes with the unchanged lines of `[from, to)` (old lines, from 0) around them. */
export function hunkRows(
  sides: Sides,
  changes: readonly LineChange[],
  { from, to }: { from: number; to: number },
): HunkRow[] {
  const rows: HunkRow[] = [];
  let oldAt = from;
  let newAt = from + (changes[0] === undefined ? 0 : changes[0].newStart - changes[0].oldStart);
  const contextTo = (end: number): void => {
    for (; oldAt < end; oldAt++, newAt++) {
      rows.push({ kind: 'context', ...asTextLine(sides.before[oldAt] ?? ''), oldLine: oldAt + 1, newLine: newAt + 1 });
    }
  };
  for (const change of changes) {
    contextTo(change.oldStart);
    for (; oldAt < change.oldStart + change.oldCount; oldAt++) {
      rows.push({ kind: 'removed', ...asTextLine(sides.before[oldAt] ?? ''), oldLine: oldAt + 1, newLine: undefined });
    }
    for (; newAt < change.newStart + change.newCount; newAt++) {
      rows.push({ kind: 'added', ...asTextLine(sides.after[newAt] ?? ''), oldLine: undefined, newLine: newAt + 1 });
    }
  }
  contextTo(to);
  return rows;
}

type Measures = Omit<Hunk, 'id' | 'path' | 'rows'>;

/** The numbers of a hunk's header and its counts. `oldFrom` and `newFrom` are the lines before it. */
export function measure(
  rows: readonly HunkRow[],
  { oldFrom, newFrom }: { oldFrom: number; newFrom: number },
): Measures {
  const count = (kind: HunkRow['kind']): number => rows.filter((row) => row.kind === kind).length;
  const [added, removed, context] = [count('added'), count('removed'), count('context')];
  const oldCount = removed + context;
  const newCount = added + context;
  return {
    oldStart: oldCount === 0 ? oldFrom : oldFrom + 1,
    oldCount,
    newStart: newCount === 0 ? newFrom : newFrom + 1,
    newCount,
    added,
    removed,
    noNewlineAtEnd: {
      old: rows.some((row) => row.kind !== 'added' && row.end === ''),
      new: rows.some((row) => row.kind !== 'removed' && row.end === ''),
    },
  };
}

/**
 * The text with only the chosen hunks applied. All of them give the text the hunks were made to, none the text they were made from.
 * Throws when the hunks are not of this text: that is a bug of the caller, not an outcome.
 */
export function applyHunks(before: string, hunks: readonly Hunk[], chosen: ReadonlySet<HunkId>): string {
  const lines = rawLines(before);
  const out: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    if (!chosen.has(hunk.id)) continue;
    const start = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1;
    if (start < at) throw new Error(`hunk ${hunk.id} overlaps the one before`);
    for (; at < start; at++) out.push(lines[at] ?? '');
    for (const row of hunk.rows) {
      if (row.kind === 'added') {
        out.push(row.text + row.end);
        continue;
      }
      if (lines[at] !== row.text + row.end) throw new Error(`hunk ${hunk.id} is not of this text (line ${at + 1})`);
      if (row.kind === 'context') out.push(row.text + row.end);
      at++;
    }
  }
  for (; at < lines.length; at++) out.push(lines[at] ?? '');
  return out.join('');
}
