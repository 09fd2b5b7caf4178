/** A place in a file; lines and columns count from 1, columns in UTF-16 units as editors do. The end is exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A change of the text that a quick fix offers. */
export interface TextEdit extends Range {
  /** What the button says: `Write "needs" instead`. */
  readonly title: string;
  readonly newText: string;
}

/** One thing that is wrong with a manifest. */
export interface Problem extends Range {
  readonly file: string;
  readonly severity: 'error' | 'warning';
  /** Stable: `graph.cycle`. Nobody branches on the message. */
  readonly code: string;
  /** What was found and what was expected, one sentence. */
  readonly message: string;
  /** What may have been meant, one sentence. */
  readonly suggestion?: string;
  readonly fix?: TextEdit;
}

/** Problems of one file at most: nobody reads more, and an editor that is sent more stands still. */
export const maxProblems = 500;

/** Errors before warnings count nowhere: problems stand in the order of the text. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code));
}
