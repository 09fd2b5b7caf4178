import type { Path } from '../manifest/yamlSource.ts';
import type { BudgetDefinition, Graph, NodeDefinition, Template } from './definition.ts';
import { isRecord, type SourceGraph, type SourceNode } from './sourceGraph.ts';

/** What is drawn of a node: what it is, what it waits for, and what is inside of it. */
export interface OutlineNode {
  /** Its id within its graph. */
  readonly id: string;
  /** `unknown` for a node that does not say what it does, or of which only the path is known. */
  readonly kind: NodeDefinition['kind'] | 'unknown';
  /** The agent, tool or workflow that it names, or the beginning of its command. */
  readonly detail: string;
  /** Ids within the same graph. */
  readonly needs: readonly string[];
  /** The node that runs in its place when it fails. */
  readonly fallback: string | undefined;
  /** It has a `when`. */
  readonly conditional: boolean;
  /** The most rounds of a loop. */
  readonly max: number | undefined;
  readonly budget: BudgetDefinition | undefined;
  /** The body, without a branch, or the branches of a race. */
  readonly bodies: readonly OutlineBody[];
  /** Where it stands in its file, when it was read from one. */
  readonly path: Path | undefined;
}

/** Nodes inside of a node. */
export interface OutlineBody {
  readonly branch: string | undefined;
  readonly nodes: readonly OutlineNode[];
}

/** What is drawn of a graph that a run goes through. */
export function outlineOf(graph: Graph): readonly OutlineNode[] {
  return graph.nodes.map((node) => ({
    id: node.id,
    kind: node.kind,
    detail: detailOf(node),
    needs: node.needs,
    fallback: node.onFailure.kind === 'fallback' ? node.onFailure.node : undefined,
    conditional: node.when !== undefined,
    max: node.kind === 'loop' ? node.max : undefined,
    budget: node.budget,
    bodies: bodiesOf(node),
    path: undefined,
  }));
}

/** What is drawn of a graph as it is written, also of a broken one, as far as it can be made out. */
export function outlineOfSource(
  graph: SourceGraph,
  edges: ReadonlyMap<SourceGraph, ReadonlyMap<string, readonly string[]>>,
): readonly OutlineNode[] {
  const needs = edges.get(graph);
  return graph.nodes.map((node) => ({
    id: node.id,
    kind: node.kind === 'uses' ? 'workflow' : (node.kind ?? 'unknown'),
    detail: sourceDetail(node),
    needs: needs?.get(node.id) ?? node.needs.map(({ id }) => id),
    fallback: fallbackOf(node.raw.onFailure),
    conditional: node.raw.when !== undefined,
    max: isRecord(node.raw.loop) && typeof node.raw.loop.max === 'number' ? node.raw.loop.max : undefined,
    budget: undefined,
    bodies: [...node.bodies].map(([name, body]) => ({
      branch: node.kind === 'race' ? name : undefined,
      nodes: outlineOfSource(body, edges),
    })),
    path: node.path,
  }));
}

function detailOf(node: NodeDefinition): string {
  switch (node.kind) {
    case 'agent':
      return node.agent;
    case 'tool':
      return node.tool;
    case 'workflow':
      return node.workflow;
    case 'run':
      return Array.isArray(node.command)
        ? node.command.map(templateText).join(' ')
        : templateText(node.command as Template);
    default:
      return '';
  }
}

function templateText(template: Template): string {
  if (template.kind === 'literal') return String(template.value);
  return template.kind === 'text'
    ? template.parts.map((part) => (typeof part === 'string' ? part : '…')).join('')
    : '…';
}

function sourceDetail({ kind, raw }: SourceNode): string {
  const value = kind === undefined ? undefined : raw[kind];
  if (kind === 'run' && Array.isArray(value)) return value.filter((part) => typeof part === 'string').join(' ');
  const named = kind === 'agent' || kind === 'tool' || kind === 'workflow' || kind === 'uses' || kind === 'run';
  return named && typeof value === 'string' ? value : '';
}

function fallbackOf(onFailure: unknown): string | undefined {
  return isRecord(onFailure) && typeof onFailure.fallback === 'string' ? onFailure.fallback : undefined;
}

function bodiesOf(node: NodeDefinition): readonly OutlineBody[] {
  if (node.kind === 'forEach' || node.kind === 'loop') return [{ branch: undefined, nodes: outlineOf(node.body) }];
  if (node.kind !== 'race') return [];
  return Object.entries(node.branches).map(([branch, graph]) => ({ branch, nodes: outlineOf(graph) }));
}
