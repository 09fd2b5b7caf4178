import { CodedError } from '../../base/errors.ts';
import type { Expression, Graph, NodeDefinition, Template } from '../workflow/definition.ts';

/** Edges in compressed rows: the targets of row `i` are `targets[starts[i]]` up to `targets[starts[i + 1]]`, exclusive. */
export interface Edges {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/** A graph with names replaced by positions and everything worked out that does not change while it runs. */
export interface CompiledGraph {
  readonly graph: Graph;
  readonly nodes: readonly NodeDefinition[];
  readonly index: ReadonlyMap<string, number>;
  readonly needs: Edges;
  readonly dependents: Edges;
  /** Successes a node waits for; 0: it waits for all its needs. */
  readonly required: Int32Array;
  /** The node that runs in place of node `i` when it fails; -1: none. */
  readonly fallback: Int32Array;
  /** The nodes that a fallback stands in for. */
  readonly guards: Edges;
  /** 1: may be cancelled while others of the graph go on, because a join may be decided without it. */
  readonly mayLose: Uint8Array;
  /** 1: `with` holds an expression. */
  readonly dynamic: Uint8Array;
  /** The value of `with` where it holds none; undefined when `with` is empty. */
  readonly constants: readonly unknown[];
  /** Nodes on the longest path from node `i` to a last one, itself not counted. */
  readonly heights: Int32Array;
  /** Whether anything in the graph or below its nodes reads the outcome of its nodes. */
  readonly readsNodes: boolean;
  /** Nodes that nothing needs: their outputs are the graph's, unless it says otherwise. */
  readonly last: readonly number[];
}

/** Compiles a graph in time linear in its edges. Unknown names and circles throw `workflow.invalid`: validation comes before. */
export function compileGraph(graph: Graph): CompiledGraph {
  const { nodes } = graph;
  const index = new Map(nodes.map((node, i) => [node.id, i]));
  const place = (id: string): number => {
    const found = index.get(id);
    if (found === undefined) throw new CodedError('workflow.invalid', `There is no node ${JSON.stringify(id)} here.`);
    return found;
  };
  const fallback = new Int32Array(nodes.length).fill(-1);
  const guarding: number[][] = nodes.map(() => none);
  nodes.forEach(({ onFailure }, i) => {
    if (onFailure.kind !== 'fallback') return;
    const target = place(onFailure.node);
    fallback[i] = target;
    guarding[target] = [...(guarding[target] ?? none), i];
  });
  // A fallback often says that it needs the node it stands in for: it begins when that one has failed, so that is no need.
  const needing = nodes.map(({ needs }, i) => [...new Set(needs)].map(place).filter((need) => fallback[need] !== i));
  const needs = edgesOf(needing);
  const dependents = reversed(needs, nodes.length);
  const required = Int32Array.from(nodes, ({ join }, i) => requiredOf(join, needing[i]?.length ?? 0));
  const guards = edgesOf(guarding);
  const dynamic = Uint8Array.from(nodes, (node) => (Object.values(node.with).some(hasExpression) ? 1 : 0));
  const compiled: CompiledGraph = {
    graph,
    nodes,
    index,
    needs,
    dependents,
    required,
    fallback,
    guards,
    mayLose: losersOf({ needs, required, guards, fallback }, nodes.length),
    dynamic,
    constants: nodes.map((node, i) => (dynamic[i] === 1 ? undefined : constantInput(node))),
    heights: new Int32Array(nodes.length),
    readsNodes: hasExpressions(graph, dynamic),
    last: nodes.flatMap((_, i) => (rowLength(dependents, i) === 0 && rowLength(guards, i) === 0 ? [i] : [])),
  };
  measureHeights(compiled);
  return compiled;
}

const none: number[] = [];

/** How many targets a row has. */
export function rowLength({ starts }: Edges, row: number): number {
  return at(starts, row + 1) - at(starts, row);
}

/** An element of a typed array whose index is known to be inside. */
export function at(array: Int32Array | Uint8Array, index: number): number {
  return array[index] as number;
}

function constantInput(node: NodeDefinition): unknown {
  const entries = Object.entries(node.with);
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([key, value]) => [key, constantOf(value)]));
}

function requiredOf(join: NodeDefinition['join'], needs: number): number {
  if (join.kind === 'all' || needs === 0) return 0;
  return join.kind === 'any' ? 1 : Math.max(1, Math.min(join.count, needs));
}

function edgesOf(rows: readonly (readonly number[])[]): Edges {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    starts[i + 1] = at(starts, i) + row.length;
  });
  const targets = new Int32Array(at(starts, rows.length));
  rows.forEach((row, i) => {
    targets.set(row, at(starts, i));
  });
  return { starts, targets };
}

