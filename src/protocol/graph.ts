import type { ManifestDocument, ManifestProblem, TextRange } from './manifests.ts';
import type { RunStatus } from './runView.ts';

/** What a node does; `unknown` when it does not say, or when only its path is known. */
export type GraphNodeKind = 'agent' | 'tool' | 'run' | 'workflow' | 'approve' | 'forEach' | 'loop' | 'race' | 'unknown';

/** A box of a graph. Lengths are in px, from the upper left corner of the graph. */
export interface GraphNodeView {
  /** Its place in the workflow: its path without positions and attempts, `prove/debugging/debug`. */
  readonly id: string;
  /** Its id within its own graph. */
  readonly name: string;
  readonly kind: GraphNodeKind;
  /** The agent, tool or workflow that it names, or its command; may be empty. */
  readonly detail: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether the nodes inside of it are drawn; undefined when there are none. */
  readonly open: boolean | undefined;
  /** What it runs is a graph of its own: `getGraph` gives it for the level of this id. */
  readonly level: boolean;
  /** It runs only when a condition is true. */
  readonly conditional: boolean;
  /** The most rounds of a loop. */
  readonly max: number | undefined;
  /** Where it stands in its file; undefined in the graph of a run. */
  readonly range: TextRange | undefined;
  readonly problems: readonly GraphProblemView[];
}

/** What is wrong with a node of a workflow file. */
export type GraphProblemView = Pick<ManifestProblem, 'severity' | 'code' | 'message'>;

/** A line from a node to one that waits for it. */
export interface GraphEdgeView {
  readonly from: string;
  readonly to: string;
  /** `fallback`: the second stands in for the first when that fails. */
  readonly kind: 'needs' | 'fallback';
  /** It closes a circle, which is an error of the file. */
  readonly back: boolean;
  /** SVG path data. */
  readonly path: string;
}

/** A graph with a place for everything. */
export interface GraphView {
  readonly title: string;
  /** The way from the workflow to the graph that is shown, each step with the level it leads to; the last is this one. */
  readonly crumbs: readonly { readonly name: string; readonly level: string }[];
  /** In reading order: a node that is open comes before those inside of it. */
  readonly nodes: readonly GraphNodeView[];
  readonly edges: readonly GraphEdgeView[];
  readonly labels: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  readonly width: number;
  readonly height: number;
  /** Problems of a file that are of no node. */
  readonly problems: readonly GraphProblemView[];
  /** Said above the graph: why it is not whole. */
  readonly notice: string | undefined;
}

/** A workflow file as a graph; `graph` is undefined when nothing can be made out, and the last good one stays. */
export interface FileGraphView {
  readonly graph: GraphView | undefined;
  readonly problems: readonly GraphProblemView[];
}

/**
 * How a node stands. `pending`: nothing happened yet; `asking`: it waits for a person; `stopped`: it was in work when the run
 * came to rest.
 */
export type GraphNodeStatus =
  | 'pending'
  | 'ready'
  | 'running'
  | 'waiting'
  | 'asking'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'stopped';

/** How a node of a run stands, all its instances taken together. */
export interface NodeStateView {
  readonly id: string;
  readonly status: GraphNodeStatus;
  /** Of a list its items, of a loop its rounds, else its instances when there are several; `total` undefined: not known. */
  readonly count: { readonly done: number; readonly total: number | undefined } | undefined;
  readonly attempts: number;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly costUsd: number | undefined;
  /** What it used of its own budget, or of that of the run, from 0 to 1; undefined when it used nothing that is limited. */
  readonly budgetShare: number | undefined;
  /** Why it failed, or is tried again. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  /** `when`: its condition is false. `needs`: something it needs was skipped. `unused`: a stand-in that was not needed. */
  readonly skipped: 'when' | 'needs' | 'unused' | undefined;
}

/** How the nodes of a run stand. */
export interface NodeStatesView {
  /** To be given back with the next question. */
  readonly mark: StatesMark;
  readonly status: RunStatus;
  readonly line: string;
  readonly costUsd: number | undefined;
  /** Nobody has counted what `costUsd` counts, or a part of it. */
  readonly costEstimated: boolean;
  readonly budgetUsd: number | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** Those that changed since the mark, or all; a node that is not among all of them is pending. */
  readonly states: readonly NodeStateView[];
  /** `states` holds all there are: what was known before is void. */
  readonly whole: boolean;
}

/** Up to where the states of a run were read. */
export interface StatesMark {
  readonly seq: number;
  readonly atRest: boolean;
}

/** A piece of what a node did, of the trace of its run. */
export interface NodeSpanView {
  readonly spanId: string;
  readonly name: string;
  readonly ms: number;
  readonly ended: boolean;
  readonly failed: boolean;
}

