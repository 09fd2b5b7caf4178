import type { CandidateEdit } from './candidateEdit.ts';
import { isNearTwin, isTwin, pairOf, pairsAmong, pairsWith, type RankedPair } from './pairs.ts';
import type { RankedEdit } from './rank.ts';

/** What is tried next: one edit (`single`), or a pair. */
export interface Proposal {
  readonly edits: readonly CandidateEdit[];
  readonly score: number;
  readonly single: RankedEdit | undefined;
}

/** The order in which edits and pairs of them are tried. */
export interface CandidateQueue {
  next(): Proposal | undefined;
  /** The next single edit. */
  nextSingle(): Proposal | undefined;
  /** An edit that fixed part of the failures, all but those `left`: pairs with it come next, in turn with the single ones. */
  helped(single: RankedEdit, left?: readonly string[]): void;
}

/** Single edits tried before pairs take their turns: most defects are one edit, and pairs fit weak tests too easily. */
const pairsAfter = 300;
/** Of the edits that helped, so many look for the same change elsewhere. */
const mostHelpers = 40;

/** Twins of which neither helped by itself: so many in all, one in so many turns, after so many single edits. */
const unaided = { most: 60, every: 5, after: 30 };

interface Helper {
  readonly single: RankedEdit;
  readonly left: readonly string[] | undefined;
}

/**
 * Single edits in order. An edit that helped is tried at once together with the same change at another place, and with one that fixed all
 * that it left; other pairs with it take turns with the single ones after a while, and so does the same change at two places near to one
 * another. All pairs come at the end.
 */
export function createQueue(singles: Iterator<RankedEdit>): CandidateQueue {
  const tried: RankedEdit[] = [];
  const helpers: RankedEdit[] = [];
  const allHelpers: Helper[] = [];
  /** Pairs that come before anything else. */
  const twins: RankedPair[] = [];
  const nearTwins: RankedPair[] = [];
  let nearTwinsMade = 0;
  let among: Iterator<RankedPair> | undefined;
  let withHelper: Iterator<RankedPair> | undefined;
  let turn = 0;

  const addTwin = (helper: RankedEdit, other: RankedEdit): void => {
    const pair = isTwin(helper.edit, other.edit) ? pairOf(helper, other) : undefined;
    if (pair) twins.push(pair);
  };
  const addNearTwins = (single: RankedEdit): void => {
    for (const other of tried) {
      if (nearTwinsMade >= unaided.most) return;
      const pair = isNearTwin(other.edit, single.edit) ? pairOf(other, single) : undefined;
      if (pair) nearTwins.push(pair);
      if (pair) nearTwinsMade++;
    }
  };
  const nextPair = (): Proposal | undefined => {
    for (;;) {
      const pair = withHelper?.next();
      if (pair && !pair.done) return { ...pair.value, single: undefined };
      const helper = helpers.shift();
      if (!helper) return undefined;
      withHelper = pairsWith(helper, [...tried]);
    }
  };
  const nextSingle = (): Proposal | undefined => {
    const single = singles.next();
    if (single.done) return undefined;
    addNearTwins(single.value);
    tried.push(single.value);
    for (const helper of allHelpers) addTwin(helper.single, single.value);
    return { edits: [single.value.edit], score: single.value.score, single: single.value };
  };
  return {
    nextSingle,
    helped(single, left) {
      helpers.push(single);
      if (allHelpers.length >= mostHelpers) return;
      const helper = { single, left };
      twins.unshift(...allHelpers.flatMap((other) => complete(helper, other) ?? []));
      allHelpers.push(helper);
      for (const other of tried) addTwin(single, other);
    },
    next() {
      const twin = twins.shift();
      if (twin) return { ...twin, single: undefined };
      turn++;
      const near = tried.length >= unaided.after && turn % unaided.every === 0 ? nearTwins.shift() : undefined;
      if (near) return { ...near, single: undefined };
      const isPairTurn = tried.length >= pairsAfter && turn % 3 === 2;
      const found = (isPairTurn ? nextPair() : undefined) ?? nextSingle() ?? nextPair();
      if (found) return found;
      among ??= pairsAmong(tried);
      const pair = among.next();
      return pair.done ? undefined : { ...pair.value, single: undefined };
    },
  };
}

/** Both edits as a pair, where neither leaves what the other one leaves. */
function complete(a: Helper, b: Helper): RankedPair | undefined {
  if (!a.left || !b.left || a.left.some((id) => b.left?.includes(id))) return undefined;
  return pairOf(a.single, b.single);
}
