import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { GraphEdgeView } from '../../src/protocol/graph.ts';
import { edgeLook } from './edgeLooks.ts';
import type { NodeStates } from './nodeStates.ts';

interface EdgeLinesProps {
  readonly edges: readonly GraphEdgeView[];
  readonly states: NodeStates | undefined;
  readonly selectedId: string | undefined;
  readonly far: boolean;
}

/** The lines of the graph. From afar, those that look alike are drawn as one. */
export function EdgeLines({ far, ...props }: EdgeLinesProps) {
  return far ? <JoinedLines {...props} /> : <SingleLines {...props} />;
}

type LineProps = Omit<EdgeLinesProps, 'far'>;

/** When nodes change, only the class of their lines does. */
function SingleLines({ edges, states, selectedId }: LineProps) {
  const group = useRef<SVGGElement>(null);
  const byNode = useMemo(() => {
    const found = new Map<string, number[]>();
    for (const [index, { from, to }] of edges.entries())
      for (const id of [from, to]) {
        const known = found.get(id);
        if (known) known.push(index);
        else found.set(id, [index]);
      }
    return found;
  }, [edges]);

  useLayoutEffect(() => {
    const draw = (indices: Iterable<number>) => {
      for (const index of indices) {
        const edge = edges[index];
        if (edge) group.current?.children[index]?.setAttribute('class', classOf(edge, states, selectedId));
      }
    };
    draw(edges.keys());
    return states?.listenToAll((ids) => draw(new Set(ids.flatMap((id) => byNode.get(id) ?? []))));
  }, [edges, byNode, states, selectedId]);

  const lines = useMemo(
    () => edges.map(({ from, to, path }) => <path key={`${from} ${to}`} d={path} marker-end="url(#arrow)" />),
    [edges],
  );
  return (
    <g class="edges" ref={group}>
      {lines}
    </g>
  );
}

/** A thousand lines are as quick as three: one for each look. */
function JoinedLines({ edges, states, selectedId }: LineProps) {
  const group = useRef<SVGGElement>(null);
  useLayoutEffect(() => {
    const known = new Map<string, SVGPathElement>();
    const draw = () => {
      const paths = new Map<string, string[]>();
      for (const edge of edges) {
        const classes = classOf(edge, states, selectedId);
        const same = paths.get(classes);
        if (same) same.push(edge.path);
        else paths.set(classes, [edge.path]);
      }
      for (const classes of known.keys()) if (!paths.has(classes)) known.get(classes)?.setAttribute('d', '');
      for (const [classes, parts] of paths) {
        const element = known.get(classes) ?? document.createElementNS('http://www.w3.org/2000/svg', 'path');
        const path = parts.join('');
        if (element.getAttribute('d') !== path) element.setAttribute('d', path);
        if (known.has(classes)) continue;
        element.setAttribute('class', classes);
        known.set(classes, element);
        group.current?.append(element);
      }
    };
    draw();
    const end = states?.listenToAll(draw);
    return () => {
      end?.();
      for (const element of known.values()) element.remove();
    };
  }, [edges, states, selectedId]);
  return <g class="edges" ref={group} />;
}

function classOf(
  { from, to, kind, back }: GraphEdgeView,
  states: NodeStates | undefined,
  selectedId: string | undefined,
): string {
  const look = states ? edgeLook(kind, states.get(from).status, states.get(to).status) : 'open';
  const near = selectedId === from || selectedId === to ? ' near' : '';
  return `edge ${look} ${kind}${back ? ' back' : ''}${near}`;
}
