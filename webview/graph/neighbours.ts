import type { GraphNodeView, GraphView } from '../../src/protocol/graph.ts';

/** Where an arrow key leads. */
export type Direction = 'left' | 'right' | 'up' | 'down';

type Drawn = Pick<GraphView, 'nodes' | 'edges'>;

/**
 * The node that an arrow key leads to: right and left along the edges, up and down within the layer; down leads into a box that
 * is open, and up out of it. Undefined: none.
 */
export function neighbour(graph: Drawn, id: string, direction: Direction): string | undefined {
  const from = graph.nodes.find((node) => node.id === id);
  if (!from) return graph.nodes[0]?.id;
  if (direction === 'right' || direction === 'left') {
    const along = graph.edges.flatMap((edge) => {
      const [near, far] = direction === 'right' ? [edge.from, edge.to] : [edge.to, edge.from];
      const node = near === id ? graph.nodes.find((one) => one.id === far) : undefined;
      return node ? [node] : [];
    });
    return (nearest(along, from) ?? graph.nodes.findLast((node) => contains(node, from)))?.id;
  }
  const first =
    direction === 'down' && from.open === true ? graph.nodes.find((node) => contains(from, node)) : undefined;
  return (first ?? beside(graph, from, direction))?.id;
}

/** The next one above or below in the same box; where there is none, up leads to that box and down to what is below it. */
function beside(graph: Drawn, from: GraphNodeView, direction: 'up' | 'down'): GraphNodeView | undefined {
  const boxAround = (node: GraphNodeView) => graph.nodes.findLast((outer) => contains(outer, node));
  const around = boxAround(from);
  const others = graph.nodes.filter(
    (node) => node !== from && overlaps(node, from) && isBeside(node, from, direction) && boxAround(node) === around,
  );
  const same = others.filter((node) => node.x === from.x);
  const next = nearest(same.length > 0 ? same : others, from);
  if (next || !around) return next;
  return direction === 'up' ? around : beside(graph, around, direction);
}

function contains(outer: GraphNodeView, inner: GraphNodeView): boolean {
  return (
    outer.x < inner.x &&
    outer.y < inner.y &&
    outer.x + outer.width > inner.x + inner.width &&
    outer.y + outer.height > inner.y + inner.height
  );
}

const middle = (node: GraphNodeView) => node.y + node.height / 2;

function overlaps(a: GraphNodeView, b: GraphNodeView): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width;
}

function isBeside(node: GraphNodeView, from: GraphNodeView, direction: 'up' | 'down'): boolean {
  return direction === 'down' ? middle(node) > middle(from) : middle(node) < middle(from);
}

function nearest(nodes: readonly GraphNodeView[], from: GraphNodeView): GraphNodeView | undefined {
  const far = (node: GraphNodeView) => Math.abs(middle(node) - middle(from));
  return nodes.reduce<GraphNodeView | undefined>(
    (best, node) => (best && far(best) <= far(node) ? best : node),
    undefined,
  );
}

/** The innermost node that a line of the file belongs to. */
export function nodeOfLine({ nodes }: Pick<GraphView, 'nodes'>, line: number): string | undefined {
  let found: GraphNodeView | undefined;
  for (const node of nodes) {
    const { range } = node;
    if (!range || line < range.line || line > range.endLine) continue;
    // What ends at the beginning of a line does not hold that line.
    if (line === range.endLine && range.endColumn === 1 && range.endLine > range.line) continue;
    if (!found?.range || range.line >= found.range.line) found = node;
  }
  return found?.id;
}
