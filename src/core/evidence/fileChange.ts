/** One changed file of a proposal; undefined text means that the file did not exist, or does not any more. */
export interface FileChange {
  /** Relative to the workspace, `/` separators. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}
