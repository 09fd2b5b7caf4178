import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { GraphView } from '../../src/protocol/graph.ts';
import {
  type Area,
  beginning,
  bring,
  fitWhole,
  holds,
  type Placement,
  readableScale,
  type Size,
  showsAll,
  visibleArea,
  zoom,
} from './viewport.ts';

/** What of the graph is drawn, and the ways to move it. */
export interface Viewport {
  /** Takes the elements of the picture when they come and go. */
  readonly page: (element: SVGSVGElement | null) => void;
  readonly layer: (element: SVGGElement | null) => void;
  /** Boxes outside of it need not be drawn. */
  readonly area: Area;
  /** The words are too small to be read. */
  readonly far: boolean;
  showAll(): void;
  zoomBy(factor: number): void;
  bring(area: Area): void;
  /** Called when there is more room or less. */
  readonly resized: { current: (() => void) | undefined };
}

/** Until the size of the page is known. */
const nothing: Area = { left: -2e9, top: -2e9, right: -1e9, bottom: -1e9 };
/** How much more than the page is drawn, on each side: so far it can be moved before anything is drawn again. */
const more = 0.6;

/**
 * Moves and zooms the graph. While it moves only one attribute of the page changes; what is drawn changes when the page
 * comes to where nothing is drawn yet.
 */
export function useViewport(graph: GraphView | undefined): Viewport {
  const [page, setPage] = useState<SVGSVGElement | null>(null);
  const layer = useRef<SVGGElement | null>(null);
  const placement = useRef<Placement>({ x: 0, y: 0, scale: 1 });
  const [drawn, setDrawn] = useState({ area: nothing, far: false });
  const latest = useRef(drawn);
  const resized = useRef<(() => void) | undefined>(undefined);
  const latestGraph = useRef(graph);
  latestGraph.current = graph;

  const place = useCallback(() => {
    const { x, y, scale } = placement.current;
    layer.current?.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
  }, []);
  const takeLayer = useCallback(
    (element: SVGGElement | null) => {
      layer.current = element;
      place();
    },
    [place],
  );
  const size = useCallback((): Size => page?.getBoundingClientRect() ?? { width: 0, height: 0 }, [page]);
  const to = useCallback(
    (next: Placement) => {
      placement.current = next;
      place();
      const far = next.scale < readableScale;
      if (far === latest.current.far && holds(latest.current.area, visibleArea(next, size(), 0))) return;
      latest.current = { area: visibleArea(next, size(), more), far };
      setDrawn(latest.current);
    },
    [place, size],
  );

  const shape = graph && `${graph.width} ${graph.height} ${graph.crumbs.at(-1)?.level}`;
  const shown = useRef<string | undefined>(undefined);
  // The first graph, and every one of another shape, is shown from its beginning; the person's own place is kept otherwise.
  useLayoutEffect(() => {
    if (!graph || !page || shown.current === shape) return;
    shown.current = shape;
    to(beginning({ width: graph.width, height: graph.height, nodes: graph.nodes.length }, size()));
  }, [graph, page, shape, size, to]);
  useEffect(() => {
    if (!page) return undefined;
    let before = size();
    const watch = new ResizeObserver(() => {
      const whole = fitWhole(latestGraph.current ?? before, size());
      // Details that open beside a graph which was in sight as a whole must not push a part of it out.
      const stays =
        latestGraph.current && whole.scale >= readableScale && showsAll(placement.current, before, latestGraph.current);
      before = size();
      to(stays ? whole : placement.current);
      resized.current?.();
    });
    watch.observe(page);
    return () => watch.disconnect();
  }, [page, size, to]);
  useGestures(page, placement, to);

  return {
    resized,
    page: setPage,
    layer: takeLayer,
    ...drawn,
    showAll: () => graph && to(fitWhole(graph, size())),
    zoomBy(factor) {
      const { width, height } = size();
      to(zoom(placement.current, factor, { x: width / 2, y: height / 2 }));
    },
    bring: (area) => to(bring(placement.current, area, size())),
  };
}

/** The wheel moves, with Ctrl it zooms; dragging moves. */
function useGestures(
  element: SVGSVGElement | null,
  placement: { readonly current: Placement },
  to: (next: Placement) => void,
): void {
  useEffect(() => {
    if (!element) return undefined;
    let from: { readonly x: number; readonly y: number; readonly pointer: number } | undefined;
    const now = () => placement.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const step = event.deltaMode === 0 ? 1 : 20;
      const { x, y, scale } = now();
      if (event.ctrlKey || event.metaKey) {
        const factor = Math.exp((-event.deltaY * step) / 300);
        to(zoom(now(), factor, { x: event.clientX - left, y: event.clientY - top }));
      } else if (event.shiftKey) to({ x: x - event.deltaY * step, y, scale });
      else to({ x: x - event.deltaX * step, y: y - event.deltaY * step, scale });
    };
    const onDown = (event: PointerEvent) => {
      const onNode = event.target instanceof Element && event.target.closest('.node, .crowd') !== null;
      if (event.button === 1 || (event.button === 0 && !onNode)) {
        from = { x: event.clientX - now().x, y: event.clientY - now().y, pointer: event.pointerId };
        element.setPointerCapture(event.pointerId);
        element.classList.add('dragging');
      }
    };
    const onMove = (event: PointerEvent) => {
      if (from?.pointer === event.pointerId)
        to({ x: event.clientX - from.x, y: event.clientY - from.y, scale: now().scale });
    };
    const onUp = () => {
      from = undefined;
      element.classList.remove('dragging');
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
    };
  }, [element, placement, to]);
}
