import type { Graph, NodeDefinition, WorkflowDefinition } from '../workflow/definition.ts';

/** Every workflow that a workflow runs, directly or through others, by name; `find` throws for one that is not there. */
export function usedWorkflows(
  definition: WorkflowDefinition,
  find: (name: string) => WorkflowDefinition,
): ReadonlyMap<string, WorkflowDefinition> {
  const used = new Map<string, WorkflowDefinition>();
  const waiting = [definition];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const node of allNodes(next.graph)) {
      if (node.kind !== 'workflow' || used.has(node.workflow)) continue;
      const found = find(node.workflow);
      used.set(node.workflow, found);
      waiting.push(found);
    }
  }
  return used;
}

/** The nodes of a graph and of the graphs inside its nodes. */
export function allNodes(graph: Graph): readonly NodeDefinition[] {
  return graph.nodes.flatMap((node) => {
    if (node.kind === 'forEach' || node.kind === 'loop') return [node, ...allNodes(node.body)];
    if (node.kind === 'race') return [node, ...Object.values(node.branches).flatMap(allNodes)];
    return [node];
  });
}
