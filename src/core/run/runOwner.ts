/** Which process owns a run: the pid alone can be reused, so its start time goes with it. */
export interface RunOwner {
  readonly pid: number;
  /** When it started, in the platform's own notation; undefined where that cannot be learned. */
  readonly startTime: string | undefined;
}
