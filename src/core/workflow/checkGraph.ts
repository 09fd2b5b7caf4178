import { isCoded } from '../../base/errors.ts';
import type { Reporter } from '../manifest/reporter.ts';
import type { Catalog, NameUse } from './catalog.ts';
import { checkCatalog } from './checkCatalog.ts';
import { checkUse, type ReferenceContext } from './checkReferences.ts';
import { conditionUse, type ExpressionUse, outerUses, templateUses } from './expressionUse.ts';
import { edgesOf, fallbacksOf } from './graphEdges.ts';
import { blockedBy, knotsOf } from './graphOrder.ts';
import { readSchema } from './readSchema.ts';
import { insideOf, type Surroundings, scopeSchemas } from './scopeOf.ts';
import { isRecord, type SourceGraph, type SourceNode } from './sourceGraph.ts';

/** What all graphs of a workflow share. */
export interface GraphContext {
  readonly workflow: string;
  readonly catalog: Catalog;
  readonly reporter: Reporter;
  /** Filled here: what the nodes of each graph need, reads included. */
  readonly edges: Map<SourceGraph, ReadonlyMap<string, readonly string[]>>;
  /** Filled here: names of inputs that something reads. */
  readonly inputsRead: Set<string>;
  /** Filled here: the agents, tools and workflows that nodes name. */
  readonly names: NameUse[];
}

/** Checks a graph and the graphs inside it: order, names, types, fallbacks. */
export function checkGraph(graph: SourceGraph, around: Surroundings, context: GraphContext): void {
  const { reporter, catalog, workflow, names } = context;
  const scope = scopeSchemas(graph, around, catalog);
  const references = { scope, nodeIds: graph.nodes.map(({ id }) => id), reporter, workflow, names };
  const uses = new Map(graph.nodes.map((node) => [node.id, outerUses(node, reporter)] as const));
  const edgeContext = { graph, uses, reporter };
  const fallbacks = fallbacksOf(edgeContext);
  const edges = edgesOf(edgeContext, fallbacks);
  context.edges.set(graph, edges);
  checkOrder(graph, edges, reporter);
  for (const node of graph.nodes) {
    for (const use of uses.get(node.id) ?? []) checkUsed(use, references, context);
    checkCatalog(node, catalog, references);
    checkEffect(node, reporter);
    checkSchema(node, reporter);
    if (around.outerIds.has(node.id)) warnShadowedNode(node, reporter);
    if (node.bodies.size === 0) continue;
    const inside = insideOf(node, graph, around);
    checkNames(node, around, reporter);
    for (const body of node.bodies.values()) checkGraph(body, inside, context);
    if (node.kind === 'loop') checkUntil(node, inside, context);
  }
  for (const use of templateUses(graph.outputs, [...graph.path, 'outputs'], reporter))
    checkUsed(use, references, context);
}

function checkUsed(use: ExpressionUse, references: ReferenceContext, context: GraphContext): void {
  checkUse(use, references);
  for (const { root, path } of use.expression.references) {
    if (root !== 'inputs') continue;
    // `inputs` as a whole reads all of them.
    for (const name of path[0] ? [String(path[0].name)] : ['*']) context.inputsRead.add(name);
  }
}

function checkOrder(graph: SourceGraph, edges: ReadonlyMap<string, readonly string[]>, reporter: Reporter): void {
  const knots = knotsOf(edges);
  for (const { cycle } of knots) {
    const [first, next] = cycle;
    const node = graph.nodes.find(({ id }) => id === first);
    const need = node?.needs.find(({ id }) => id === next);
    const at = need ? reporter.source.rangeOf(need.path) : reporter.source.keyRangeOf(node?.path ?? graph.path);
    const message = `The nodes need each other in a circle: ${cycle.join(' -> ')}.`;
    reporter.add({ code: 'graph.cycle', at, message });
  }
  const blocked = blockedBy(edges, new Set(knots.flatMap(({ members }) => [...members])));
  for (const node of graph.nodes) {
    const at = reporter.source.keyRangeOf(node.path);
    const cause = blocked.get(node.id);
    if (cause !== undefined) {
      const message = `Node "${node.id}" can never begin: it needs "${cause}", which is part of a circle.`;
      reporter.add({ code: 'graph.unreachable', at, message });
    } else if (node.raw.when === false) {
      const message = `Node "${node.id}" never runs: its condition is always false.`;
      reporter.add({ code: 'graph.unreachable', at, message, severity: 'warning' });
    }
  }
}

