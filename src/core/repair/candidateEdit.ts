/** Groups of edit operators; what was observed in a failure raises or lowers a family as a whole. */
export type EditFamily =
  | 'boundary'
  | 'arithmetic'
  | 'logic'
  | 'constant'
  | 'name'
  | 'method'
  | 'argument'
  | 'return'
  | 'await'
  | 'guard'
  | 'statement'
  | 'deletion'
  | 'text'
  | 'exception'
  | 'copy'
  | 'wrap'
  | 'order';

/** One small change to one file: the text from startIndex to endIndex (UTF-16 units, end exclusive) becomes `replacement`. */
export interface CandidateEdit {
  readonly path: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly replacement: string;
  /** The operator that made it: `relational`, `offByOne` … */
  readonly operator: string;
  readonly family: EditFamily;
  /** For a person: ``replaces `<` with `<=` ``. */
  readonly description: string;
  /** How likely such an edit is to be a fix, 0 to 1, before suspiciousness. */
  readonly prior: number;
  /** First line is 1. */
  readonly line: number;
}

/** A file as a candidate would leave it. */
export interface CandidateFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What is tried: one edit, or two that belong together, with the whole files that result. */
export interface RepairCandidate {
  /** Counts from 1 in the order of trying. */
  readonly number: number;
  readonly edits: readonly CandidateEdit[];
  readonly files: readonly CandidateFile[];
  /** Prior times suspiciousness. */
  readonly score: number;
}

/** The text after the edits, which must all be of one file and not overlap. */
export function applyEdits(source: string, edits: readonly CandidateEdit[]): string {
  let text = source;
  for (const edit of [...edits].sort((a, b) => b.startIndex - a.startIndex))
    text = text.slice(0, edit.startIndex) + edit.replacement + text.slice(edit.endIndex);
  return text;
}

/** How much text a candidate takes away and puts in, in characters: the measure of the smallest change. */
export function editSize(edits: readonly CandidateEdit[]): number {
  return edits.reduce((sum, edit) => sum + (edit.endIndex - edit.startIndex) + edit.replacement.length, 0);
}

/** The same change without the text that old and new share at both ends, so that equal results compare equal. */
export function trimEdit(edit: CandidateEdit, source: string): CandidateEdit {
  const old = source.slice(edit.startIndex, edit.endIndex);
  const next = edit.replacement;
  const most = Math.min(old.length, next.length);
  let head = 0;
  while (head < most && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  return {
    ...edit,
    startIndex: edit.startIndex + head,
    endIndex: edit.endIndex - tail,
    replacement: next.slice(head, next.length - tail),
  };
}
