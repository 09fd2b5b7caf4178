/** How a model writes its edits. */
export type PatchFormat = 'search-replace' | 'unified-diff' | 'whole-file' | 'apply-patch';

/**
 * One replacement inside a file. `before` and `after` are whole lines, each ended by `\n` (so `''` is no line and `'\n'` is one
 * blank line); they never carry `\r`, and the file's own line ends are kept when they are applied.
 */
export interface EditBlock {
  readonly before: string;
  readonly after: string;
  /** Where the model says `before` begins, from 1. Models count badly: it only decides between several exact matches. */
  readonly lineHint?: number;
  /** The block is said to end the file. */
  readonly atEnd?: boolean;
  /** The same block if its context lines have lost the space that a diff puts before them. */
  readonly unprefixed?: Pick<EditBlock, 'before' | 'after'>;
  /** Lines the model names above the block (`@@ def area(self):`), outermost first. */
  readonly anchors?: readonly string[];
  /** What the edit does to the newline at the end of the file, when it says so. Otherwise the file keeps what it has. */
  readonly finalNewline?: 'added' | 'removed';
  /** Other ways to read the same block, when a line of its content looks like the divider. */
  readonly otherReadings?: readonly Pick<EditBlock, 'before' | 'after'>[];
  /** Line of the answer the block begins at, from 1. */
  readonly answerLine: number;
}

/** What an answer does to one file. */
export interface FileEdit {
  readonly path: string;
  /** `create` and `rewrite` have one block with an empty `before`; `rewrite` also makes a file that does not exist. */
  readonly kind: 'replace' | 'create' | 'delete' | 'rewrite';
  readonly blocks: readonly EditBlock[];
  /** New path of a file that is moved. */
  readonly moveTo?: string;
  /** Line of the answer the edit begins at, from 1. */
  readonly answerLine: number;
}

/** A place in an answer that is not what its format asks for. */
export interface ParseProblem {
  /** Line of the answer, from 1. */
  readonly line: number;
  readonly found: string;
  readonly expected: string;
}

/** What an answer says. When there are problems, nothing of it may be applied: a part of an answer is not the answer. */
export interface ParsedEdits {
  readonly format: PatchFormat;
  readonly edits: readonly FileEdit[];
  readonly problems: readonly ParseProblem[];
}

/** The problem that a line of an answer is not what was expected there. */
export function expected(lines: readonly string[], at: number, what: string): ParseProblem {
  return { line: at + 1, found: lines[at] ?? '', expected: what };
}

/** Shortens a line of an answer for a message, and shows what cannot be seen. */
export function quoteLine(line: string, limit = 100): string {
  const shown = line.length > limit ? `${line.slice(0, limit)}…` : line;
  return JSON.stringify(shown).slice(1, -1).replaceAll('\\"', '"');
}

/** The parse problems as the text that goes back to the model. */
export function renderParseProblems(problems: readonly ParseProblem[]): string {
  const lines = problems
    .slice(0, 12)
    .map(
      (problem) =>
        `- line ${problem.line} of your answer: expected ${problem.expected}; found: ${quoteLine(problem.found)}`,
    );
  const rest = problems.length - lines.length;
  return [
    'The edits could not be read, so nothing was changed.',
    ...lines,
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ].join('\n');
}
