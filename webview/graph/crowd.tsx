import { useEffect, useMemo, useState } from 'preact/hooks';
import type { GraphNodeView } from '../../src/protocol/graph.ts';
import { type IconName, iconPath } from '../shared/icon.tsx';
import type { NodeStates } from './nodeStates.ts';
import { kindIcons, stateIcons } from './stateWords.ts';

interface CrowdProps {
  readonly nodes: readonly GraphNodeView[];
  /** Undefined in the graph of a file. */
  readonly states: NodeStates | undefined;
}

/** Nodes that are drawn alike. */
interface Look {
  /** The class that gives the colours. */
  readonly tone: string;
  readonly icon: IconName;
  readonly boxes: string[];
  /** Where the icons stand, as points of a line that is not drawn. */
  readonly marks: string[];
}

/** Size of an icon, in px of the graph: as in the boxes that are drawn one by one. */
const iconSize = 48;

/**
 * Very many boxes from afar: one element for all that look alike, as a thousand boxes with their icons and names take ten times
 * as long to make and to paint. The icons are the markers of a line through all boxes of a look.
 */
export function Crowd({ nodes, states }: CrowdProps) {
  const [, redraw] = useState(0);
  useEffect(() => states?.listenToAll(() => redraw((count) => count + 1)), [states]);
  const shapes = useMemo(
    () =>
      nodes.map(({ x, y, width, height }) => ({
        box: `M${x} ${y}h${width}v${height}h${-width}z`,
        mark: `${x + width / 2 - iconSize / 2} ${y + 5}`,
      })),
    [nodes],
  );
  const looks = new Map<string, Look>();
  for (const [index, node] of nodes.entries()) {
    const { tone, icon } = lookOf(node, states);
    const key = `${tone} ${icon}`;
    const look = looks.get(key) ?? { tone, icon, boxes: [], marks: [] };
    looks.set(key, look);
    look.boxes.push(shapes[index]?.box ?? '');
    look.marks.push(shapes[index]?.mark ?? '');
  }
  return (
    <g class="crowd">
      {[...looks].map(([key, { tone, icon, boxes, marks }]) => {
        const id = `crowd-${tone || 'plain'}-${icon}`;
        return (
          <g key={key} class={`alike ${tone}`}>
            <marker
              id={id}
              viewBox="0 0 16 16"
              markerUnits="userSpaceOnUse"
              markerWidth={iconSize}
              markerHeight={iconSize}
            >
              <path class="mark" d={iconPath(icon)} />
            </marker>
            <path class="box" d={boxes.join('')} />
            <path
              class="marks"
              d={`M${marks.join('L')}`}
              marker-start={`url(#${id})`}
              marker-mid={`url(#${id})`}
              marker-end={marks.length > 1 ? `url(#${id})` : undefined}
            />
          </g>
        );
      })}
    </g>
  );
}

function lookOf(node: GraphNodeView, states: NodeStates | undefined): Pick<Look, 'tone' | 'icon'> {
  if (states) {
    const { status } = states.get(node.id);
    return { tone: status, icon: stateIcons[status] };
  }
  const wrong = node.problems.some(({ severity }) => severity === 'error');
  return { tone: wrong ? 'failed' : '', icon: kindIcons[node.kind] };
}
