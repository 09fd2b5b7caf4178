import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sayDuration } from '../shared/sayNumbers.ts';
import { t } from '../shared/texts.ts';
import { drawFlame, type Ink, laneHeight, readInk, rulerHeight } from './flameInk.ts';
import { moved, rowAt, type TimeWindow, windowBetween, zoomed } from './flameModel.ts';
import { labelOf, type TraceTable } from './traceModel.ts';

interface Props {
  readonly table: TraceTable;
  readonly fits: Uint8Array | undefined;
  readonly current: number;
  readonly onSelect: (span: number) => void;
}

/** Where the pointer began to draw a brush, and where it is. */
interface Brush {
  readonly fromX: number;
  readonly toX: number;
}

/** The timeline: spans as boxes over time. Dragging zooms into what is brushed; keys and wheel zoom and move. */
export function Flame({ table, fits, current, onSelect }: Props) {
  const { endMs } = table;
  const [asked, setAsked] = useState<TimeWindow>();
  const [brush, setBrush] = useState<Brush>();
  const [hint, setHint] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = asked ?? { fromMs: 0, toMs: Math.max(endMs, 0.05) };
  useDrawing(box, canvas, { table, fits, current, window: shown, brush });
  const timeAt = (x: number) =>
    shown.fromMs + (x / Math.max(1, canvas.current?.clientWidth ?? 1)) * (shown.toMs - shown.fromMs);
  const zoom = (next: TimeWindow) => setAsked(next.fromMs <= 0 && next.toMs >= endMs ? undefined : next);
  const found = (event: PointerEvent) => {
    const lane = Math.floor((event.offsetY - rulerHeight + (box.current?.scrollTop ?? 0)) / laneHeight);
    return event.offsetY < rulerHeight ? -1 : rowAt(table.columns, lane, timeAt(event.offsetX), timeAt(2) - timeAt(0));
  };
  const onUp = (event: PointerEvent) => {
    if (brush && Math.abs(brush.toX - brush.fromX) > 4)
      zoom(windowBetween(timeAt(brush.fromX), timeAt(brush.toX), endMs));
    else {
      const row = found(event);
      if (row >= 0) onSelect(table.columns.span[row] ?? 0);
    }
    setBrush(undefined);
  };
  const onMove = (event: PointerEvent) => {
    if (brush) return setBrush({ ...brush, toX: event.offsetX });
    const row = found(event);
    setHint(row < 0 ? '' : `${labelOf(table.columns, row)} · ${sayDuration(table.columns.durationMs[row] ?? 0)}`);
  };
  const onKey = (event: KeyboardEvent) => {
    const middle = (shown.fromMs + shown.toMs) / 2;
    const next = keyWindow(event.key, shown, middle, endMs);
    if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    zoom(next);
  };
  return (
    <section class="flame-section" aria-label={t('Timeline')}>
      <FlameHead shown={shown} whole={asked === undefined} hint={hint} onReset={() => setAsked(undefined)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is zoomed and moved by keys */}
      <div ref={box} class="flame" role="application" tabIndex={0} aria-label={labelText(table)} onKeyDown={onKey}>
        <div
          role="presentation"
          class="flame-all"
          style={{ height: `${table.columns.lanes * laneHeight + rulerHeight}px` }}
        >
          <canvas
            ref={canvas}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setBrush({ fromX: event.offsetX, toX: event.offsetX });
            }}
            onPointerMove={onMove}
            onPointerUp={onUp}
            onPointerLeave={() => setHint('')}
            onPointerCancel={() => setBrush(undefined)}
            onDblClick={() => setAsked(undefined)}
            onWheel={(event) => {
              if (!event.ctrlKey && !event.metaKey) return;
              event.preventDefault();
              zoom(zoomed(shown, event.deltaY > 0 ? 1.25 : 0.8, timeAt(event.offsetX), endMs));
            }}
          />
        </div>
      </div>
    </section>
  );
}

function FlameHead({
  shown,
  whole,
  hint,
  onReset,
}: {
  readonly shown: TimeWindow;
  readonly whole: boolean;
  readonly hint: string;
  readonly onReset: () => void;
}) {
  return (
    <div class="flame-head">
      <h2>{t('Timeline')}</h2>
      <span class="quiet">
        {whole ? t('drag to zoom') : t('{0} to {1}', sayDuration(shown.fromMs), sayDuration(shown.toMs))}
      </span>
      {!whole && (
        <button type="button" class="plain" onClick={onReset}>
          {t('Show All')}
        </button>
      )}
      <span class="flame-hint">{hint}</span>
    </div>
  );
}

function labelText({ columns, endMs }: TraceTable): string {
  return t(
    'Timeline of {0} spans over {1}. Plus and minus zoom, arrows move, 0 shows all; the tree says the same in words.',
    columns.count,
    sayDuration(endMs),
  );
}

function keyWindow(key: string, shown: TimeWindow, middle: number, endMs: number): TimeWindow | undefined {
  switch (key) {
    case '+':
    case '=':
      return zoomed(shown, 0.6, middle, endMs);
    case '-':
      return zoomed(shown, 1.6, middle, endMs);
    case 'ArrowLeft':
      return moved(shown, -0.2, endMs);
    case 'ArrowRight':
      return moved(shown, 0.2, endMs);
    case '0':
    case 'Escape':
      return { fromMs: 0, toMs: endMs };
    default:
      return undefined;
  }
}

interface Drawn {
  readonly table: TraceTable;
  readonly fits: Uint8Array | undefined;
  readonly current: number;
  readonly window: TimeWindow;
  readonly brush: Brush | undefined;
}

/** Draws when anything changes, at most once a frame: the trace, the window, the size, the scroll place, the theme. */
function useDrawing(
  box: { readonly current: HTMLDivElement | null },
  canvas: { readonly current: HTMLCanvasElement | null },
  drawn: Drawn,
): void {
  const latest = useRef(drawn);
  latest.current = drawn;
  const frame = useRef(0);
  const ink = useRef<Ink | undefined>(undefined);
  const draw = useRef(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      if (!box.current || !canvas.current) return;
      ink.current ??= readInk();
      drawFlame(canvas.current, {
        ...latest.current,
        top: box.current.scrollTop,
        height: box.current.clientHeight,
        ink: ink.current,
      });
    });
  });
  useLayoutEffect(() => {
    draw.current();
  }, [drawn.table, drawn.fits, drawn.current, drawn.window.fromMs, drawn.window.toMs, drawn.brush]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const again = () => draw.current();
    const resized = new ResizeObserver(again);
    resized.observe(element);
    element.addEventListener('scroll', again, { passive: true });
    // VS Code writes a new theme into attributes of the page.
    const themed = new MutationObserver(() => {
      ink.current = undefined;
      again();
    });
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    themed.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      element.removeEventListener('scroll', again);
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [box]);
}
