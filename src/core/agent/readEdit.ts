import { isCoded } from '../../base/errors.ts';
import type { EditFormat } from '../model/modelProvider.ts';
import { applyEdits } from '../patch/applyEdits.ts';
import { checkEditPath } from '../patch/checkEditPath.ts';
import { renderProblems } from '../patch/editProblem.ts';
import { renderParseProblems } from '../patch/fileEdit.ts';
import { parseEdits } from '../patch/parseEdits.ts';

/** What an answer does to the files: all of its edit, or none of it and why, phrased for the model. */
export type EditReading =
  | { readonly kind: 'edit'; readonly files: ReadonlyMap<string, string | undefined>; readonly explanation: string }
  | { readonly kind: 'refused'; readonly why: string };

const noEdit =
  'Your answer holds no edit and no tool call. Look further with the tools, or answer with the edit in the form you were given.';

/** Parses the edit of an answer and applies it to the texts that `read` gives. Changes nothing on any disk. */
export async function readEdit(
  text: string,
  format: EditFormat,
  read: (path: string, signal: AbortSignal) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<EditReading> {
  const parsed = parseEdits(text, format);
  if (parsed.problems.length > 0) {
    const problems = renderParseProblems(parsed.problems);
    return { kind: 'refused', why: parsed.edits.length === 0 ? `${noEdit}\n${problems}` : problems };
  }
  if (parsed.edits.length === 0) return { kind: 'refused', why: noEdit };
  const files = new Map<string, string>();
  for (const path of parsed.edits.flatMap((edit) => [edit.path, ...(edit.moveTo === undefined ? [] : [edit.moveTo])])) {
    // A path that is refused is reported by applyEdits, with all other problems.
    if (checkEditPath(path).kind === 'refused') continue;
    const current = await readOrRefuse(path, read, signal);
    if (typeof current === 'object') return current;
    if (current !== undefined) files.set(path, current);
  }
  const applied = applyEdits(files, parsed.edits);
  if (applied.kind === 'refused') return { kind: 'refused', why: renderProblems(applied.problems) };
  return { kind: 'edit', files: applied.files, explanation: explanationOf(text) };
}

/** The text of a file, or why an edit of it is refused: a link, a folder, a binary file. */
async function readOrRefuse(
  path: string,
  read: (path: string, signal: AbortSignal) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<string | undefined | Extract<EditReading, { kind: 'refused' }>> {
  try {
    return await read(path, signal);
  } catch (error) {
    if (!isCoded(error)) throw error;
    return { kind: 'refused', why: `Your edit was not applied. ${error.message}` };
  }
}

/** The sentences in front of the edit, for the person who reviews it. */
function explanationOf(text: string): string {
  const before = text.split(/^(?:<{5,}|```|--- |\*\*\* |diff )/m)[0] ?? '';
  const lines = before.split('\n').filter((line) => line.trim() !== '');
  if (/^[`*]*[\w@./-]+\.\w+[`*:]*$/.test(lines.at(-1)?.trim() ?? '')) lines.pop();
  return lines.join(' ').replace(/\s+/g, ' ').trim().slice(0, 600);
}
