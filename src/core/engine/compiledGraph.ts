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
  const index = new Map<string, number>();
  for (let i = 0; i < nodes.length; i++) index.set((nodes[i] as NodeDefinition).id, i);
  const place = (id: string): number => {
    const found = index.get(id);
    if (found === undefined) throw new CodedError('workflow.invalid', `There is no node ${JSON.stringify(id)} here.`);
    return found;
  };
  const fallback = new Int32Array(nodes.length).fill(-1);
  for (let i = 0; i < nodes.length; i++) {
    const { onFailure } = nodes[i] as NodeDefinition;
    if (onFailure.kind === 'fallback') fallback[i] = place(onFailure.node);
  }
  const needs = needsOf(nodes, fallback, place);
  const dependents = reversed(needs, nodes.length);
  const guards = guardsOf(fallback);
  const required = new Int32Array(nodes.length);
  const dynamic = new Uint8Array(nodes.length);
  const constants: unknown[] = new Array(nodes.length);
  const last: number[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as NodeDefinition;
    required[i] = requiredOf(node.join, rowLength(needs, i));
    if (isDynamic(node)) dynamic[i] = 1;
    else constants[i] = constantInput(node);
    if (rowLength(dependents, i) === 0 && rowLength(guards, i) === 0) last.push(i);
  }
  const compiled: CompiledGraph = {
    graph,
    nodes,
    index,
    needs,
    dependents,
    required,
    fallback,
    guards,
    dynamic,
    constants,
    heights: new Int32Array(nodes.length),
    readsNodes: hasExpressions(graph, dynamic),
    last,
  };
  measureHeights(compiled);
  return compiled;
}

/** How many targets a row has. */
export function rowLength({ starts }: Edges, row: number): number {
  return at(starts, row + 1) - at(starts, row);
}

/** An element of a typed array whose index is known to be inside. */
export function at(array: Int32Array | Uint8Array, index: number): number {
  return array[index] as number;
}

function isDynamic({ with: templates }: NodeDefinition): boolean {
  for (const key in templates) if (hasExpression(templates[key] as Template)) return true;
  return false;
}

function constantInput(node: NodeDefinition): unknown {
  for (const _ in node.with)
    return Object.fromEntries(Object.entries(node.with).map(([key, value]) => [key, constantOf(value)]));
  return undefined;
}

function requiredOf(join: NodeDefinition['join'], needs: number): number {
  if (join.kind === 'all' || needs === 0) return 0;
  return join.kind === 'any' ? 1 : Math.max(1, Math.min(join.count, needs));
}

/** What each node needs, each need once. */
function needsOf(nodes: readonly NodeDefinition[], fallback: Int32Array, place: (id: string) => number): Edges {
  const starts = new Int32Array(nodes.length + 1);
  const targets: number[] = [];
  /** The last row that named a node, counted from 1. */
  const namedBy = new Int32Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) {
    for (const id of (nodes[i] as NodeDefinition).needs) {
      const need = place(id);
      // A fallback often says that it needs the node it stands in for: it begins when that one has failed, so that is no need.
      if (namedBy[need] === i + 1 || fallback[need] === i) continue;
      namedBy[need] = i + 1;
      targets.push(need);
    }
    starts[i + 1] = targets.length;
  }
  return { starts, targets: Int32Array.from(targets) };
}

/** The nodes that each node stands in for. */
function guardsOf(fallback: Int32Array): Edges {
  const starts = new Int32Array(fallback.length + 1);
  const targets: number[] = [];
  for (let i = 0; i < fallback.length; i++) {
    if (at(fallback, i) >= 0) targets.push(at(fallback, i));
    starts[i + 1] = targets.length;
  }
  return reversed({ starts, targets: Int32Array.from(targets) }, fallback.length);
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

/**
 * Kahn's algorithm (1962) over needs and over "a node that failed waits for its fallback". It refuses circles, and its order
 * gives the heights from the end.
 */
function measureHeights({ nodes, needs, dependents, guards, fallback, heights }: CompiledGraph): void {
  const open = new Int32Array(nodes.length);
  const free: number[] = [];
  for (let i = 0; i < open.length; i++) {
    open[i] = rowLength(needs, i) + (at(fallback, i) >= 0 ? 1 : 0);
    if (open[i] === 0) free.push(i);
  }
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
