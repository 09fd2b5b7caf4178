/** From when to when, ms since 1970. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The part of an interval that lies within another. */
export function clip({ fromMs, toMs }: Interval, within: Interval): Interval {
  const from = Math.min(Math.max(fromMs, within.fromMs), within.toMs);
  return { fromMs: from, toMs: Math.max(from, Math.min(toMs, within.toMs)) };
}

/** What is left of an interval outside of the others. */
export function gaps(whole: Interval, others: readonly Interval[]): readonly Interval[] {
  const left: Interval[] = [];
  let reachedMs = whole.fromMs;
  for (const other of [...others].sort((a, b) => a.fromMs - b.fromMs)) {
    const { fromMs, toMs } = clip(other, whole);
    if (fromMs > reachedMs) left.push({ fromMs: reachedMs, toMs: fromMs });
    reachedMs = Math.max(reachedMs, toMs);
  }
  if (whole.toMs > reachedMs) left.push({ fromMs: reachedMs, toMs: whole.toMs });
  return left;
}

/** How long the intervals last together; those that overlap count each. */
export function sumMs(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
}

/** How long at least one of the intervals lasts. */
export function unionMs(intervals: readonly Interval[]): number {
  let sum = 0;
  let reachedMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, toMs } of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    sum += Math.max(0, toMs - Math.max(fromMs, reachedMs));
    reachedMs = Math.max(reachedMs, toMs);
  }
  return sum;
}
