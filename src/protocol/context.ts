/** A question about a workspace. Everything but the text may be left out (docs/context.md). */
export interface ContextQuestion {
  readonly text?: string;
  readonly embedding?: readonly number[];
  readonly filter?: unknown;
  /** `field=value` texts. */
  readonly filterPairs?: readonly string[];
  readonly scope?: 'global' | 'session' | 'task';
  readonly k?: number;
  readonly strategy?: 'auto' | 'dense-first' | 'sparse-first' | 'parallel';
  readonly fusion?: 'rrf' | 'weighted' | 'max' | 'late-interaction';
  readonly rrfK?: number;
  readonly denseWeight?: number;
  readonly sparseWeight?: number;
  readonly rerankFactor?: number;
  readonly graphWeight?: number;
  readonly deterministic?: boolean;
  /** In the scope `task`: the run. */
  readonly run?: string;
  /** In the scope `global`: the code of the person's other workspaces, too, as far as they have an index. */
  readonly allWorkspaces?: boolean;
}

/** A piece of a file that was found. Lines count from 1, both belong to it; a score is absent where that ranking did not give it. */
export interface ContextPieceView {
  readonly id: string;
  /** Relative to the workspace that it is of, with `/`; absolute for a fact that lies in the data folder. */
  readonly path: string;
  readonly kind: 'function' | 'method' | 'class' | 'type' | 'section' | 'window' | 'fact';
  readonly name: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly fusedScore: number;
  readonly denseScore?: number;
  readonly sparseScore?: number;
  readonly denseRank?: number;
  readonly sparseRank?: number;
}

/** Where a piece comes from; `folder` is absolute, `how` is what the run's agents did with the file. */
export type ContextSourceView =
  | { readonly kind: 'workspace' }
  | { readonly kind: 'otherWorkspace'; readonly folder: string }
  | { readonly kind: 'run'; readonly run: string; readonly how: 'read' | 'changed' }
  | { readonly kind: 'memory'; readonly place: 'kept' | 'learnt' | 'global' };

/** A piece, and where it comes from. */
export interface ContextHitView extends ContextPieceView {
  readonly source: ContextSourceView;
}

/** What a question found, best first. */
export interface ContextAnswerView {
  readonly hits: readonly ContextHitView[];
  readonly plan: string;
  /** The search alone, in milliseconds. */
  readonly searchMs: number;
}

/** What the index of a workspace holds, and what of the workspace it does not hold yet. */
export interface ContextStatusView {
  readonly files: number;
  readonly chunks: number;
  readonly terms: number;
  /** On the disk. */
  readonly bytes: number;
  readonly embedder: string;
  /** Files that are new, changed or gone since. */
  readonly pending: number;
}

/** What bringing an index up to date came to. */
export interface ContextUpdateView {
  readonly indexed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly durationMs: number;
}

/** The server of an embedder: undefined where vectors are made here. */
export interface EmbeddingTargetView {
  readonly model: string | undefined;
  readonly endpoint: string | undefined;
  /** True when nothing is to be asked: nothing leaves this machine, or the person has agreed to it. */
  readonly agreed: boolean;
}

/** How far an update of an index is, in files; `done` is undefined once it has ended. */
export interface IndexChange {
  readonly workspace: string;
  readonly done: number | undefined;
  readonly total: number;
}

/**
 * What the editor asks about the code of a workspace; paths of workspaces are absolute. `embedder` names the model that makes vectors: empty is
 * the one of the environment, else the built-in.
 */
export interface ContextEngineCalls {
  /** Finds pieces of files in the index as it is. */
  readonly searchContext: {
    readonly input: { readonly workspace: string; readonly embedder: string; readonly question: ContextQuestion };
    readonly output: ContextAnswerView;
  };
  /** Brings the index up to date with the files. */
  readonly updateContext: {
    readonly input: { readonly workspace: string; readonly embedder: string; readonly rebuild: boolean };
    readonly output: ContextUpdateView;
  };
  /** Where an embedder would get code. Sends nothing. */
  readonly getEmbeddingTarget: {
    readonly input: { readonly embedder: string };
    readonly output: EmbeddingTargetView;
  };
}
