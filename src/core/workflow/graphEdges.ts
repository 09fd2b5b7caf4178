import { nearestName } from '../manifest/nearest.ts';
import { type Reporter, replaceWith } from '../manifest/reporter.ts';
import type { ExpressionUse } from './expressionUse.ts';
import { ancestorsOf } from './graphOrder.ts';
import { isRecord, type SourceGraph, type SourceNode } from './sourceGraph.ts';

/** A graph with what its nodes read, ready to be ordered. */
export interface EdgeContext {
  readonly graph: SourceGraph;
  readonly uses: ReadonlyMap<string, readonly ExpressionUse[]>;
  readonly reporter: Reporter;
}

/** Which node stands in for which: by the id of the stand-in, the node it replaces. */
export function fallbacksOf({ graph, reporter }: EdgeContext): ReadonlyMap<string, SourceNode> {
  const owners = new Map<string, SourceNode>();
  const ids = graph.nodes.map(({ id }) => id);
  for (const node of graph.nodes) {
    const { onFailure } = node.raw;
    if (!isRecord(onFailure) || typeof onFailure.fallback !== 'string') continue;
    const target = onFailure.fallback;
    const at = reporter.source.rangeOf([...node.path, 'onFailure', 'fallback']);
    const owner = owners.get(target);
    if (target === node.id)
      reporter.add({
        code: 'graph.selfFallback',
        at,
        message: `Node "${node.id}" is its own fallback; expected another node.`,
      });
    else if (!ids.includes(target))
      reporter.add({ code: 'graph.unknownNode', at, message: unknownNode(target, ids), ...nearFix(target, ids, at) });
    else if (owner)
      reporter.add({
        code: 'graph.sharedFallback',
        at,
        message: `"${target}" is already the fallback of "${owner.id}"; a node stands in for one other.`,
      });
    else owners.set(target, node);
  }
  for (const [target, owner] of owners) {
    const seen = new Set([target]);
    for (let next: SourceNode | undefined = owner; next; next = owners.get(next.id)) {
      if (seen.has(next.id)) {
        const at = reporter.source.rangeOf([...owner.path, 'onFailure', 'fallback']);
        reporter.add({
          code: 'graph.fallbackCycle',
          at,
          message: `Fallbacks in a circle: ${[...seen, next.id].join(' -> ')}.`,
        });
        owners.delete(target);
        break;
      }
      seen.add(next.id);
    }
  }
  return owners;
}

function unknownNode(id: string, ids: readonly string[]): string {
  return `There is no node "${id}" here; there are ${ids.join(', ')}.`;
}

function nearFix(id: string, ids: readonly string[], at: Parameters<typeof replaceWith>[0]) {
  const near = nearestName(id, ids);
  return near === undefined ? {} : { suggestion: `Did you mean "${near}"?`, fix: replaceWith(at, near) };
}

/** What every node needs: what it says, and what its expressions read. Reports needs that make no sense. */
export function edgesOf(context: EdgeContext, fallbacks: ReadonlyMap<string, SourceNode>): Map<string, string[]> {
  const { graph } = context;
  const edges = new Map(graph.nodes.map((node) => [node.id, explicitNeeds(node, context, fallbacks)] as const));
  for (const node of graph.nodes) checkJoin(node, edges.get(node.id) ?? [], context);
  for (const node of graph.nodes) if (!fallbacks.has(node.id)) addReads(node, edges, { ...context, fallbacks });
  for (const [target, owner] of fallbacks) checkFallbackReads(target, { edges, owner, context });
  return edges;
}

function explicitNeeds(
  node: SourceNode,
  { graph, reporter }: EdgeContext,
  fallbacks: ReadonlyMap<string, SourceNode>,
): string[] {
  const ids = graph.nodes.map(({ id }) => id);
  const needs: string[] = [];
  for (const { id, path } of node.needs) {
    const at = reporter.source.rangeOf(path);
    const refuse = (code: string, message: string, extras = {}) => reporter.add({ code, at, message, ...extras });
    const owner = fallbacks.get(id);
    if (id === node.id) refuse('graph.selfNeed', `Node "${id}" needs itself.`);
    else if (!ids.includes(id)) refuse('graph.unknownNode', unknownNode(id, ids), nearFix(id, ids, at));
    else if (owner)
      refuse('graph.needsFallback', `"${id}" runs only in the place of "${owner.id}".`, {
        suggestion: `Need "${owner.id}": the output of its fallback counts as its own.`,
        fix: replaceWith(at, owner.id),
      });
    else if (needs.includes(id)) refuse('graph.duplicateNeed', `"${id}" is needed twice.`, { severity: 'warning' });
    else needs.push(id);
  }
  return needs;
}

