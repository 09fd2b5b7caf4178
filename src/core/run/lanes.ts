/**
 * Numbers of the further copies of one run, so that no two uses of them meet. Repair takes the first ones, as many as it tries
 * candidates at once.
 */
export const lanes = {
  /** Static analysis: tools may write into the copy that they look at. */
  analysis: 20,
  /** The workspace as it was, with the new tests in it. */
  withoutChange: 21,
  /** The change with its tests, which are run alone. */
  newTests: 22,
  /** The first of the lanes for small defects. */
  mutants: 30,
} as const;
