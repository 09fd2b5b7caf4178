import type { TraceColumns } from '../../src/protocol/trace.ts';

/** The part of a trace that the timeline shows, ms since the start. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A piece of the timeline to be drawn: one span, or several that are narrower than a pixel. */
export interface FlameBox {
  readonly row: number;
  readonly x: number;
  readonly width: number;
  readonly lane: number;
}

/** What of the timeline is drawn: a window of time over so many pixels, and lanes from one to another. */
export interface FlameView {
  readonly window: TimeWindow;
  readonly width: number;
  readonly firstLane: number;
  readonly lastLane: number;
}

/** The boxes of a view. Spans narrower than a pixel are drawn once a pixel: the rest could not be seen. */
export function boxesOf(columns: TraceColumns, { window, width, firstLane, lastLane }: FlameView): readonly FlameBox[] {
  const { count, startMs, durationMs, lane } = columns;
  const scale = width / Math.max(1e-6, window.toMs - window.fromMs);
  const drawnTo = new Float64Array(Math.max(0, lastLane - firstLane + 1)).fill(-1);
  const boxes: FlameBox[] = [];
  for (let row = 0; row < count; row++) {
    const place = (lane[row] ?? 0) - firstLane;
    if (place < 0 || place >= drawnTo.length) continue;
    const start = startMs[row] ?? 0;
    const end = start + (durationMs[row] ?? 0);
    if (end < window.fromMs || start > window.toMs) continue;
    const left = Math.max(0, (start - window.fromMs) * scale);
    const until = (end - window.fromMs) * scale;
    if (until <= (drawnTo[place] ?? -1)) continue;
    const right = Math.min(width, Math.max(until, left + 1));
    drawnTo[place] = right - left <= 1 ? Math.floor(left) + 1 : right;
    boxes.push({ row, x: left, width: right - left, lane: place + firstLane });
  }
  return boxes;
}

/** The row at a moment in a lane, the last one when several lie within `slackMs` of it; -1 for none. */
export function rowAt(columns: TraceColumns, lane: number, atMs: number, slackMs: number): number {
  let found = -1;
  for (let row = 0; row < columns.count; row++) {
    if (columns.lane[row] !== lane) continue;
    const start = columns.startMs[row] ?? 0;
    if (atMs >= start - slackMs && atMs <= start + (columns.durationMs[row] ?? 0) + slackMs) found = row;
  }
  return found;
}

const shortestMs = 0.05;

/** The window between two moments, whichever comes first, held within the trace. */
export function windowBetween(a: number, b: number, endMs: number): TimeWindow {
  const fromMs = Math.max(0, Math.min(a, b));
  const toMs = Math.min(Math.max(endMs, shortestMs), Math.max(a, b));
  return toMs - fromMs < shortestMs ? { fromMs: Math.max(0, toMs - shortestMs), toMs } : { fromMs, toMs };
}

/** The window after zooming by a factor around a moment. */
export function zoomed({ fromMs, toMs }: TimeWindow, factor: number, aroundMs: number, endMs: number): TimeWindow {
  return windowBetween(aroundMs - (aroundMs - fromMs) * factor, aroundMs + (toMs - aroundMs) * factor, endMs);
}

/** The window moved by a share of its length, stopped at the ends. */
export function moved({ fromMs, toMs }: TimeWindow, share: number, endMs: number): TimeWindow {
  const length = toMs - fromMs;
  const start = Math.max(0, Math.min(endMs - length, fromMs + length * share));
  return { fromMs: start, toMs: start + length };
}

/** Round moments for the ruler: about one every `pixels`. */
export function ticksOf({ fromMs, toMs }: TimeWindow, width: number, pixels = 110): readonly number[] {
  const rough = ((toMs - fromMs) / Math.max(1, width)) * pixels;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-6)));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs && ticks.length < 100; at += step) ticks.push(at);
  return ticks;
}
