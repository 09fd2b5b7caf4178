import { graphInside, graphPrefix, stepsOf } from '../engine/nodePath.ts';
import type { NodesBefore } from '../trace/criticalPath.ts';
import { placeInWorkflow } from '../trace/placeInWorkflow.ts';
import type { Graph, NodeDefinition, WorkflowDefinition } from '../workflow/definition.ts';

/** A node as its workflow defines it. */
export interface DefinedNode {
  readonly node: NodeDefinition;
  /**
   * Ids of the nodes of its graph whose coming out may let it begin: what it needs, the fallbacks of these, and the nodes that
   * it stands in for.
   */
  readonly after: readonly string[];
}

/** The workflows that others run, by name. */
export type UsedWorkflows = ReadonlyMap<string, WorkflowDefinition>;

/** Finds the node of a path; undefined where the definitions do not say. */
export type FindNode = (path: string) => DefinedNode | undefined;

/** Looks nodes up in the definition that a run goes through, and in those of the workflows that its nodes run, by name. */
export function findNodesIn(definition: WorkflowDefinition, used: UsedWorkflows = new Map()): FindNode {
  const graphs = new Map<Graph, ReadonlyMap<string, DefinedNode>>();
  const found = new Map<string, DefinedNode | undefined>();
  const nodesOf = (graph: Graph): ReadonlyMap<string, DefinedNode> => {
    const known = graphs.get(graph) ?? definedNodes(graph);
    graphs.set(graph, known);
    return known;
  };
  const find = (place: string): DefinedNode | undefined => {
    let graph: Graph | undefined = definition.graph;
    let defined: DefinedNode | undefined;
    for (const { id, branch } of stepsOf(place)) {
      defined = graph && nodesOf(graph).get(id);
      graph = defined && graphInside(defined.node, branch, (name) => used.get(name));
    }
    return defined;
  };
  return (path) => {
    const place = placeInWorkflow(path);
    if (!found.has(place)) found.set(place, find(place));
    return found.get(place);
  };
}

/** The paths of the nodes whose coming out may let a node begin, for the critical path. */
export function nodesBefore(find: FindNode): NodesBefore {
  return (path) => find(path)?.after.map((id) => graphPrefix(path) + id);
}

function definedNodes({ nodes }: Graph): ReadonlyMap<string, DefinedNode> {
  const fallbacks = new Map(
    nodes.flatMap(({ id, onFailure }) => (onFailure.kind === 'fallback' ? [[id, onFailure.node] as const] : [])),
  );
  const guarded = new Map<string, string[]>();
  for (const [id, fallback] of fallbacks) guarded.set(fallback, [...(guarded.get(fallback) ?? []), id]);
  return new Map(
    nodes.map((node) => {
      const stands = node.needs.flatMap((need) => fallbacks.get(need) ?? []);
      return [node.id, { node, after: [...node.needs, ...stands, ...(guarded.get(node.id) ?? [])] }] as const;
    }),
  );
}
