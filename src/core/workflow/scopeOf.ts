import type { Catalog } from './catalog.ts';
import type { WorkflowInput } from './definition.ts';
import { closed, inputsSchema, nodeViewSchema, outputSchemaOf } from './schemaTypes.ts';
import type { SourceGraph, SourceNode } from './sourceGraph.ts';
import { isRecord } from './sourceGraph.ts';

/** What surrounds a graph: everything its expressions see besides its own nodes. */
export interface Surroundings {
  readonly inputs: Readonly<Record<string, WorkflowInput['type'] | undefined>>;
  /** Names of enclosing iterations with the schema of each, `loop` among them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Ids of the nodes of the graphs around this one. */
  readonly outerIds: ReadonlySet<string>;
}

/** The names that expressions of a graph see, each with what is known of its value. */
export function scopeSchemas(
  graph: SourceGraph,
  around: Surroundings,
  catalog: Catalog,
): Readonly<Record<string, unknown>> {
  const views = graph.nodes.map((node) => [node.id, nodeViewSchema(outputSchemaOf(node, catalog))] as const);
  return {
    ...around.variables,
    inputs: inputsSchema(around.inputs),
    nodes: closed(Object.fromEntries(views)),
    run: closed({ id: { type: 'string' }, workflow: { type: 'string' } }),
  };
}

/** What surrounds the body of a node. */
export function insideOf(node: SourceNode, graph: SourceGraph, around: Surroundings): Surroundings {
  const given = isRecord(node.raw.with) ? Object.keys(node.raw.with).map((name) => [name, undefined] as const) : [];
  const loop = { loop: closed({ round: { type: 'integer' }, last: {} }) };
  const as = typeof node.raw.as === 'string' ? node.raw.as : 'item';
  const own = node.kind === 'loop' ? loop : node.kind === 'forEach' ? { [as]: {}, index: { type: 'integer' } } : {};
  return {
    inputs: { ...around.inputs, ...Object.fromEntries(given) },
    variables: { ...around.variables, ...own },
    outerIds: new Set([...around.outerIds, ...graph.nodes.map(({ id }) => id)]),
  };
}
