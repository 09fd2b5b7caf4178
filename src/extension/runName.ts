/** Names a run: its folder (absolute path) and its id. */
export interface RunName {
  readonly workspace: string;
  readonly runId: string;
}

/** The run that a page kept in its state; undefined when it kept none. */
export function runFrom({ workspace, runId }: Readonly<Record<string, unknown>>): RunName | undefined {
  return typeof workspace === 'string' && typeof runId === 'string' ? { workspace, runId } : undefined;
}
