/** To one decimal. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** The value below which this share of the numbers lies, to one decimal; 0 of none. */
export function share(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}

/** The middle one; of an even count the upper. */
export const median = (numbers: readonly number[]): number => share(numbers, 0.5);