/** A value for a person, as JSON; `cut`: there was more of it. */
export interface ValueView {
  readonly text: string;
  readonly cut: boolean;
}

/** An attempt of a node that is over, or in work. */
export interface AttemptView {
  readonly number: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

/** Everything about one instance of a node of a run. */
export interface NodeDetailView {
  readonly id: string;
  /** Of the instance that is shown. */
  readonly path: string;
  /** All instances, oldest first; of very many the newest. */
  readonly instances: readonly { readonly path: string; readonly status: GraphNodeStatus }[];
  readonly status: GraphNodeStatus;
  readonly input: ValueView | undefined;
  /** The question of a node that asks a person, the command of one that runs a command, the items of a list. */
  readonly subject: ValueView | undefined;
  readonly output: ValueView | undefined;
  readonly failure: { readonly code: string; readonly message: string; readonly hint?: string } | undefined;
  readonly attempts: readonly AttemptView[];
  readonly costUsd: number | undefined;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly calls: number;
  readonly models: readonly string[];
  readonly prompts: readonly string[];
  /** Its output was taken from an earlier run with the same input. */
  readonly cached: boolean;
  /** It came out in the run that this one was forked from. */
  readonly takenOver: boolean;
  readonly spans: readonly NodeSpanView[];
  /** It has started, so that a run can be begun anew from here. */
  readonly canFork: boolean;
}

type RunInput = { readonly workspace: string; readonly runId: string };

/** What the extension asks of the engine about graphs. Reads only, apart from `forkRun` and `cancelNode`; `workspace` is an absolute path. */
export type GraphEngineCalls = {
  /** The graph of a run's workflow. `level` is empty for the whole workflow; `open` holds ids of nodes to be drawn open. */
  readonly getGraph: {
    readonly input: RunInput & { readonly level: string; readonly open: readonly string[] };
    readonly output: GraphView;
  };
  readonly getNodeStates: {
    readonly input: RunInput & { readonly since: StatesMark | undefined };
    readonly output: NodeStatesView;
  };
  /** An instance of a node by its path, or the newest instance by its place. Throws `graph.unknownNode`. */
  readonly getNode: { readonly input: RunInput & { readonly node: string }; readonly output: NodeDetailView };
  /** A workflow file as it stands in an editor, with all open manifests, as a graph. */
  readonly getFileGraph: {
    readonly input: {
      readonly workspace: string;
      readonly documents: readonly ManifestDocument[];
      readonly file: string;
      readonly open: readonly string[];
    };
    readonly output: FileGraphView;
  };
  /** Begins a run with all that another had recorded before a node (a path) started, and runs that node and the rest anew. */
  readonly forkRun: {
    readonly input: RunInput & { readonly at: string };
    readonly output: { readonly runId: string };
  };
  /**
   * Tells a node that is at work (a path) to end, whichever process runs it; the run goes on as its `onFailure` says. Throws
   * `run.notRunning`, `node.notRunning`, and `node.holdsOthers` for one that only holds others.
   */
  readonly cancelNode: { readonly input: RunInput & { readonly node: string }; readonly output: null };
};

/** What a graph page asks of the extension. The run, or the file, is fixed when it opens. */
export interface GraphContract {
  readonly calls: {
    readonly getGraph: {
      readonly input: { readonly level: string; readonly open: readonly string[] };
      readonly output: FileGraphView;
    };
    /** Undefined for the graph of a file. */
    readonly getNodeStates: {
      readonly input: { readonly since: StatesMark | undefined };
      readonly output: NodeStatesView | undefined;
    };
    readonly getNode: { readonly input: { readonly node: string }; readonly output: NodeDetailView };
    /** Begins a run anew at the node of this path. The new run's graph opens by itself. */
    readonly runAgain: { readonly input: { readonly path: string }; readonly output: null };
    readonly cancelRun: { readonly input: null; readonly output: null };
    /** Ends the node of this path alone. */
    readonly cancelNode: { readonly input: { readonly path: string }; readonly output: null };
    /** Shows a span of the run in the trace; undefined: the whole trace. */
    readonly openSpan: { readonly input: { readonly spanId: string | undefined }; readonly output: null };
    /** Selects these lines in the editor of the file; `focus` moves the keyboard there too. */
    readonly revealRange: {
      readonly input: { readonly range: TextRange; readonly focus: boolean };
      readonly output: null;
    };
  };
  readonly events: {
    /** The graph itself changed: refetch. */
    readonly didChangeGraph: null;
    /** Something happened in the run: ask for the states that changed. Becoming visible means both events. */
    readonly didChangeStates: null;
    /** The cursor in the file went to a line, counted from 1. */
    readonly didMoveCursor: { readonly line: number };
  };
}
