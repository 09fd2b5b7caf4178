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

function graphInside(
  node: NodeDefinition,
  branch: string | undefined,
  workflow: (name: string) => WorkflowDefinition | undefined,
): Graph | undefined {
  if (node.kind === 'forEach' || node.kind === 'loop') return node.body;
  if (node.kind === 'race') return branch === undefined ? undefined : node.branches[branch];
  return node.kind === 'workflow' ? workflow(node.workflow)?.graph : undefined;
}
