/** One place at which two values differ; a side is undefined where it has nothing there. */
export interface DifferenceView {
  readonly at: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

/** How two values differ: the first places, and how many more there are. */
export interface DifferencesView {
  readonly places: readonly DifferenceView[];
  readonly more: number;
}

/** One of two runs as a whole. */
export interface RunSideView {
  readonly runId: string;
  readonly workflow: string;
  readonly outcome: string | undefined;
  readonly startedAtMs: number;
  readonly wallMs: number;
  /** null: a price is not known. */
  readonly usd: number | null;
  /** Nobody has counted what `usd` counts, or a part of it. */
  readonly costEstimated: boolean;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
  readonly forkedFrom: { readonly runId: string; readonly at: string } | undefined;
}

/** A node in one of the runs. */
export interface NodeSideView {
  readonly status: string;
  readonly attempts: number;
  readonly ms: number | undefined;
  readonly usd: number | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
  readonly models: readonly string[];
  readonly prompts: readonly string[];
  readonly cached: boolean;
  readonly takenOver: boolean;
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

/** In what two runs of a node can differ. */
export type NodeAspectView =
  | 'presence'
  | 'status'
  | 'attempts'
  | 'input'
  | 'model'
  | 'prompt'
  | 'request'
  | 'parameters'
  | 'output'
  | 'failure';

/** A node in both runs. */
export interface NodePairView {
  readonly node: string;
  readonly a: NodeSideView | undefined;
  readonly b: NodeSideView | undefined;
  /** Empty: it came out alike. */
  readonly differs: readonly NodeAspectView[];
  readonly input: DifferencesView;
  readonly output: DifferencesView;
  readonly parameters: DifferencesView;
}

/** Two runs of one workflow side by side. */
export interface ComparisonView {
  readonly a: RunSideView;
  readonly b: RunSideView;
  readonly same: boolean;
  readonly sameDefinition: boolean;
  readonly inputs: DifferencesView;
  readonly nodes: readonly NodePairView[];
  /** The path of the first node at which they part. */
  readonly partingAt: string | undefined;
  readonly proposal: {
    readonly onlyA: readonly string[];
    readonly onlyB: readonly string[];
    readonly alike: readonly string[];
    readonly different: readonly string[];
  };
}

/** What the extension asks the engine. */
export interface CompareEngineCalls {
  /** Throws `compare.sameRun`, `compare.noNodes` and `compare.otherWorkflow`. */
  readonly compareRuns: {
    readonly input: { readonly workspace: string; readonly runId: string; readonly other: string };
    readonly output: ComparisonView;
  };
}

/** What the page of two runs asks of the extension. Both are fixed when it opens. */
export interface CompareContract {
  readonly calls: {
    readonly getComparison: { readonly input: null; readonly output: ComparisonView };
    /** Shows the trace of one of them, at a node when one is named. */
    readonly showTrace: {
      readonly input: { readonly side: 'a' | 'b'; readonly node: string | undefined };
      readonly output: null;
    };
  };
  readonly events: {
    /** One of the runs changed: refetch. */
    readonly didChangeRuns: null;
  };
}
