import type { HunkId } from '../../base/ids.ts';
import {
  type FileChange,
  type FileReview,
  type FileVersion,
  type PresentVersion,
  reviewFile,
  sameContent,
  sameVersion,
} from './fileReview.ts';
import { applyHunks } from './hunks.ts';
import { type ConflictRegion, merge3 } from './threeWayMerge.ts';

/** A file's change, what the person chose of it, and the file as it is in the workspace now. */
export interface ApplyRequest extends FileChange {
  readonly current: FileVersion;
  /** Hunks to be in the file in the end; those that were applied before are among them. */
  readonly chosenHunkIds: ReadonlySet<HunkId>;
  /** Hunks that were applied before: where the person has changed them since, they stay as the person made them. */
  readonly appliedHunkIds?: ReadonlySet<HunkId>;
  /** The lines that a person has accepted for a place that both sides changed; undefined where there are none. */
  readonly resolve?: (region: ConflictRegion) => string | undefined;
}

/** Why a change cannot be put into the file as it is now. */
export type ApplyConflict = 'both-changed' | 'gone' | 'exists' | 'changed-before-delete' | 'binary-changed';

/** What to do with a file of the workspace. Nothing but `write` and `delete` touches it. */
export type ApplyPlan =
  | { readonly kind: 'nothing' }
  /** `content` is what to write; a binary one is named by its key. `merged` says that the file had changed meanwhile. */
  | { readonly kind: 'write'; readonly content: PresentVersion; readonly merged: boolean }
  | { readonly kind: 'delete' }
  | {
      readonly kind: 'conflict';
      readonly why: ApplyConflict;
      /** What the file is now, and what it would be without the changes made meanwhile. */
      readonly current: FileVersion;
      readonly wanted: FileVersion;
      /** The places that contradict each other, `ours` being the file as it is now; empty when the files do as a whole. */
      readonly regions: readonly ConflictRegion[];
    };

/**
 * Plans how the chosen part of a change comes into a file that may have changed since: the chosen hunks are applied to the base, and
 * what they add to the hunks applied before is merged three ways with the file as it is. Changes made meanwhile are never overwritten; what cannot be merged is a
 * conflict that carries both versions. A change that is there already asks for nothing.
 */
export function planApply(request: ApplyRequest): ApplyPlan {
  const { current, chosenHunkIds, appliedHunkIds = new Set() } = request;
  const review = reviewFile(request);
  const base = versionWith(appliedHunkIds, request, review);
  const wanted = versionWith(chosenHunkIds, request, review);
  if (sameVersion(wanted, base) || sameVersion(wanted, current)) return { kind: 'nothing' };
  if (sameVersion(current, base)) return planFor(wanted, false);
  const conflict = (why: ApplyConflict, regions: readonly ConflictRegion[] = []): ApplyPlan => ({
    kind: 'conflict',
    why,
    current,
    wanted,
    regions,
  });
  if (current.kind === 'absent') return conflict('gone');
  if (wanted.kind === 'absent')
    return sameContent(current, base) ? planFor(wanted, false) : conflict('changed-before-delete');
  if (base.kind === 'absent') {
    return sameContent(current, wanted) ? planFor(wanted, true) : conflict('exists');
  }
  const executable = mergedMode(base, { wanted, current });
  if (sameContent(current, base)) return planFor({ ...wanted, executable }, true);
  if (base.kind !== 'text' || wanted.kind !== 'text' || current.kind !== 'text') {
    return sameContent(wanted, base) ? planFor({ ...current, executable }, true) : conflict('binary-changed');
  }
  const merged = merge3(base.text, current.text, wanted.text);
  const text = merged.kind === 'merged' ? merged.text : resolvedText(merged.parts, request.resolve);
  if (text === undefined) return conflict('both-changed', merged.kind === 'conflict' ? merged.regions : []);
  const content: FileVersion = { kind: 'text', text, executable };
  return sameVersion(content, current) ? { kind: 'nothing' } : planFor(content, true);
}

/** The file with some hunks of the change, as if nobody else had touched it. */
function versionWith(hunkIds: ReadonlySet<HunkId>, { base, result }: ApplyRequest, review: FileReview): FileVersion {
  if (review.kind === 'same') return base;
  if (review.kind === 'whole') return hunkIds.has(review.id) ? result : base;
  if (base.kind !== 'text' || result.kind !== 'text') throw new Error('hunks of a file that is not text');
  if (!review.hunks.some((hunk) => hunkIds.has(hunk.id))) return base;
  const text = applyHunks(base.text, review.hunks, hunkIds);
  return { kind: 'text', text, executable: result.executable === true };
}

/** The text with every place resolved; undefined when one is not. */
function resolvedText(
  parts: readonly (string | ConflictRegion)[],
  resolve: ApplyRequest['resolve'] = () => undefined,
): string | undefined {
  const texts = parts.map((part) => (typeof part === 'string' ? part : resolve(part)));
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** The executable bit: whoever changed it decides. */
function mergedMode(base: PresentVersion, { wanted, current }: Record<'wanted' | 'current', PresentVersion>): boolean {
  const changed = (wanted.executable === true) !== (base.executable === true);
  return (changed ? wanted : current).executable === true;
}

function planFor(wanted: FileVersion, merged: boolean): ApplyPlan {
  return wanted.kind === 'absent' ? { kind: 'delete' } : { kind: 'write', content: wanted, merged };
}