/** The same edges seen from their targets, each row ascending. */
function reversed({ starts, targets }: Edges, count: number): Edges {
  const back = new Int32Array(count + 1);
  for (const target of targets) back[target + 1] = at(back, target + 1) + 1;
  for (let i = 0; i < count; i++) back[i + 1] = at(back, i + 1) + at(back, i);
  const fill = back.slice();
  const sources = new Int32Array(targets.length);
  for (let row = 0; row < count; row++) {
    for (let edge = at(starts, row); edge < at(starts, row + 1); edge++) {
      const target = at(targets, edge);
      sources[at(fill, target)] = row;
      fill[target] = at(fill, target) + 1;
    }
  }
  return { starts: back, targets: sources };
}

/** Everything above a join that need not wait for all: cancelling a loser cancels what only led to it. */
function losersOf(
  { needs, required, guards, fallback }: Pick<CompiledGraph, 'needs' | 'required' | 'guards' | 'fallback'>,
  count: number,
): Uint8Array {
  const mayLose = new Uint8Array(count);
  const open: number[] = [];
  const add = (i: number) => {
    if (at(mayLose, i)) return;
    mayLose[i] = 1;
    open.push(i);
  };
  const addRow = ({ starts, targets }: Edges, row: number) => {
    for (let edge = at(starts, row); edge < at(starts, row + 1); edge++) add(at(targets, edge));
  };
  for (let i = 0; i < count; i++) {
    if (at(required, i) > 0) addRow(needs, i);
    // A fallback is given up when nobody waits for it any longer.
    if (rowLength(guards, i) > 0) add(i);
  }
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    addRow(needs, i);
    if (at(fallback, i) >= 0) add(at(fallback, i));
  }
  return mayLose;
}

/**
 * Kahn's algorithm (1962) over needs and over "a node that failed waits for its fallback". It refuses circles, and its order
 * gives the heights from the end.
 */
function measureHeights({ nodes, needs, dependents, guards, fallback, heights }: CompiledGraph): void {
  const open = Int32Array.from(nodes, (_, i) => rowLength(needs, i) + (at(fallback, i) >= 0 ? 1 : 0));
  const free: number[] = [];
  for (let i = 0; i < open.length; i++) if (open[i] === 0) free.push(i);
  const order: number[] = [];
  const release = ({ starts, targets }: Edges, row: number) => {
    for (let edge = at(starts, row); edge < at(starts, row + 1); edge++) {
      const target = at(targets, edge);
      open[target] = at(open, target) - 1;
      if (open[target] === 0) free.push(target);
    }
  };
  for (let i = free.pop(); i !== undefined; i = free.pop()) {
    order.push(i);
    release(dependents, i);
    release(guards, i);
  }
  for (let i = order.pop(); i !== undefined; i = order.pop()) {
    for (let edge = at(dependents.starts, i); edge < at(dependents.starts, i + 1); edge++)
      heights[i] = Math.max(at(heights, i), 1 + at(heights, at(dependents.targets, edge)));
  }
  const left = open.reduce((count, one) => count + (one > 0 ? 1 : 0), 0);
  if (left === 0) return;
  const inCircle = nodes.filter((_, i) => at(open, i) > 0).slice(0, 5);
  throw new CodedError(
    'workflow.invalid',
    `These nodes wait for each other: ${inCircle.map(({ id }) => id).join(', ')}${left > inCircle.length ? ' …' : ''}.`,
  );
}

function hasExpressions(graph: Graph, dynamic: Uint8Array): boolean {
  if (graph.output !== undefined && hasExpression(graph.output)) return true;
  return graph.nodes.some((node, i) => {
    if (dynamic[i] === 1 || node.when !== undefined) return true;
    if (node.kind === 'run' || node.kind === 'approve' || node.kind === 'forEach') return true;
    return node.kind === 'loop' || node.kind === 'race';
  });
}

/** Whether evaluating the template needs a scope. */
export function hasExpression(template: Template | Expression): boolean {
  switch (template.kind) {
    case 'literal':
      return false;
    case 'expression':
      return true;
    case 'text':
      return template.parts.some((part) => typeof part !== 'string');
    case 'list':
      return template.items.some(hasExpression);
    case 'map':
      return Object.values(template.entries).some(hasExpression);
  }
}

/** The value of a template without expressions. */
export function constantOf(template: Template): unknown {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'text':
      return template.parts.join('');
    case 'list':
      return template.items.map(constantOf);
    case 'map':
      return Object.fromEntries(Object.entries(template.entries).map(([key, value]) => [key, constantOf(value)]));
    case 'expression':
      throw new Error('an expression has no constant value');
  }
}
