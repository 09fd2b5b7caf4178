import { t } from './texts.ts';

/** `340 ms`, `12.3 s`, `2 min 05 s` or `3 h 04 min`. */
export function sayDuration(ms: number): string {
  if (ms < 0.95) return ms < 0.05 ? '0 ms' : `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${two(Math.floor(seconds / 60) % 60)} min`;
}

/** USD as people write it; undefined is a price that is not known. */
export function sayCost(usd: number | undefined, estimated = false): string {
  if (usd === undefined || Number.isNaN(usd)) return t('cost unknown');
  const text = usd > 0 && usd < 0.01 ? '< $0.01' : `$${usd.toFixed(2)}`;
  return estimated ? t('{0} estimated', text) : text;
}

/** `950`, `12.3k`, `4.1M`. */
export function sayCount(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}
