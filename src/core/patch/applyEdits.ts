import { applyBlocks } from './applyBlocks.ts';
import { checkEditPath } from './checkEditPath.ts';
import type { EditProblem, EditProblemCode } from './editProblem.ts';
import { findEllipsis } from './ellipsis.ts';
import type { EditBlock, FileEdit } from './fileEdit.ts';
import { byteOrderMark, dominantEnd, lineTexts, textLines } from './textLines.ts';

/** Where the current texts come from. `undefined` means there is no such file. */
export type FileSource = ReadonlyMap<string, string> | ((path: string) => string | undefined);

/** What became of a set of edits: all of them, or none. */
export type ApplyOutcome =
  | {
      readonly kind: 'applied';
      /** New texts by path; undefined deletes the file. */
      readonly files: ReadonlyMap<string, string | undefined>;
    }
  | { readonly kind: 'refused'; readonly problems: readonly EditProblem[] };

/** A file's edits of one answer, in order, with its text as it is now. */
interface FileTask {
  readonly path: string;
  readonly text: string | undefined;
  readonly edits: readonly FileEdit[];
}

type FileOutcome =
  | { readonly kind: 'text'; readonly text: string | undefined; readonly moveTo?: string }
  | { readonly kind: 'refused'; readonly problems: readonly EditProblem[] };

/**
 * Applies a model's edits to texts. All or nothing: one refused block refuses the set, with the reason of each. Blocks of a file
 * apply to its original text. Line ends, byte order mark, tabs and a missing last newline survive. Nothing is ever placed by
 * likeness. Writes nothing; never throws.
 */
export function applyEdits(source: FileSource, edits: readonly FileEdit[]): ApplyOutcome {
  const read = typeof source === 'function' ? source : (path: string) => source.get(path);
  const problems: EditProblem[] = [];
  const files = new Map<string, string | undefined>();
  const taken = new Set<string>();
  for (const task of tasksOf(read, edits, problems)) {
    const outcome = applyFile(task);
    if (outcome.kind === 'refused') {
      problems.push(...outcome.problems);
      continue;
    }
    taken.add(task.path);
    if (outcome.moveTo === undefined) files.set(task.path, outcome.text);
    else {
      problems.push(...moveProblems(read, task.path, outcome.moveTo));
      if (files.has(outcome.moveTo))
        problems.push(refusal(outcome.moveTo, 'contradiction', 'two edits write this file'));
      files.set(task.path, undefined);
      files.set(outcome.moveTo, outcome.text);
    }
  }
  if (edits.length === 0) problems.push(refusal('', 'no-change', 'the answer has no edits'));
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'applied', files };
}

function refusal(path: string, code: EditProblemCode, why: string): EditProblem {
  return { path, block: undefined, code, why };
}

/** Groups the edits by file; paths that may not be used become problems. */
function tasksOf(
  read: (path: string) => string | undefined,
  edits: readonly FileEdit[],
  problems: EditProblem[],
): FileTask[] {
  const byPath = new Map<string, FileEdit[]>();
  for (const edit of edits) {
    const check = checkEditPath(edit.path);
    if (check.kind === 'refused') problems.push(refusal(edit.path, 'path', check.why));
    else byPath.set(check.path, [...(byPath.get(check.path) ?? []), edit]);
  }
  return [...byPath].map(([path, own]) => ({ path, text: read(path), edits: own }));
}

