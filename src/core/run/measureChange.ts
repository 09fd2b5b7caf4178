import type { FileChange } from '../evidence/fileChange.ts';
import { diffHunks, type Hunk } from '../patch/hunks.ts';
import type { SourceFiles } from '../repair/sourceFiles.ts';
import type { SyntaxParser } from '../repair/syntaxParser.ts';
import { findUnconnected } from './unconnectedFiles.ts';
import { hunkKinds, type UnrelatedKind } from './unrelatedHunks.ts';

/** A part of a change that the request does not need, as far as that can be decided. */
export interface UnrelatedPart {
  readonly path: string;
  /** Where it begins in the new file, from 1; undefined for a whole file. */
  readonly line: number | undefined;
  /** Lines of it that were added or removed; a replaced line counts once. */
  readonly lines: number;
  readonly kind: UnrelatedKind | 'unconnected';
  /** One sentence for the person who reviews. */
  readonly reason: string;
}

/** How large a change is. The fewest lines that do it are the best. */
export interface ChangeMeasure {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  readonly hunks: number;
  readonly unrelated: readonly UnrelatedPart[];
}

/** A change to be measured. */
export interface MeasuredChange {
  readonly files: readonly FileChange[];
  /** Files that the request names or the failing tests point at. Without them no file counts as unconnected. */
  readonly places?: readonly string[];
  /** The project with the change in it: needed to follow imports. */
  readonly sources?: SourceFiles;
}

const reasons: Readonly<Record<UnrelatedPart['kind'], string>> = {
  'white-space': 'Only white space changed here.',
  comment: 'Only a comment changed here, away from the code that changed.',
  'import-order': 'Only the order of imports changed here.',
  unconnected: 'No import that can be followed leads from this file to the places of the request, or back.',
};

/**
 * Measures a change and names what of it is unrelated. It never guesses: a hunk is named only when the syntax tree shows that
 * the program is the same without it, a file only when imports do not connect it. The same change gives the same answer.
 */
export async function measureChange(
  change: MeasuredChange,
  parser: SyntaxParser,
  signal: AbortSignal,
): Promise<ChangeMeasure> {
  const changed = change.files.filter(({ before, after }) => before !== after);
  const unrelated: UnrelatedPart[] = [];
  let [added, removed, count] = [0, 0, 0];
  for (const file of changed) {
    const hunks = diffHunks(file.before ?? '', file.after ?? '', { path: file.path });
    for (const hunk of hunks) {
      added += hunk.added;
      removed += hunk.removed;
    }
    count += hunks.length;
    const kinds = await hunkKinds(file, hunks, { parser, signal });
    for (const [at, hunk] of hunks.entries()) {
      const kind = kinds[at];
      if (kind !== undefined) unrelated.push(partOf(hunk, kind));
    }
  }
  const loose = await findUnconnected(change, parser, signal);
  for (const { path, before, after } of changed.filter((file) => loose.has(file.path))) {
    const lines = diffHunks(before ?? '', after ?? '', { path }).reduce((sum, hunk) => sum + linesOf(hunk), 0);
    unrelated.push({ path, line: undefined, lines, kind: 'unconnected', reason: reasons.unconnected });
  }
  return { files: changed.length, added, removed, hunks: count, unrelated };
}

function partOf(hunk: Hunk, kind: UnrelatedKind): UnrelatedPart {
  const first = hunk.rows.find((row) => row.kind !== 'context');
  const line = first?.newLine ?? first?.oldLine ?? hunk.newStart;
  return { path: hunk.path, line, lines: linesOf(hunk), kind, reason: reasons[kind] };
}

const linesOf = ({ added, removed }: Hunk): number => Math.max(added, removed);
