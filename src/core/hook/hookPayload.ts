/** A node of a workflow, as hooks see it. */
export interface HookNode {
  readonly id: string;
  /** Unique in the run: the id behind the path of what the node is inside of. */
  readonly path: string;
  readonly kind: string;
  readonly agent?: string | undefined;
  readonly tool?: string | undefined;
  /** From 1. */
  readonly attempt?: number | undefined;
}

/** Why something failed: a stable code and a sentence. */
export interface HookedFailure {
  readonly code: string;
  readonly message: string;
}

/** A change that waits for a person, as hooks see it. */
export interface HookedProposal {
  /** Added and removed lines of all files. */
  readonly changedLines: number;
  readonly files: readonly {
    readonly path: string;
    readonly change: 'added' | 'changed' | 'deleted';
    readonly addedLines: number;
    readonly removedLines: number;
  }[];
  /** The whole change as a unified diff. */
  readonly patch?: string | undefined;
}

/** What a hook is told at each point, besides the envelope. Durations are milliseconds of wall time. */
export interface HookPayloads {
  'run.before': { readonly inputs: Readonly<Record<string, unknown>> };
  'run.after': {
    readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'paused';
    /** How the run ended in its own word, such as `fixed` or `not-fixed`. */
    readonly result: string;
    /** The same in a few words for a person. */
    readonly line: string;
    readonly output?: unknown;
    readonly failure?: HookedFailure | undefined;
    readonly ms: number;
  };
  'node.before': { readonly node: HookNode; readonly input?: unknown };
  'node.after': {
    readonly node: HookNode;
    readonly outcome: 'succeeded' | 'failed' | 'cancelled';
    readonly output?: unknown;
    readonly failure?: HookedFailure | undefined;
    readonly ms: number;
  };
  'model.before': {
    readonly node?: HookNode | undefined;
    readonly model: string;
    /** From 1, in the run. */
    readonly call: number;
    readonly request?: unknown;
  };
  'model.after': {
    readonly node?: HookNode | undefined;
    readonly model: string;
    readonly call: number;
    readonly reply?: unknown;
    readonly tokensIn?: number | undefined;
    readonly tokensOut?: number | undefined;
    /** undefined when the price is not known. */
    readonly usd?: number | undefined;
    readonly failure?: HookedFailure | undefined;
    readonly ms: number;
  };
  'tool.before': { readonly node?: HookNode | undefined; readonly tool: string; readonly input?: unknown };
  'tool.after': {
    readonly node?: HookNode | undefined;
    readonly tool: string;
    readonly isError: boolean;
    readonly output?: unknown;
    readonly ms: number;
  };
  gate: {
    readonly output?: unknown;
    readonly proposal?: HookedProposal | undefined;
    readonly evidence?: unknown;
  };
}

/** A moment of a run that hooks can listen to. */
export type HookPoint = keyof HookPayloads;

/** A moment that hooks are told of; what they answer changes nothing. */
export type NoticePoint = Exclude<HookPoint, 'gate'>;

/** The version of the envelope. A field may be added within a version; one that changes its meaning makes a new one. */
export const hookPayloadVersion = 1;

/** What stands in front of every payload. */
export interface HookEnvelope {
  readonly v: typeof hookPayloadVersion;
  readonly type: 'hook';
  readonly point: HookPoint;
  readonly runId: string;
  readonly workflow: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** What was left out to keep the size bounded, one phrase each; absent when everything is there. */
  readonly cut?: readonly string[];
}