function applyFile(task: FileTask): FileOutcome {
  const { path, text, edits } = task;
  const first = edits[0];
  const refuse = (code: EditProblemCode, why: string): FileOutcome => ({
    kind: 'refused',
    problems: [refusal(path, code, why)],
  });
  if (first === undefined) return { kind: 'text', text };
  if (edits.some((edit) => edit.kind !== 'replace') && edits.length > 1) {
    return refuse('contradiction', 'the file is created, rewritten or deleted and also edited; write one edit for it');
  }
  if (text?.includes('\0') === true) return refuse('not-text', 'the file is not text');
  const after = edits.flatMap(({ blocks }) => blocks.map((block) => block.after));
  if (after.some((one) => one.includes('\0'))) return refuse('not-text', 'the new text has a NUL character');
  // UTF-8 has no form for it: the file would hold another character.
  if (after.some((one) => /\p{Surrogate}/u.test(one)))
    return refuse('not-text', 'the new text has half of a character');
  if (first.kind === 'create') return createFile(path, text, first);
  if (first.kind === 'rewrite') return rewriteFile(path, text, first);
  if (text?.trim() === '' && edits.length === 1 && isFirstText(first)) return rewriteFile(path, text, first);
  if (text === undefined) return refuse('no-file', 'there is no such file');
  if (first.kind === 'delete') return deleteFile(path, text, first);
  const moves = edits.flatMap((edit) => (edit.moveTo === undefined ? [] : [edit.moveTo]));
  if (new Set(moves).size > 1) return refuse('contradiction', 'the file is moved to two places');
  const blocks = edits.flatMap((edit) => edit.blocks);
  const outcome = applyBlocks(path, text, blocks);
  if (outcome.kind === 'refused') return outcome;
  const moveTo = moves[0];
  if (moveTo !== undefined) return { kind: 'text', text: outcome.text, moveTo };
  return outcome.text === text ? refuse('no-change', 'the edits change nothing') : { kind: 'text', text: outcome.text };
}

/** Lines added to nothing: in an empty file there is only one place for them. */
function isFirstText({ kind, blocks, moveTo }: FileEdit): boolean {
  return kind === 'replace' && moveTo === undefined && blocks.length === 1 && blocks[0]?.before === '';
}

function createFile(path: string, text: string | undefined, edit: FileEdit): FileOutcome {
  if (text !== undefined && text.trim() !== '') {
    const why = 'the file exists already; give the lines to find and their replacement, or rewrite it whole';
    return { kind: 'refused', problems: [refusal(path, 'file-exists', why)] };
  }
  return rewriteFile(path, text, edit);
}

function rewriteFile(path: string, old: string | undefined, edit: FileEdit): FileOutcome {
  const joined = edit.blocks.map((block) => block.after).join('');
  const given = edit.blocks.at(-1)?.finalNewline === 'removed' ? joined.replace(/\n$/, '') : joined;
  const present = new Set(old === undefined ? [] : lineTexts(old).map((line) => line.trim()));
  const ellipsis = findEllipsis(lineTexts(given), path, present);
  if (ellipsis !== undefined) {
    const why = `line ${ellipsis.index + 1} of the new text is "${ellipsis.line.trim()}" in place of code; write the file out whole`;
    return { kind: 'refused', problems: [refusal(path, 'ellipsis', why)] };
  }
  const text = old === undefined || old === '' ? given : inStyleOf(old, given);
  if (text === old) return { kind: 'refused', problems: [refusal(path, 'no-change', 'the new text is the old one')] };
  return { kind: 'text', text };
}

/** A rewritten text with the line ends, byte order mark and last newline of the one it replaces. */
function inStyleOf(old: string, given: string): string {
  const lines = textLines(old);
  const end = dominantEnd(lines) ?? '\n';
  const mark = old.startsWith(byteOrderMark) ? byteOrderMark : '';
  const body = given.startsWith(byteOrderMark) ? given.slice(1) : given;
  const bare = lines.at(-1)?.end === '' && body.endsWith('\n') ? body.slice(0, -1) : body;
  return mark + (end === '\r\n' ? bare.replaceAll('\n', '\r\n') : bare);
}

/** A deletion that shows the file's content must show what is there; one that shows none is taken at its word. */
function deleteFile(path: string, text: string, edit: FileEdit): FileOutcome {
  const blocks: readonly EditBlock[] = edit.blocks.map(({ finalNewline: _, ...block }) => ({ ...block, after: '' }));
  const shown = blocks.filter((block) => block.before !== '');
  if (shown.length === 0) return { kind: 'text', text: undefined };
  const outcome = applyBlocks(path, text, shown);
  return outcome.kind === 'refused' ? outcome : { kind: 'text', text: undefined };
}

function moveProblems(read: (path: string) => string | undefined, from: string, to: string): EditProblem[] {
  const check = checkEditPath(to);
  if (check.kind === 'refused') return [refusal(to, 'path', check.why)];
  if (check.path !== to) return [refusal(to, 'path', 'write the new path without "./"')];
  if (to === from) return [refusal(to, 'no-change', 'the file is moved onto itself')];
  return read(to) === undefined ? [] : [refusal(to, 'file-exists', `"${from}" cannot be moved here: the file exists`)];
}
