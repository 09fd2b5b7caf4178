import type { UnnamedCase } from './testId.ts';

/** What a parser made of a report text. Only `complete` may become evidence. */
export type ReportReading =
  | { readonly kind: 'complete'; readonly cases: readonly UnnamedCase[]; readonly errors: readonly string[] }
  /** The text is not in this format at all. */
  | { readonly kind: 'foreign'; readonly why: string }
  /** The format is right, but the report was cut, contradicts itself or was tampered with. */
  | { readonly kind: 'broken'; readonly why: string };

/** More cases than any real project has; a report beyond it is refused rather than held in memory. */
export const maxCases = 500_000;

/** Characters kept of a message, an expected or an actual value. */
const maxText = 16_000;

/** The text, cut to what a person or a model can use. */
export function clip(text: string, limit = maxText): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}\n[${text.length - limit} more characters]`;
}

/** The value as a record, or undefined. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The value as an array, or an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a string, clipped, or undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? clip(value) : undefined;
}

/** The value as a finite number of at least zero, or undefined. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The value as the number of a line, from 1, or undefined. */
export function asLine(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
