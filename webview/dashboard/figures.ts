import type { AgentFigure, DashboardView, DayFigure, OutcomeFigure, RunNumbers } from '../../src/protocol/dashboard.ts';
import type { RunRow, RunStatus } from '../../src/protocol/runView.ts';

/** A part of a bar: from where to where, as shares of the whole chart's height. */
export interface BarPart {
  readonly key: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/** One bar of a chart of days. */
export interface DayBar {
  readonly day: string;
  readonly total: number;
  readonly parts: readonly BarPart[];
}

/** How runs came out, in the order in which charts stack it. */
export const sides = ['reached', 'notReached', 'failed', 'stopped'] as const satisfies readonly (keyof OutcomeFigure)[];

/** Bars of how many runs came out how, day by day. */
export function outcomeBars(days: readonly DayFigure[]): readonly DayBar[] {
  return bars(days.map((day) => ({ day: day.day, values: sides.map((side) => [side, day[side].length] as const) })));
}

/** Bars of what was spent on which model, day by day; models in the order given. */
export function spendBars(days: readonly DayFigure[], models: readonly string[]): readonly DayBar[] {
  return bars(
    days.map(({ day, spend }) => ({ day, values: models.map((model) => [model, spend[model] ?? 0] as const) })),
  );
}

function bars(
  days: readonly { readonly day: string; readonly values: readonly (readonly [string, number])[] }[],
): readonly DayBar[] {
  const totals = days.map(({ values }) => values.reduce((sum, [, value]) => sum + value, 0));
  const highest = Math.max(...totals, Number.MIN_VALUE);
  return days.map(({ day, values }, index) => {
    let from = 0;
    const parts = values.flatMap(([key, value]) => {
      if (value === 0) return [];
      const part = { key, value, from, to: from + value / highest };
      from = part.to;
      return [part];
    });
    return { day, total: totals[index] ?? 0, parts };
  });
}

/** The share of runs that reached their goal among those that came to an answer; undefined when none did. */
export function successRate({ reached, notReached, failed }: OutcomeFigure): number | undefined {
  const judged = reached.length + notReached.length + failed.length;
  return judged === 0 ? undefined : reached.length / judged;
}

/** All runs of a figure that came to an end. */
export function endedOf({ reached, notReached, failed, stopped }: OutcomeFigure): RunNumbers {
  return [...reached, ...notReached, ...failed, ...stopped].sort((a, b) => a - b);
}

/** How an agent fares: what share of its work failed or was given up. */
export type Health = 'unknown' | 'well' | 'sometimes' | 'often';

/** Few times say little: one failure of two is not yet `often`. */
const fewTimes = 3;

export function healthOf({ times, failed, gaveUp }: AgentFigure): Health {
  if (times === 0) return 'unknown';
  const bad = (failed + gaveUp) / times;
  if (bad === 0) return 'well';
  return bad >= 0.5 && times >= fewTimes ? 'often' : 'sometimes';
}

/** How much of a limit is used, 0 to 1; undefined when nothing limits it, or what is used is not known. */
export function usedShare(used: number | undefined, limit: number | undefined): number | undefined {
  if (used === undefined || limit === undefined || limit <= 0) return undefined;
  return Math.min(1, Math.max(0, used / limit));
}

/** How long a run has gone on, ms: up to now, or to its end. */
export function elapsedOf({ startedAtMs, endedAtMs, status }: RunRow, nowMs: number): number {
  return Math.max(0, (status === 'running' ? nowMs : (endedAtMs ?? nowMs)) - startedAtMs);
}

/** Whether the view has anything to show at all. */
export function isEmpty({ runs, now }: DashboardView): boolean {
  return runs.length === 0 && now.length === 0;
}

/** A run that can be gone on with. */
export function isResumable(status: RunStatus): boolean {
  return status === 'paused' || status === 'interrupted';
}
