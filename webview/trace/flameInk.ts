import type { SpanKindView } from '../../src/protocol/trace.ts';
import { sayDuration } from '../shared/sayNumbers.ts';
import { boxesOf, type FlameBox, type TimeWindow, ticksOf } from './flameModel.ts';
import { labelOf, type TraceTable } from './traceModel.ts';

/** Height of a lane and of the ruler above them, in pixels. */
export const laneHeight = 18;
export const rulerHeight = 18;

/** Colours and fonts of the theme, read once and again when it changes. */
export interface Ink {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly bad: string;
  readonly focus: string;
  readonly surface: string;
  readonly font: string;
  kindOf(kind: SpanKindView): string;
}

/** Reads the theme's meanings from the page. */
export function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const kinds = new Map<SpanKindView, string>();
  const value = (name: string) => style.getPropertyValue(name).trim() || getComputedStyle(document.body).color;
  return {
    text: value('--text'),
    quiet: value('--text-quiet'),
    line: value('--line'),
    bad: value('--bad'),
    focus: value('--focus'),
    surface: value('--surface'),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    kindOf(kind) {
      const known = kinds.get(kind) ?? value(`--span-${kind}`);
      kinds.set(kind, known);
      return known;
    },
  };
}

/** What is drawn. */
export interface FlameDrawing {
  readonly table: TraceTable;
  readonly fits: Uint8Array | undefined;
  readonly current: number;
  readonly window: TimeWindow;
  readonly brush: { readonly fromX: number; readonly toX: number } | undefined;
  readonly top: number;
  readonly height: number;
  readonly ink: Ink;
}

/** Draws the lanes in sight. */
export function drawFlame(canvas: HTMLCanvasElement, drawing: FlameDrawing): void {
  const { table, window, top, height, ink, brush } = drawing;
  const width = canvas.clientWidth;
  const context = sized(canvas, width, height);
  if (!context || width === 0) return;
  context.clearRect(0, 0, width, height);
  context.font = ink.font;
  context.textBaseline = 'middle';
  const firstLane = Math.floor(top / laneHeight);
  const lastLane = firstLane + Math.ceil((height - rulerHeight) / laneHeight) + 1;
  const boxes = boxesOf(table.columns, { window, width, firstLane, lastLane });
  context.save();
  context.beginPath();
  context.rect(0, rulerHeight, width, height - rulerHeight);
  context.clip();
  for (const box of boxes) drawBox(context, box, drawing);
  context.restore();
  drawRuler(context, width, drawing);
  if (!brush) return;
  context.fillStyle = ink.focus;
  context.globalAlpha = 0.25;
  context.fillRect(Math.min(brush.fromX, brush.toX), 0, Math.abs(brush.toX - brush.fromX), height);
  context.globalAlpha = 1;
}

/** The canvas in the pixels of the screen. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function drawBox(context: CanvasRenderingContext2D, { row, x, width, lane }: FlameBox, drawing: FlameDrawing): void {
  const { table, fits, current, top, ink } = drawing;
  const { columns, kinds, states } = table;
  const y = rulerHeight + lane * laneHeight - top;
  const inner = laneHeight - 2;
  const colour = ink.kindOf(kinds[columns.kind[row] ?? 0] ?? 'other');
  context.globalAlpha = fits && fits[row] !== 2 ? 0.15 : 0.4;
  context.fillStyle = colour;
  context.fillRect(x, y, width, inner);
  context.globalAlpha = 1;
  if (width > 3) {
    context.fillRect(x, y, 2, inner);
    // Never by colour alone: what failed is crossed, what still goes on is open at its end.
    if (states[columns.state[row] ?? 0] === 'error') hatch(context, { x, y, width, height: inner }, ink.bad);
    if (states[columns.state[row] ?? 0] !== 'running') context.fillRect(x + width - 0.5, y, 0.5, inner);
  } else if (states[columns.state[row] ?? 0] === 'error') {
    context.fillStyle = ink.bad;
    context.fillRect(x, y, width, inner);
  }
  if (width > 34)
    writeLabel(context, { text: labelOf(columns, row), x: x + 5, y: y + inner / 2, room: width - 8 }, ink);
  if (columns.span[row] === current) {
    context.strokeStyle = ink.focus;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, Math.max(2, width - 2), inner - 2);
  }
}

function writeLabel(
  context: CanvasRenderingContext2D,
  { text, x, y, room }: { readonly text: string; readonly x: number; readonly y: number; readonly room: number },
  { text: colour }: Ink,
): void {
  const most = Math.floor(room / 5.6);
  context.fillStyle = colour;
  context.fillText(text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text, x, y, room);
}

function hatch(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colour: string,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = x - height; at < x + width; at += 8) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.strokeRect(x + 0.5, y + 0.5, Math.max(1, width - 1), height - 1);
  context.restore();
}

function drawRuler(context: CanvasRenderingContext2D, width: number, { window, height, ink }: FlameDrawing): void {
  const scale = width / (window.toMs - window.fromMs);
  context.fillStyle = ink.surface;
  context.fillRect(0, 0, width, rulerHeight);
  for (const tick of ticksOf(window, width)) {
    const x = Math.round((tick - window.fromMs) * scale) + 0.5;
    context.globalAlpha = 0.5;
    context.fillStyle = ink.line;
    context.fillRect(x, 0, 1, height);
    context.globalAlpha = 1;
    context.fillStyle = ink.quiet;
    context.fillText(sayDuration(tick), x + 4, rulerHeight / 2);
  }
}
