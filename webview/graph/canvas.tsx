import { useMemo } from 'preact/hooks';
import type { GraphNodeView, GraphView } from '../../src/protocol/graph.ts';
import { t } from '../shared/texts.ts';
import { Crowd } from './crowd.tsx';
import { EdgeLines } from './edgeLines.tsx';
import { NodeBox } from './nodeBox.tsx';
import type { NodeStates } from './nodeStates.ts';
import type { Viewport } from './useViewport.ts';
import { type Area, touches } from './viewport.ts';

/** What can be done with mouse and keyboard. */
export interface CanvasActions {
  /** Shows all about a node. */
  select(id: string): void;
  /** The same, unless a second click follows. */
  click(id: string): void;
  toggle(id: string): void;
  /** Double click. */
  enter(id: string): void;
  clear(): void;
}

interface CanvasProps extends CanvasActions {
  readonly graph: GraphView;
  readonly states: NodeStates | undefined;
  readonly viewport: Viewport;
  readonly selectedId: string | undefined;
}

/** More nodes than that do not turn, and are drawn together from afar: a picture of many moving parts takes the whole machine. */
const mostSingle = 200;

/** The picture: lines, boxes, and what is said of branches. */
export function Canvas({ graph, states, viewport, selectedId, ...actions }: CanvasProps) {
  const { area, far, page, layer } = viewport;
  const focusId = selectedId ?? graph.nodes[0]?.id;
  const areas = useMemo(() => areasOf(graph), [graph]);
  const nodes = useMemo(
    // What has the keyboard is drawn wherever it is.
    () => graph.nodes.filter(({ id }) => id === focusId || touches(areas.get(id) ?? area, area)),
    [graph, areas, area, focusId],
  );
  const edges = useMemo(
    () => graph.edges.filter(({ from, to }) => touches(around(areas.get(from), areas.get(to)) ?? area, area)),
    [graph, areas, area],
  );
  const crowded = graph.nodes.length > mostSingle;
  const asCrowd = crowded && far;
  const closed = useMemo(() => nodes.filter(({ open }) => open !== true), [nodes]);
  const box = (node: GraphNodeView) => (
    <NodeBox
      key={node.id}
      node={node}
      states={states}
      far={far}
      selected={node.id === selectedId}
      inTabOrder={node.id === focusId}
    />
  );
  const classes = ['canvas', far ? 'far' : '', crowded ? 'calm' : ''];
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no element for a group of a picture
    // biome-ignore lint/a11y/useKeyWithClickEvents: useGraphKeys listens to the whole page
    <svg
      ref={page}
      class={classes.join(' ')}
      role="group"
      aria-label={t('Graph of {0}. Arrow keys go from node to node.', graph.title)}
      onClick={(event) => click(event, graph, actions)}
      onDblClick={(event) => {
        const id = nodeAt(event, graph);
        if (id !== undefined && foldAt(event) === undefined) actions.enter(id);
      }}
    >
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX={7}
          refY={4}
          markerWidth={8}
          markerHeight={8}
          orient="auto-start-reverse"
        >
          <path class="arrow" d="M1 1 7 4 1 7" />
        </marker>
      </defs>
      <g ref={layer}>
        {nodes.filter(({ open }) => open === true).map(box)}
        <EdgeLines edges={edges} states={states} selectedId={selectedId} far={far} />
        {!far &&
          graph.labels.map(({ text, x, y }) => (
            <text key={`${text} ${x} ${y}`} class="label" x={x} y={y}>
              {text}
            </text>
          ))}
        {asCrowd && <Crowd nodes={closed} states={states} />}
        {/* In a crowd only the one that has the keyboard is an element of its own. */}
        {(asCrowd ? closed.filter(({ id }) => id === focusId) : closed).map(box)}
      </g>
    </svg>
  );
}

type Areas = ReadonlyMap<string, Area>;

function areasOf({ nodes }: GraphView): Areas {
  return new Map(
    nodes.map(({ id, x, y, width, height }) => [id, { left: x, top: y, right: x + width, bottom: y + height }]),
  );
}

function around(a: Area | undefined, b: Area | undefined): Area | undefined {
  if (!a || !b) return undefined;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

function click(event: MouseEvent, graph: GraphView, actions: CanvasActions): void {
  const fold = foldAt(event);
  const id = nodeAt(event, graph);
  if (fold !== undefined) actions.toggle(fold);
  else if (id !== undefined) actions.click(id);
  else actions.clear();
}

function foldAt({ target }: Event): string | undefined {
  return closest(target, '.fold')?.getAttribute('data-fold') ?? undefined;
}

/** The node below the mouse: of a crowd the one whose box is there. */
function nodeAt(event: MouseEvent, graph: GraphView): string | undefined {
  const crowd = closest(event.target, '.crowd');
  if (!(crowd instanceof SVGGElement)) return closest(event.target, '.node')?.getAttribute('data-id') ?? undefined;
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(crowd.getScreenCTM()?.inverse());
  const under = (node: GraphNodeView) =>
    x >= node.x && x <= node.x + node.width && y >= node.y && y <= node.y + node.height;
  return graph.nodes.find((node) => node.open !== true && under(node))?.id;
}

function closest(target: EventTarget | null, selector: string): Element | null {
  return target instanceof Element ? target.closest(selector) : null;
}
