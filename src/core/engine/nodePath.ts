import type { Graph, NodeDefinition, WorkflowDefinition } from '../workflow/definition.ts';

/** A part of a path: a node's id, and behind it, where the node holds graphs, an attempt (#2) and a position ([3]) or a branch (.left). */
export interface PathStep {
  readonly id: string;
  readonly branch: string | undefined;
}

/** The parts of a node's path, from the workflow's own graph inwards. */
export function stepsOf(path: string): readonly PathStep[] {
  return path.split('/').map((step) => {
    const [, id = step, branch] = /^([^#[.]+)(?:#\d+)?(?:\[\d+\]|\.(.+))?$/.exec(step) ?? [];
    return { id, branch };
  });
}

/** The path of the node that a node is inside of; undefined for a node of the workflow itself. */
export function containerOf(path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return undefined;
  // What stands behind an id begins with a sign that no id may hold.
  for (let at = path.lastIndexOf('/', slash - 1) + 1; at < slash; at++) {
    const sign = path[at];
    if (sign === '#' || sign === '[' || sign === '.') return path.slice(0, at);
  }
  return path.slice(0, slash);
}

/** The beginning that a path shares with all nodes of the same graph: `each[3]/` of `each[3]/check`, nothing of `check`. */
export function graphPrefix(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The definition of the node at a path; undefined when there is none. `workflow` gives those that nodes run, by name. */
export function nodeAt(
  graph: Graph,
  path: string,
  workflow: (name: string) => WorkflowDefinition | undefined,
): NodeDefinition | undefined {
  let inside: Graph | undefined = graph;
  let found: NodeDefinition | undefined;
  for (const { id, branch } of stepsOf(path)) {
    found = inside?.nodes.find((node) => node.id === id);
    inside = found && graphInside(found, branch, workflow);
  }
  return found;
}

/** The graph inside of a node, of this branch where it has several; undefined when there is none, or its workflow is not known. */
export function graphInside(
  node: NodeDefinition,
  branch: string | undefined,
  workflow: (name: string) => WorkflowDefinition | undefined,
): Graph | undefined {
  if (node.kind === 'forEach' || node.kind === 'loop') return node.body;
  if (node.kind === 'race') return branch === undefined ? undefined : node.branches[branch];
  return node.kind === 'workflow' ? workflow(node.workflow)?.graph : undefined;
}
