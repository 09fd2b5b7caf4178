// The results of many defects as figures and lines.
import type { Result } from './fixOne.ts';

export interface HalfFigures {
  readonly cases: number;
  readonly solved: number;
  readonly correct: number;
  /** Of the solved ones; null when there is none. */
  readonly medianMs: number | null;
}

function median(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : Math.round((upper + (sorted[middle - 1] ?? upper)) / 2);
}

export function figuresOf(results: readonly Result[]): HalfFigures {
  const solved = results.filter((result) => result.solved);
  const correct = solved.filter((result) => result.correct).length;
  return { cases: results.length, solved: solved.length, correct, medianMs: median(solved.map(({ ms }) => ms)) };
}

/** A summary of one half, and the ids of what was mended wrongly. */
export function halfLines(name: string, results: readonly Result[]): readonly string[] {
  if (results.length === 0) return [];
  const { cases, solved, correct, medianMs } = figuresOf(results);
  const tried = median(results.filter((result) => result.solved).map((result) => result.tried));
  const time = medianMs === null ? '' : `, median ${(medianMs / 1000).toFixed(1)} s and ${tried} candidates`;
  const wrong = results.filter((result) => result.solved && !result.correct).map(({ id }) => id);
  return [
    `${name}: ${solved} of ${cases} solved, ${correct} of them correct${time}`,
    ...(wrong.length === 0 ? [] : [`  wrong: ${wrong.join(', ')}`]),
  ];
}

/** Solved and correct by what it takes to mend the defect, and by language. */
export function tableOf(results: readonly Result[]): readonly string[] {
  const groups: readonly (readonly [string, (result: Result) => boolean])[] = [
    ['one small edit', ({ size }) => size === 'one'],
    ['two small edits', ({ size }) => size === 'two'],
    ['more', ({ size }) => size === 'more'],
    ['Python', ({ language }) => language === 'python'],
    ['JavaScript', ({ language }) => language === 'javascript'],
    ['TypeScript', ({ language }) => language === 'typescript'],
  ];
  const heads = ['cases', 'solved', 'correct'].map((head) => head.padStart(9)).join('');
  const rows = groups.map(([name, belongs]) => {
    const { cases, solved, correct } = figuresOf(results.filter(belongs));
    return name.padEnd(18) + [cases, solved, correct].map((cell) => String(cell).padStart(9)).join('');
  });
  return [`${''.padEnd(18)}${heads}`, ...rows];
}
