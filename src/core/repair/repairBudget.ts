/** How far a search may go. */
export interface RepairBudget {
  /** Candidates whose tests are run, single edits and pairs together. */
  readonly maxCandidates: number;
  readonly maxMs: number;
  /** After the first proof: how long candidates already running may still finish, to find a smaller one. Default 3,000. */
  readonly settleMs?: number;
  /** After the first proof: how long to go on searching for a simpler one and for alternatives. Default 0. */
  readonly simplerMs?: number;
}

/** How the tests judged a candidate. Only `proved` ends a search. */
export type TryOutcome =
  /** The targets pass and nothing that passed is broken. */
  | { readonly kind: 'proved' }
  /** Some targets pass now, or all do but something else broke: half of a pair, perhaps. `fixed` of the targets, 0 to 1. */
  | {
      readonly kind: 'partly';
      readonly fixed: number;
      /** Ids of the targets that are still red, where they are known. */
      readonly left?: readonly string[];
      readonly info?: string;
    }
  | { readonly kind: 'still-failing'; readonly info?: string }
  /** The file does not load. */
  | { readonly kind: 'killed-compile'; readonly info?: string };

/** Counts of what has been tried so far. */
export interface RepairProgress {
  readonly tried: number;
  readonly ms: number;
  readonly partly: number;
  /** The candidate that was judged last, for a progress line. */
  readonly last: string;
}
