/** How a run ended. `added`: a feature, with tests that show it. `done`: a workflow came to its end that was for neither. */
export type RunOutcome =
  | 'fixed'
  | 'not-fixed'
  | 'nothing-to-fix'
  | 'added'
  | 'not-added'
  | 'done'
  | 'paused'
  | 'cancelled'
  | 'failed';

/** Who made the change that was proposed. */
export type FixedBy = 'repair' | 'model';
