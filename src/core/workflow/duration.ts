import { durationPattern } from './sourceFields.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A time such as `30s` or `1.5m` in milliseconds; undefined when it is none. */
export function durationMs(text: unknown): number | undefined {
  const match = typeof text === 'string' ? durationPattern.exec(text) : null;
  const ms = match ? Number(match[1]) * (unitMs[match[2] ?? ''] ?? Number.NaN) : Number.NaN;
  return Number.isFinite(ms) ? Math.round(ms) : undefined;
}
