import type { HunkId } from '../../base/ids.ts';

/** One thing a person did in a review. `cleared` takes a decision back. */
export type ReviewDecision =
  | { readonly kind: 'accepted'; readonly hunkId: HunkId }
  | { readonly kind: 'rejected'; readonly hunkId: HunkId; readonly reason?: string }
  | { readonly kind: 'cleared'; readonly hunkId: HunkId };

/** How a hunk stands. */
export type HunkVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly reason: string | undefined }
  | { readonly kind: 'undecided' };

/** Where a review stands: which hunks are to be applied, which not and why, which are open. Ids in the order of the hunks. */
export interface ReviewState {
  readonly verdicts: ReadonlyMap<HunkId, HunkVerdict>;
  readonly accepted: readonly HunkId[];
  readonly rejected: readonly { readonly hunkId: HunkId; readonly reason: string | undefined }[];
  readonly undecided: readonly HunkId[];
  /** true when nothing is open, and there was something to decide. */
  readonly complete: boolean;
}

const undecided: HunkVerdict = { kind: 'undecided' };

/**
 * Folds what a person did, oldest first, over the hunks there are. The last decision on a hunk counts. Decisions on hunks that are
 * gone are ignored, not lost: they count again when a hunk with the same lines comes back.
 */
export function foldReview(hunkIds: readonly HunkId[], decisions: readonly ReviewDecision[]): ReviewState {
  const latest = new Map<HunkId, HunkVerdict>();
  for (const decision of decisions) latest.set(decision.hunkId, verdictOf(decision));
  const verdicts = new Map(hunkIds.map((id) => [id, latest.get(id) ?? undecided] as const));
  const accepted: HunkId[] = [];
  const rejected: { hunkId: HunkId; reason: string | undefined }[] = [];
  const open: HunkId[] = [];
  for (const [id, verdict] of verdicts) {
    if (verdict.kind === 'accepted') accepted.push(id);
    else if (verdict.kind === 'rejected') rejected.push({ hunkId: id, reason: verdict.reason });
    else open.push(id);
  }
  return { verdicts, accepted, rejected, undecided: open, complete: open.length === 0 && verdicts.size > 0 };
}

function verdictOf(decision: ReviewDecision): HunkVerdict {
  if (decision.kind === 'cleared') return undecided;
  if (decision.kind === 'accepted') return { kind: 'accepted' };
  const reason = decision.reason?.trim();
  return { kind: 'rejected', reason: reason === '' ? undefined : reason };
}
