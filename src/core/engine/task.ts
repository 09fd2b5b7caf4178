import type { NodeDefinition } from '../workflow/definition.ts';
import type { CompiledGraph } from './compiledGraph.ts';
import type { NodeFailure } from './engineEvent.ts';
import type { NodeView } from './nodeRunner.ts';
import { Schedule } from './schedule.ts';

/** Why a graph ends before all its nodes have come out. */
export type Closing =
  | { readonly kind: 'failed'; readonly node: string; readonly failure: NodeFailure }
  | { readonly kind: 'cancelled' };

/** What expressions inside a graph see beside its nodes. */
export interface Surroundings {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly loop?: { readonly round: number; readonly last: unknown };
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** One graph while it runs: the workflow's own, or one inside of a node. */
export class Scope {
  readonly graph: CompiledGraph;
  readonly schedule: Schedule;
  readonly outputs: unknown[];
  /** Nodes that are ready, started or between two attempts. */
  readonly tasks: (Task | undefined)[];
  readonly views: Record<string, NodeView> | undefined;
  /** Begins the path of every node inside; empty for the workflow's own graph. */
  readonly prefix: string;
  readonly surroundings: Surroundings;
  /** The node around this graph and which of its graphs this is. */
  readonly owner: Task | undefined;
  readonly slot: string | number;
  readonly depth: number;
  /** Nodes that have been started and have not come out. */
  running = 0;
  closing: Closing | undefined = undefined;
  ended = false;

  constructor(
    graph: CompiledGraph,
    place: { owner: Task | undefined; slot: string | number; prefix: string },
    around: Surroundings,
  ) {
    this.graph = graph;
    this.schedule = new Schedule(graph);
    this.outputs = new Array(graph.nodes.length);
    this.tasks = new Array(graph.nodes.length);
    this.owner = place.owner;
    this.slot = place.slot;
    this.prefix = place.prefix;
    this.depth = (place.owner?.scope.depth ?? 0) + 1;
    this.surroundings = around;
    this.views = graph.readsNodes ? Object.create(null) : undefined;
    if (this.views) for (const { id } of graph.nodes) this.views[id] = pendingView;
  }

  /** Notes how a node came out, for expressions. */
  show(index: number, status: string, error: NodeFailure | null = null): void {
    if (!this.views) return;
    const id = this.graph.nodes[index]?.id ?? '';
    this.views[id] = { status, output: this.outputs[index] ?? null, error };
  }
}

const pendingView: NodeView = { status: 'pending', output: null, error: null };

/** A node whose turn has come. */
export class Task {
  readonly scope: Scope;
  readonly index: number;
  readonly node: NodeDefinition;
  readonly path: string;
  state: 'ready' | 'started' | 'retrying' | 'settled' = 'ready';
  /** The attempt that goes on or comes next, from 1. */
  attempt = 1;
  /** Nodes on the longest path from here to the end of the run, as far as it is known. */
  readonly height: number;
  /** When it came to the queue, counted by the queue. */
  turn = 0;
  input: unknown = undefined;
  /** What `command`, `message` or `items` came to. */
  subject: unknown = undefined;
  /** The graphs inside that have not ended, and how far the node is with them. */
  inside: Inside | undefined = undefined;
  /** Belongs to whoever drives the machine. */
  driver: object | undefined = undefined;

  constructor(scope: Scope, index: number, node: NodeDefinition) {
    this.scope = scope;
    this.index = index;
    this.node = node;
    this.height = (scope.graph.heights[index] ?? 0) + (scope.owner?.height ?? 0);
    this.path = scope.prefix === '' ? node.id : scope.prefix + node.id;
  }
}

/** The progress of a node that holds graphs. */
export interface Inside {
  readonly open: Set<Scope>;
  readonly items: readonly unknown[];
  /** Outputs by position, for forEach. */
  readonly results: unknown[];
  next: number;
  done: number;
  failure: NodeFailure | undefined;
}

/** The node of this path among those of a graph, and of the graphs inside it, that are ready, at work or between two attempts. */
export function findTask({ tasks }: Scope, path: string): Task | undefined {
  for (const task of tasks) {
    if (task?.path === path) return task;
    for (const inner of task?.inside?.open ?? []) {
      const found = path.startsWith(inner.prefix) ? findTask(inner, path) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** True for nodes that hold graphs: they take no place of their own while they go on. */
export function isComposite(node: NodeDefinition): boolean {
  return node.kind === 'forEach' || node.kind === 'loop' || node.kind === 'race' || node.kind === 'workflow';
}
