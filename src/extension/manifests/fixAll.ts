import type { ManifestFix, ManifestProblem, TextRange } from '../../protocol/manifests.ts';

/**
 * The fixes that can be made at once, in the order of the text: where two touch the same place, the first one. What is
 * left is found, with its fix, by the check that follows.
 */
export function fixAll(problems: readonly ManifestProblem[]): readonly ManifestFix[] {
  const fixes = problems.flatMap(({ fix }) => (fix ? [fix] : []));
  const chosen: ManifestFix[] = [];
  for (const fix of fixes.toSorted(byPlace)) {
    const last = chosen.at(-1);
    if (!last || isAfter(fix, last)) chosen.push(fix);
  }
  return chosen;
}

function byPlace(a: TextRange, b: TextRange): number {
  return a.line - b.line || a.column - b.column;
}

/** Whether a range begins behind another one. Two insertions at one place would be in no order. */
function isAfter(next: TextRange, last: TextRange): boolean {
  const behind = next.line > last.endLine || (next.line === last.endLine && next.column >= last.endColumn);
  return behind && (next.line !== last.line || next.column !== last.column);
}
