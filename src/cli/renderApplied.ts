import type { AcceptResult, ConflictView } from '../protocol/runView.ts';
import type { Paint } from './cliIo.ts';
import { printable } from './printable.ts';

/** What an accept did, or both versions of what no longer fits. */
export function renderApplied(result: AcceptResult, runId: string, paint: Paint): readonly string[] {
  if (result.conflicts.length > 0) {
    const hint = `To have it proposed how both become one: loopwright merge ${runId}`;
    return [...renderConflicts(result.conflicts, paint), paint.bad('Nothing was written.'), hint];
  }
  if (result.applied.length === 0) return ['There was nothing left to apply.'];
  const lines = result.applied.map(
    ({ path, hunks }) => `${paint.good('✓')} ${printable(path)}: ${hunks} ${hunks === 1 ? 'change' : 'changes'}`,
  );
  return [...lines, `Applied. To put back what was there: loopwright undo ${runId}`];
}

/** Conflicts with both versions. */
export function renderConflicts(conflicts: readonly ConflictView[], paint: Paint): readonly string[] {
  return conflicts.flatMap(({ path, line, why, yours, proposed }) => [
    paint.warn(`! ${printable(path)}:${line}: ${why}`),
    paint.dim('  yours:'),
    ...block(yours),
    paint.dim('  proposed:'),
    ...block(proposed),
  ]);
}

/** Lines of a file, set off. */
export const block = (text: string) =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `    ${printable(line)}`);
