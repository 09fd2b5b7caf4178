import type {
  Decision,
  HunkView,
  ReviewFileView,
  ReviewView,
  RevisionView,
  RowView,
  SyntaxKind,
} from '../../src/protocol/runView.ts';

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

/** A piece of a row's text: marked when it is what changed, and what it is where the language is known. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
  readonly kind: SyntaxKind | undefined;
}

/** Splits a row's text at its marks and tokens. What is out of order or out of range is clipped. */
export function splitRow({ text, marks, tokens = [] }: Pick<RowView, 'text' | 'marks' | 'tokens'>): readonly Piece[] {
  const cuts = [...marks.flat(), ...tokens.map(([from]) => from), ...tokens.map(([, to]) => to)];
  const inside = cuts.filter((cut) => cut > 0 && cut < text.length);
  const borders = [...new Set([0, ...inside, text.length])].sort((a, b) => a - b);
  const covers = (at: number) => (range: readonly [number, number, ...unknown[]]) => range[0] <= at && at < range[1];
  return borders.slice(0, -1).map((from, i) => ({
    text: text.slice(from, borders[i + 1]),
    marked: marks.some(covers(from)),
    kind: tokens.find(covers(from))?.[2],
  }));
}

/** What was said of a hunk. */
export interface Word {
  readonly decision: Decision;
  readonly reason: string | undefined;
}

/** The review with what was said of hunks (by their ids) and is not on record yet. */
export function withDecisions(view: ReviewView, said: ReadonlyMap<string, Word>): ReviewView {
  if (said.size === 0) return view;
  const heard = (hunk: HunkView): HunkView => {
    const one = hunk.applied ? undefined : said.get(hunk.hunkId);
    return one ? { ...hunk, ...one } : hunk;
  };
  return { ...view, files: view.files.map((file) => ({ ...file, hunks: file.hunks.map(heard) })) };
}

/** The newer of two plain values, in which every part that did not change is the older one's own: what is the same is not drawn again. */
export function withSameParts<T>(newer: T, older: unknown): T {
  if (typeof newer !== 'object' || newer === null || typeof older !== 'object' || older === null) return newer;
  if (Array.isArray(newer) !== Array.isArray(older)) return newer;
  const [after, before] = [newer, older] as readonly Readonly<Record<string, unknown>>[];
  const keys = Object.keys(newer);
  let isSame = keys.length === Object.keys(older).length;
  const parts: Record<string, unknown> | unknown[] = Array.isArray(newer) ? [] : {};
  for (const key of keys) {
    const part = withSameParts(after?.[key], before?.[key]);
    isSame &&= part === before?.[key];
    (parts as Record<string, unknown>)[key] = part;
  }
  return (isSame ? older : parts) as T;
}

/** What a person looks for among the hunks. */
export interface Filter {
  readonly text: string;
  readonly state: 'all' | 'undecided' | 'accepted' | 'rejected' | 'applied' | 'attempt';
}

/** Every hunk. */
export const noFilter: Filter = { text: '', state: 'all' };

/** Hunks in this state whose path or lines hold the text, whatever its case. */
export function filterHunks(hunks: readonly PlacedHunk[], { text, state }: Filter): readonly PlacedHunk[] {
  const wanted = text.trim().toLowerCase();
  const isIn = ({ hunk }: PlacedHunk) => {
    if (state === 'all') return true;
    if (state === 'attempt') return hunk.attempt !== undefined;
    if (state === 'applied') return hunk.applied;
    return !hunk.applied && hunk.decision === state;
  };
  const holds = ({ file, hunk }: PlacedHunk) =>
    wanted === '' ||
    file.path.toLowerCase().includes(wanted) ||
    hunk.rows.some((row) => row.text.toLowerCase().includes(wanted));
  return hunks.filter((placed) => isIn(placed) && holds(placed));
}

/** The attempt that goes on in place of this hunk; undefined when there is none. */
export function runningFor(view: ReviewView, hunkId: string): RevisionView | undefined {
  return view.revisions.find(
    ({ state, instead }) => state === 'running' && instead.some((one) => one.hunkId === hunkId),
  );
}
