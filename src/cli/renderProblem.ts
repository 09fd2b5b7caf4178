import type { Problem } from '../core/manifest/problem.ts';
import type { Paint } from './cliIo.ts';

/** A problem of a manifest for a terminal: place and sentence, the line, a caret under what is meant, what to do. */
export function renderProblem(problem: Problem, text: string, paint: Paint): string[] {
  const { file, line, column, endLine, endColumn, severity, code, message, suggestion } = problem;
  const word = severity === 'error' ? paint.bad(severity) : paint.warn(severity);
  const source = text.split(/\r?\n/)[line - 1] ?? '';
  const from = Math.max(0, column - 41);
  const width = (endLine > line ? source.length + 1 : endColumn) - column;
  const carets = '^'.repeat(Math.max(1, Math.min(width, 80 - (column - from), source.length + 1 - column)));
  return [
    `${paint.strong(`${visible(file)}:${line}:${column}`)} ${word} ${visible(message)} ${paint.dim(`(${code})`)}`,
    ...(source.trim() === ''
      ? []
      : [`  ${visible(source.slice(from, from + 80))}`, `  ${' '.repeat(column - 1 - from)}${paint.bad(carets)}`]),
    ...(suggestion === undefined ? [] : [`  ${paint.dim(visible(suggestion))}`]),
  ];
}

/** Control characters of a file must not reach the terminal, which would obey them; each stays one column wide. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\t' ? ' ' : '\ufffd',
  );
}