function checkUntil(node: SourceNode, inside: Surroundings, context: GraphContext): void {
  const body = node.bodies.get('');
  if (!body || !isRecord(node.raw.loop)) return;
  const scope = scopeSchemas(body, inside, context.catalog);
  const references = { scope, nodeIds: body.nodes.map(({ id }) => id), reporter: context.reporter };
  for (const use of conditionUse(node.raw.loop.until, [...node.path, 'loop', 'until'], context.reporter))
    checkUsed(use, references, context);
}

/** Names that hide another one make a reader read the wrong one. */
function checkNames(node: SourceNode, around: Surroundings, reporter: Reporter): void {
  const reserved = new Set(['inputs', 'nodes', 'run', 'loop', 'index', ...celWords]);
  const { as } = node.raw;
  if (typeof as === 'string' && node.kind === 'forEach') {
    const at = reporter.source.rangeOf([...node.path, 'as']);
    if (reserved.has(as))
      reporter.add({ code: 'names.taken', at, message: `The name "${as}" is taken; call the item otherwise.` });
  }
  const name = typeof as === 'string' ? as : 'item';
  if (node.kind === 'forEach' && Object.hasOwn(around.variables, name)) {
    const at = reporter.source.keyRangeOf(node.path);
    const message = `Inside "${node.id}", "${name}" hides the "${name}" of the forEach around it.`;
    reporter.add({
      code: 'names.shadow',
      at,
      message,
      severity: 'warning',
      suggestion: 'Give one of them another name with "as".',
    });
  }
  for (const given of Object.keys(isRecord(node.raw.with) ? node.raw.with : {})) {
    if (!Object.hasOwn(around.inputs, given)) continue;
    const at = reporter.source.keyRangeOf([...node.path, 'with', given]);
    const message = `Inside "${node.id}", "${given}" hides the input of that name.`;
    reporter.add({ code: 'names.shadow', at, message, severity: 'warning' });
  }
}

/** Words that CEL keeps for itself or gives a meaning (CEL spec, Lexis; and its built-in functions' namespaces). */
const celWords =
  'as break const continue else false for function if import in let loop package namespace null return true var void while cel'.split(
    ' ',
  );

function warnShadowedNode(node: SourceNode, reporter: Reporter): void {
  const message = `The id "${node.id}" is also that of a node outside; in here nodes.${node.id} is this one.`;
  reporter.add({ code: 'names.shadow', at: reporter.source.keyRangeOf(node.path), message, severity: 'warning' });
}

/** Keys that are allowed everywhere but mean something only to agents. */
function checkEffect(node: SourceNode, reporter: Reporter): void {
  if (node.kind === 'agent' || node.kind === 'workflow' || node.kind === 'uses' || !node.kind) return;
  for (const key of ['model', 'tools'] as const) {
    if (node.raw[key] === undefined) continue;
    const at = reporter.source.keyRangeOf([...node.path, key]);
    const message = `"${key}" has no effect on a node of kind ${node.kind}.`;
    reporter.add({ code: 'node.noEffect', at, message, severity: 'warning' });
  }
}

/** A schema that cannot be read would fail the node only after its work was done and paid. */
function checkSchema({ raw, path }: SourceNode, reporter: Reporter): void {
  if (!isRecord(raw.schema)) return;
  try {
    readSchema(raw.schema);
  } catch (error) {
    if (!isCoded(error, 'workflow.badSchema')) throw error;
    reporter.add({
      code: 'node.badSchema',
      at: reporter.source.keyRangeOf([...path, 'schema']),
      message: error.message,
    });
  }
}
