import { edgePath } from '../core/graph/edgePath.ts';
import { layoutNested, type NestedBox, type NestedGraph, type NestedLayout } from '../core/graph/nestedLayout.ts';
import type { OutlineNode } from '../core/workflow/outline.ts';
import type { GraphEdgeView, GraphNodeView, GraphView } from '../protocol/graph.ts';

/** What is drawn, and how. */
export interface PictureRequest {
  readonly outline: readonly OutlineNode[];
  /** What stands before the ids of the outermost nodes: nothing, or the place of the node that runs them and a slash. */
  readonly prefix: string;
  /** Places of nodes that are drawn open. */
  readonly open: ReadonlySet<string>;
  /** Whether what a node of kind workflow runs can be shown. */
  readonly hasLevel: (node: OutlineNode) => boolean;
  readonly note: (node: OutlineNode) => Pick<GraphNodeView, 'range' | 'problems'>;
}

/** The part of a graph that follows from its nodes. */
export type Picture = Pick<GraphView, 'nodes' | 'edges' | 'labels' | 'width' | 'height'>;

const boxSize = { width: 188, height: 58 } as const;
const mostKept = 16;

/** Draws graphs; layouts are kept by what they are made of, so that a graph of which only words changed is placed once. */
export function createPictures(): (request: PictureRequest) => Picture {
  const kept = new Map<string, NestedLayout>();
  return (request) => {
    const drawn: Drawn = { request, nodes: [], fallbacks: new Set() };
    const graph = draw(request.outline, request.prefix, drawn);
    const key = JSON.stringify(graph);
    const layout = kept.get(key) ?? layoutNested(graph);
    kept.delete(key);
    kept.set(key, layout);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return pictureOf(layout, drawn);
  };
}

interface Drawn {
  readonly request: PictureRequest;
  readonly nodes: Omit<GraphNodeView, 'x' | 'y' | 'width' | 'height'>[];
  /** Edges to stand-ins, as `from to`. */
  readonly fallbacks: Set<string>;
}

function draw(outline: readonly OutlineNode[], prefix: string, drawn: Drawn): NestedGraph {
  const { open, hasLevel, note } = drawn.request;
  const boxes: NestedBox[] = [];
  const edges: { readonly from: string; readonly to: string }[] = [];
  for (const node of outline) {
    const { kind, detail, conditional, max, bodies } = node;
    const id = prefix + node.id;
    const isOpen = bodies.length > 0 && open.has(id);
    drawn.nodes.push({
      ...{ id, name: node.id, kind, detail, conditional, max },
      open: bodies.length > 0 ? isOpen : undefined,
      level: kind === 'workflow' && hasLevel(node),
      ...note(node),
    });
    const inside = isOpen ? bodies : [];
    boxes.push({
      id,
      ...boxSize,
      inside: inside.map(({ branch, nodes }) => ({
        ...(branch === undefined ? {} : { label: branch }),
        ...draw(nodes, branch === undefined ? `${id}/` : `${id}.${branch}/`, drawn),
      })),
    });
    for (const need of node.needs) edges.push({ from: prefix + need, to: id });
    if (node.fallback === undefined) continue;
    edges.push({ from: id, to: prefix + node.fallback });
    drawn.fallbacks.add(`${id} ${prefix + node.fallback}`);
  }
  return { boxes, edges };
}

function pictureOf({ boxes, edges, labels, width, height }: NestedLayout, { nodes, fallbacks }: Drawn): Picture {
  const places = new Map(boxes.map((box) => [box.id, box]));
  return {
    nodes: nodes.map((node) => ({ ...node, ...(places.get(node.id) ?? { x: 0, y: 0, width: 0, height: 0 }) })),
    edges: edges.map((edge): GraphEdgeView => {
      const { from, to, back } = edge;
      return { from, to, back, kind: fallbacks.has(`${from} ${to}`) ? 'fallback' : 'needs', path: edgePath(edge) };
    }),
    labels,
    width,
    height,
  };
}
