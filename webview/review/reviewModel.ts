import type { HunkView, ReviewFileView, ReviewView } from '../../src/protocol/runView.ts';

/** A hunk with its file and its place in it. */
export interface PlacedHunk {
  readonly file: ReviewFileView;
  readonly hunk: HunkView;
  /** From 1, within the file. */
  readonly number: number;
}

/** Files in the order they are read: those that need care first, each group as the proposal has it. */
export function orderFiles(files: readonly ReviewFileView[]): readonly ReviewFileView[] {
  return [...files.filter(({ risk }) => risk !== undefined), ...files.filter(({ risk }) => risk === undefined)];
}

/** All hunks in reading order. */
export function placeHunks(view: ReviewView): readonly PlacedHunk[] {
  return orderFiles(view.files).flatMap((file) => file.hunks.map((hunk, index) => ({ file, hunk, number: index + 1 })));
}

/** What a person has chosen by hand; where they have said nothing, hunks without a risk are selected. */
export type Chosen = Readonly<Record<string, boolean>>;

/** True when the hunk would be accepted by *Accept Selected*. */
export function isSelected({ file, hunk }: PlacedHunk, chosen: Chosen): boolean {
  return hunk.decision === 'undecided' && !hunk.applied && (chosen[hunk.hunkId] ?? file.risk === undefined);
}

/** What can be done now. */
export interface Standing {
  readonly undecided: number;
  readonly selected: readonly string[];
  /** The selection is every undecided hunk without a risk, and the goal was reached by evidence. */
  readonly selectedIsProved: boolean;
  readonly acceptedNotApplied: number;
  readonly applied: number;
}

/** Counts what is decided, chosen and applied. */
export function standingOf(view: ReviewView, chosen: Chosen): Standing {
  const hunks = placeHunks(view);
  const open = hunks.filter(({ hunk }) => hunk.decision === 'undecided' && !hunk.applied);
  const selected = open.filter((placed) => isSelected(placed, chosen));
  const safe = open.filter(({ file }) => file.risk === undefined);
  return {
    undecided: open.length,
    selected: selected.map(({ hunk }) => hunk.hunkId),
    selectedIsProved:
      selected.length > 0 &&
      view.evidence?.goalReached === true &&
      selected.length === safe.length &&
      selected.every(({ file }) => file.risk === undefined),
    acceptedNotApplied: hunks.filter(({ hunk }) => hunk.decision === 'accepted' && !hunk.applied).length,
    applied: hunks.filter(({ hunk }) => hunk.applied).length,
  };
}

/** The hunk `step` places after `current` (none: the first), held at the ends. */
export function stepHunk(hunks: readonly PlacedHunk[], current: string | undefined, step: number): string | undefined {
  const at = hunks.findIndex(({ hunk }) => hunk.hunkId === current);
  const next = at < 0 ? 0 : Math.min(hunks.length - 1, Math.max(0, at + step));
  return hunks[next]?.hunk.hunkId;
}

/** The first hunk of the file after the one that holds `current`; after the last file, the first. */
export function nextFile(hunks: readonly PlacedHunk[], current: string | undefined): string | undefined {
  const at = hunks.findIndex(({ hunk }) => hunk.hunkId === current);
  const path = hunks[at]?.file.path;
  const later = hunks.slice(at + 1).find(({ file }) => file.path !== path);
  return (later ?? hunks[0])?.hunk.hunkId;
}

/** After a decision: the next undecided hunk, looked for forwards and then from the start; else the same. */
export function nextUndecided(hunks: readonly PlacedHunk[], current: string): string {
  const at = hunks.findIndex(({ hunk }) => hunk.hunkId === current);
  const around = [...hunks.slice(at + 1), ...hunks.slice(0, Math.max(0, at))];
  return around.find(({ hunk }) => hunk.decision === 'undecided' && !hunk.applied)?.hunk.hunkId ?? current;
}

/** Lines a hunk adds and removes. */
export function countLines(hunk: HunkView): { readonly added: number; readonly removed: number } {
  const count = (kind: string) => hunk.rows.filter((row) => row.kind === kind).length;
  return { added: count('added'), removed: count('removed') };
}

/** A piece of a row's text, marked when it is what changed. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Splits a row's text at its marks. Marks out of order or out of range are clipped. */
export function splitMarks(text: string, marks: readonly (readonly [number, number])[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    const start = Math.max(at, Math.min(from, text.length));
    const end = Math.max(start, Math.min(to, text.length));
    if (start > at) pieces.push({ text: text.slice(at, start), marked: false });
    if (end > start) pieces.push({ text: text.slice(start, end), marked: true });
    at = Math.max(at, end);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
  return pieces;
}