function checkJoin(node: SourceNode, needs: readonly string[], { reporter }: EdgeContext): void {
  const { join } = node.raw;
  const at = reporter.source.rangeOf([...node.path, 'join']);
  if (isRecord(join) && typeof join.atLeast === 'number' && join.atLeast > needs.length) {
    const message = `Node "${node.id}" waits for ${join.atLeast} of ${needs.length} needs; it could never begin.`;
    reporter.add({ code: 'graph.join', at, message });
  } else if (join === 'any' && needs.length === 0) {
    reporter.add({ code: 'graph.join', at, message: `Node "${node.id}" joins any of its needs, but has none.` });
  }
}

interface ReadContext extends EdgeContext {
  readonly fallbacks: ReadonlyMap<string, SourceNode>;
}

/** Reading a node's output is needing it. Where only some needs are waited for, that cannot be added in silence. */
function addReads(node: SourceNode, edges: Map<string, string[]>, { uses, reporter, fallbacks }: ReadContext): void {
  const waitsForAll = node.raw.join === undefined || node.raw.join === 'all';
  for (const { id, at } of readsOf(uses.get(node.id) ?? [])) {
    if (!edges.has(id)) continue;
    const refuse = (code: string, message: string, suggestion?: string) =>
      reporter.add({ code, at, message, ...(suggestion ? { suggestion } : {}) });
    const owner = fallbacks.get(id);
    if (id === node.id) refuse('reference.self', `Node "${id}" reads its own output.`);
    else if (owner)
      refuse(
        'reference.fallback',
        `"${id}" runs only in the place of "${owner.id}".`,
        `Read nodes.${owner.id}: the output of its fallback counts as its own.`,
      );
    else if (ancestorsOf(edges, node.id).has(id)) continue;
    else if (waitsForAll) edges.get(node.id)?.push(id);
    else
      refuse('reference.notNeeded', `Node "${node.id}" reads "${id}" without needing it.`, `Add "${id}" to its needs.`);
  }
}

function readsOf(uses: readonly ExpressionUse[]) {
  return uses.flatMap((use) =>
    use.expression.references.flatMap(({ root, path: [field] }) =>
      root === 'nodes' && typeof field?.name === 'string'
        ? [{ id: field.name, at: use.at(field.start, field.end) }]
        : [],
    ),
  );
}

/** A stand-in begins when its node has failed, so it can need and read only what that node could. */
function checkFallbackReads(
  target: string,
  { edges, owner, context }: { edges: Map<string, string[]>; owner: SourceNode; context: EdgeContext },
): void {
  const { graph, uses, reporter } = context;
  const node = graph.nodes.find(({ id }) => id === target);
  const before = ancestorsOf(edges, owner.id);
  for (const { id, path } of node?.needs ?? []) {
    if (!edges.has(id) || id === target || before.has(id)) continue;
    const message = `"${target}" begins when "${owner.id}" has failed, but needs "${id}", which may not have ended then.`;
    reporter.add({
      code: 'graph.fallbackNeeds',
      at: reporter.source.rangeOf(path),
      message,
      suggestion: `Let "${owner.id}" need "${id}".`,
    });
  }
  for (const { id, at } of readsOf(uses.get(target) ?? [])) {
    if (!edges.has(id) || id === owner.id || before.has(id)) continue;
    const message = `"${target}" begins when "${owner.id}" has failed, but reads "${id}", which may not have ended then.`;
    reporter.add({ code: 'graph.fallbackNeeds', at, message, suggestion: `Let "${owner.id}" need "${id}".` });
  }
}
