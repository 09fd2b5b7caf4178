import type { LineCoverage } from './localise.ts';

/** Lines that one observation (a test, or a process of the runner) executed, by path relative to the workspace. First line is 1. */
export type ExecutedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** What at least one of them executed. */
export function joinLines(parts: readonly ExecutedLines[]): ExecutedLines {
  const joined = new Map<string, Set<number>>();
  for (const part of parts)
    for (const [path, lines] of part) {
      const known = joined.get(path) ?? new Set<number>();
      joined.set(path, known);
      for (const line of lines) known.add(line);
    }
  return joined;
}

/** Counts observations by line. A line that only passing ones executed is counted too; one that none executed is absent. */
export function countLines(failing: readonly ExecutedLines[], passing: readonly ExecutedLines[]): LineCoverage {
  const lines = new Map<string, Map<number, { failing: number; passing: number }>>();
  for (const [kind, observations] of Object.entries({ failing, passing }) as ['failing' | 'passing', ExecutedLines[]][])
    for (const observation of observations)
      for (const [path, numbers] of observation) {
        const counts = lines.get(path) ?? new Map<number, { failing: number; passing: number }>();
        lines.set(path, counts);
        for (const line of numbers) {
          const count = counts.get(line) ?? { failing: 0, passing: 0 };
          counts.set(line, count);
          count[kind]++;
        }
      }
  return { failing: failing.length, passing: passing.length, lines };
}
