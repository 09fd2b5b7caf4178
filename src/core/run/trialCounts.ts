/** How the candidates of repair were tried: a green one counts as both, as only its cold runs prove anything. */
export interface TrialCounts {
  /** Judged in a process that stays. */
  readonly warm: number;
  /** Judged by starting the runner. */
  readonly cold: number;
  /** Why not all were tried warm first. */
  readonly coldWhy?: string;
}
