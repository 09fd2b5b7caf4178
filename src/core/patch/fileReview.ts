import type { HunkId } from '../../base/ids.ts';
import { createHunkNamer } from './hunkId.ts';
import { applyHunks, diffHunks, type Hunk } from './hunks.ts';

/** A file at one moment. `key` of a binary file is anything that is equal when the bytes are, such as their hash. */
export type FileVersion =
  | { readonly kind: 'absent' }
  | { readonly kind: 'text'; readonly text: string; readonly executable?: boolean }
  | { readonly kind: 'binary'; readonly key: string; readonly executable?: boolean };

/** A version of a file that is there. */
export type PresentVersion = Exclude<FileVersion, { kind: 'absent' }>;

/** What a proposal makes of a file. */
export interface FileChange {
  readonly path: string;
  /** As it was when the run began. */
  readonly base: FileVersion;
  readonly result: FileVersion;
}

/** Why a file is decided as a whole. */
export type WholeChange = 'created' | 'deleted' | 'binary' | 'mode';

/** What there is to decide in a file. */
export type FileReview =
  | { readonly kind: 'same' }
  | { readonly kind: 'hunks'; readonly hunks: readonly Hunk[] }
  | {
      readonly kind: 'whole';
      readonly change: WholeChange;
      /** The decision's name. A created or deleted text has one hunk of this name to show; an empty, binary or mode change has none. */
      readonly id: HunkId;
      readonly hunks: readonly Hunk[];
    };

/**
 * What a person decides about a file: its hunks, or the file as a whole where parts make no sense (created, deleted, binary, a mode
 * alone). A mode that changes along with the text goes with the text.
 */
export function reviewFile({ path, base, result }: FileChange): FileReview {
  if (sameVersion(base, result)) return { kind: 'same' };
  const whole = (change: WholeChange, fingerprint: string): FileReview => {
    const hunks = change === 'binary' || change === 'mode' ? [] : diffHunks(textOf(base), textOf(result), { path });
    const id = hunks[0]?.id ?? createHunkNamer(path)([change], [fingerprint]);
    return { kind: 'whole', change, id, hunks };
  };
  if (base.kind === 'binary' || result.kind === 'binary') return whole('binary', `${keyOf(base)}>${keyOf(result)}`);
  if (base.kind === 'absent') return whole('created', '');
  if (result.kind === 'absent') return whole('deleted', '');
  if (base.text === result.text) return whole('mode', String(result.executable === true));
  return { kind: 'hunks', hunks: diffHunks(base.text, result.text, { path }) };
}

/** The names of everything to decide in a file. */
export function decisionIds(review: FileReview): readonly HunkId[] {
  if (review.kind === 'same') return [];
  return review.kind === 'whole' ? [review.id] : review.hunks.map((hunk) => hunk.id);
}

/** True when two versions are the same file, executable bit included. */
export function sameVersion(left: FileVersion, right: FileVersion): boolean {
  if (left.kind === 'absent' || right.kind === 'absent') return left.kind === right.kind;
  return sameContent(left, right) && (left.executable === true) === (right.executable === true);
}

/** True when two versions hold the same, whatever their mode. */
export function sameContent(left: FileVersion, right: FileVersion): boolean {
  return left.kind === right.kind && keyOf(left) === keyOf(right);
}

function keyOf(version: FileVersion): string {
  if (version.kind === 'absent') return '';
  return version.kind === 'text' ? version.text : version.key;
}

/** The text of a version; empty for one that is absent or binary. */
export function textOf(version: FileVersion): string {
  return version.kind === 'text' ? version.text : '';
}

/** Whether these hunks change the file at all. */
export function hasChanges(review: FileReview, hunkIds: ReadonlySet<HunkId>): boolean {
  return decisionIds(review).some((id) => hunkIds.has(id));
}

/** The text of a file with some hunks of its change; undefined for a file that is not there then. Binary files have no text. */
export function textWith(
  review: FileReview,
  hunkIds: ReadonlySet<HunkId>,
  { base, result }: Pick<FileChange, 'base' | 'result'>,
): string | undefined {
  if (review.kind === 'hunks' && base.kind === 'text') return applyHunks(base.text, review.hunks, hunkIds);
  const version = hasChanges(review, hunkIds) ? result : base;
  return version.kind === 'absent' ? undefined : textOf(version);
}
