import { editSize, type RepairCandidate } from './candidateEdit.ts';

/** Orders proved candidates: nothing taken away before something taken away, then the fewest edits, then the likeliest, then the smallest. */
export interface Preference {
  readonly deletes: boolean;
  readonly edits: number;
  readonly size: number;
  readonly score: number;
}

/** Negative when `a` is to be preferred. */
export function comparePreference(a: Preference, b: Preference): number {
  return Number(a.deletes) - Number(b.deletes) || a.edits - b.edits || b.score - a.score || a.size - b.size;
}

/** What a candidate is held against others by, once both are proved. */
export function preferenceOf(candidate: RepairCandidate): Preference {
  const deletes = candidate.edits.some((edit) => edit.family === 'deletion');
  const score = candidate.score * (onlyRemoves(candidate) ? removingShare : 1);
  return { deletes, edits: candidate.edits.length, size: editSize(candidate.edits), score };
}

/** What is left of the score of an edit that leaves out a step of a computation, when it is held against others that were proved. */
const removingShare = 0.5;
const fewCharacters = 8;

/** Every edit takes text away, more than a few characters, and puts nothing in its place that was not there. */
function onlyRemoves({ edits, files }: RepairCandidate): boolean {
  return edits.every(({ path, startIndex, endIndex, replacement }) => {
    const old = files.find((file) => file.path === path)?.before.slice(startIndex, endIndex) ?? '';
    return old.length - replacement.length >= fewCharacters && old.includes(replacement);
  });
}
