/** Whose hook it is: the person's own, or one that came with the repository. */
export type HookFrom = 'person' | 'workspace';

/** What one gate said. */
export interface GateWord {
  readonly name: string;
  readonly from: HookFrom;
  readonly allow: boolean;
  /** Why, for a person; always there when it refuses. */
  readonly reason: string | undefined;
  /** Set when the gate failed and its own setting decided. */
  readonly code: string | undefined;
}
