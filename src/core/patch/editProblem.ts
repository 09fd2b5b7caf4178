import { quoteLine } from './fileEdit.ts';
import type { NearestLines } from './nearestLines.ts';

/** Why an edit was refused. Stable: agents and statistics branch on it. */
export type EditProblemCode =
  | 'path'
  | 'no-file'
  | 'file-exists'
  | 'not-text'
  | 'not-found'
  | 'ambiguous'
  | 'unsafe'
  | 'overlap'
  | 'ellipsis'
  | 'no-change'
  | 'empty-search'
  | 'contradiction';

/** One reason why nothing was applied. */
export interface EditProblem {
  readonly path: string;
  /** Which block of the file, from 1; undefined when the whole file's edit is refused. */
  readonly block: number | undefined;
  readonly code: EditProblemCode;
  /** One sentence, for the model and for a person. */
  readonly why: string;
  readonly nearest?: NearestLines;
}

const mostProblems = 8;
const mostShownLines = 12;

/** The problems as the text that goes back to the model: what was refused, why, and what the file says there. */
export function renderProblems(problems: readonly EditProblem[]): string {
  const shown = problems.slice(0, mostProblems).flatMap(renderProblem);
  const more = problems.length - mostProblems;
  return [
    'The edits were not applied: all of them apply or none does. Send the whole set again with these corrected.',
    ...shown,
    ...(more > 0 ? ['', `and ${more} more problems`] : []),
  ].join('\n');
}

function renderProblem(problem: EditProblem): string[] {
  const where =
    problem.block === undefined ? quoteLine(problem.path) : `${quoteLine(problem.path)}, block ${problem.block}`;
  const lines = ['', `${where}: ${problem.why}`];
  const { nearest } = problem;
  if (nearest === undefined) return lines;
  const last = nearest.firstLine + Math.max(nearest.lines.length, 1) - 1;
  lines.push(
    `The nearest lines of the file are ${nearest.firstLine} to ${last}; copy the lines to find from here, without the numbers:`,
  );
  const width = String(last).length;
  nearest.lines.slice(0, mostShownLines).forEach((line, at) => {
    lines.push(`${String(nearest.firstLine + at).padStart(width)} | ${cut(line)}`);
  });
  if (nearest.lines.length > mostShownLines) lines.push(`(${nearest.lines.length - mostShownLines} more lines)`);
  for (const difference of nearest.differs) {
    lines.push(`line ${difference.line}: you wrote ${shownLine(difference.wanted)}`);
    lines.push(`  the file has ${difference.file === undefined ? 'no such line' : shownLine(difference.file)}`);
  }
  return lines;
}

function shownLine(line: string): string {
  return `"${quoteLine(line, 160)}"`;
}

function cut(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
