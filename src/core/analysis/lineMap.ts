import { diffArrays } from 'diff';

/** Where the lines of a file went. Lines count from 1; 0 stands for the whole file. */
export interface LineMap {
  /** The line that an unchanged line is now; undefined when it was changed. */
  kept(line: number): number | undefined;
  /** True when the old line was replaced by a piece that holds the new one. */
  replaced(oldLine: number, newLine: number): boolean;
}

/** Beyond so many changed lines the search for the shortest difference takes too long, and the file counts as replaced. */
const mostChanges = 3_000;

/** Compares two texts of a file; a file without one of them counts as replaced as a whole. */
export function createLineMap(before: string | undefined, after: string | undefined): LineMap {
  const [old, now] = [before, after].map((text) => text?.split('\n'));
  const parts = old && now ? diffArrays(old, now, { maxEditLength: mostChanges }) : undefined;
  const unchanged = new Map<number, number>();
  const pieceOfOld = new Map<number, number>();
  const pieceOfNew = new Map<number, number>();
  let piece = 0;
  let [oldAt, newAt] = [1, 1];
  for (const { added, removed, count } of parts ?? []) {
    for (let i = 0; i < count; i++) {
      if (removed) pieceOfOld.set(oldAt++, piece);
      else if (added) pieceOfNew.set(newAt++, piece);
      else unchanged.set(oldAt++, newAt++);
    }
    if (!added && !removed) piece++;
  }
  return {
    kept: (line) => (line === 0 ? 0 : unchanged.get(line)),
    replaced(oldLine, newLine) {
      if (!parts) return true;
      const at = pieceOfOld.get(oldLine);
      return at !== undefined && at === pieceOfNew.get(newLine);
    },
  };
}
