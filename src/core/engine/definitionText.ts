import type { NodeDefinition, WorkflowDefinition } from '../workflow/definition.ts';
import { sameJson } from './sameJson.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A definition as kept: each node as what it differs in from the first. Large graphs repeat their policies in every node. */
interface Kept {
  readonly definition: WorkflowDefinition;
  readonly nodes: readonly { readonly but: Fields; readonly without?: readonly string[] }[];
}

/** A definition as text; a tenth of its JSON when its nodes are alike. */
export function writeDefinition(definition: WorkflowDefinition): string {
  const { nodes } = definition.graph;
  const [first] = nodes;
  const kept: Kept = {
    definition: { ...definition, graph: { ...definition.graph, nodes: first ? [first] : [] } },
    nodes: first ? nodes.map((node) => differences(first as unknown as Fields, node as unknown as Fields)) : [],
  };
  return JSON.stringify(kept);
}

/** The definition that was written. Fields that were undefined are absent, which readers treat alike. */
export function readDefinition(text: string): WorkflowDefinition {
  const { definition, nodes } = JSON.parse(text) as Kept;
  const [first] = definition.graph.nodes;
  const whole = nodes.map(({ but, without }) => {
    const node: Record<string, unknown> = { ...first, ...but };
    for (const field of without ?? []) delete node[field];
    return node as unknown as NodeDefinition;
  });
  return { ...definition, graph: { ...definition.graph, nodes: whole } };
}

function differences(first: Fields, node: Fields): Kept['nodes'][number] {
  const but: Record<string, unknown> = {};
  for (const field in node) if (!sameJson(node[field], first[field])) but[field] = node[field];
  let without: string[] | undefined;
  for (const field in first) {
    if (node[field] !== undefined || first[field] === undefined) continue;
    without ??= [];
    without.push(field);
  }
  return without ? { but, without } : { but };
}
