import { useEffect, useRef } from 'preact/hooks';
import type { CanvasActions } from './canvas.tsx';
import { type Direction, neighbour } from './neighbours.ts';
import type { GraphPage } from './useGraph.ts';
import type { Selection } from './useSelection.ts';
import type { Viewport } from './useViewport.ts';

interface KeyParts {
  readonly page: GraphPage;
  readonly viewport: Viewport;
  readonly selection: Selection;
  readonly asList: boolean;
  readonly drawer: boolean;
  readonly actions: CanvasActions;
  setDrawer(open: boolean): void;
  showList(): void;
}

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Arrows go from node to node, Enter opens the details, Space folds, Escape closes, + - 0 zoom, L shows the list. */
export function useGraphKeys(parts: KeyParts): void {
  const latest = useRef(parts);
  latest.current = parts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : undefined;
      if (target?.closest('select, input, textarea, pre')) {
        if (event.key === 'Escape') latest.current.setDrawer(false);
        return;
      }
      if (press(event.key, target, latest.current)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** True when the key meant something. */
function press(key: string, target: Element | undefined, parts: KeyParts): boolean {
  const { viewport, selection, asList } = parts;
  switch (key) {
    case 'Escape': {
      const { selectedId } = selection;
      parts.setDrawer(false);
      if (selectedId !== undefined) selection.choose(selectedId, { focus: true });
      return true;
    }
    case '+':
    case '=':
      viewport.zoomBy(1.25);
      return true;
    case '-':
      viewport.zoomBy(1 / 1.25);
      return true;
    case '0':
      viewport.showAll();
      return true;
    case 'l':
    case 'L':
      parts.showList();
      return true;
    default:
      return !asList && !target?.closest('button, summary, aside') && pressOnNode(key, parts);
  }
}

function pressOnNode(key: string, { page, selection, drawer, actions }: KeyParts): boolean {
  const { graph } = page;
  if (!graph) return false;
  const at = selection.selectedId ?? graph.nodes[0]?.id;
  if (at === undefined) return false;
  const direction = arrows[key];
  if (direction) {
    const next = selection.selectedId === undefined ? at : neighbour(graph, at, direction);
    if (next !== undefined) selection.choose(next, { focus: true });
    return true;
  }
  if (key === 'Enter') {
    if (drawer || page.isFile) actions.enter(at);
    else actions.select(at);
    return true;
  }
  if (key !== ' ' || graph.nodes.find(({ id }) => id === at)?.open === undefined) return false;
  actions.toggle(at);
  return true;
}
