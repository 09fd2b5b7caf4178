import { useEffect, useState } from 'preact/hooks';
import type { ReviewContract } from '../../src/protocol/review.ts';
import type { Decision, ReviewView } from '../../src/protocol/runView.ts';
import type { Host } from '../shared/host.ts';
import {
  type Chosen,
  type Filter,
  filterHunks,
  isSelected,
  nextFile,
  nextUndecided,
  noFilter,
  type PlacedHunk,
  placeHunks,
  runningFor,
  stepHunk,
} from './reviewModel.ts';
import type { KeyActions } from './useKeys.ts';
import type { Review } from './useReview.ts';

/** Where the person is in the proposal, what they have chosen, and how they move on. */
export interface Walk {
  /** Those that the filter lets through. */
  readonly hunks: readonly PlacedHunk[];
  readonly filter: Filter;
  setFilter(filter: Filter): void;
  readonly chosen: Chosen;
  readonly current: PlacedHunk | undefined;
  readonly currentId: string | undefined;
  readonly keys: KeyActions;
  /** Makes a hunk the current one; `goTo` also moves the focus to it. */
  pick(hunkId: string): void;
  goTo(hunkId: string | undefined): void;
  goToFile(path: string): void;
  select(hunkId: string, selected: boolean): void;
  /** Says something about a hunk; a decision moves on to the next undecided one. */
  decide(hunkId: string | undefined, decision: Decision, reason?: string): void;
}

/** Keeps place and choice in the state that a reload finds again. */
export function useWalk(host: Host<ReviewContract>, review: Review, view: ReviewView): Walk {
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [chosen, setChosen] = useState<Chosen>((host.state.chosen as Chosen | undefined) ?? {});
  const [picked, setPicked] = useState<string | undefined>(host.state.current as string | undefined);
  useEffect(() => host.keep({ chosen, current: picked }), [host, chosen, picked]);

  const all = placeHunks(view);
  const hunks = filterHunks(all, filter);
  const undecided = hunks.find(({ hunk }) => hunk.decision === 'undecided' && !hunk.applied);
  const current = hunks.find(({ hunk }) => hunk.hunkId === picked) ?? undecided ?? hunks[0];
  const currentId = current?.hunk.hunkId;
  const goTo = (hunkId: string | undefined) => {
    setPicked(hunkId);
    if (hunkId !== undefined) document.getElementById(`hunk-${hunkId}`)?.focus();
  };
  const select = (hunkId: string, selected: boolean) => setChosen({ ...chosen, [hunkId]: selected });
  const decide = (hunkId: string | undefined, decision: Decision, reason?: string) => {
    const target = hunks.find(({ hunk }) => hunk.hunkId === hunkId)?.hunk;
    // Not held up by the decision before: who knows what to say says it quickly.
    if (!target || runningFor(view, target.hunkId)) return;
    if (target.applied) {
      if (decision === 'undecided' && !review.busy) review.undo([target.hunkId]);
      return;
    }
    review.decide([target.hunkId], decision, reason);
    goTo(decision === 'undecided' ? target.hunkId : nextUndecided(hunks, target.hunkId));
  };
  const keys: KeyActions = {
    j: () => goTo(stepHunk(hunks, currentId, 1)),
    k: () => goTo(stepHunk(hunks, currentId, -1)),
    f: () => goTo(nextFile(hunks, currentId)),
    a: () => decide(currentId, 'accepted'),
    r: () => decide(currentId, 'rejected'),
    u: () => decide(currentId, 'undecided'),
    ' ': () => current && select(current.hunk.hunkId, !isSelected(current, chosen)),
  };
  const goToFile = (path: string) => goTo(hunks.find(({ file }) => file.path === path)?.hunk.hunkId);
  return {
    hunks,
    filter,
    setFilter,
    chosen,
    current,
    currentId,
    keys,
    pick: setPicked,
    goTo,
    goToFile,
    select,
    decide,
  };
}
