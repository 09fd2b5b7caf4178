import { maxProblems, type Problem, type Range, type TextEdit } from './problem.ts';
import type { YamlSource } from './yamlSource.ts';

/** What a finding says besides its code, place and sentence. */
export interface Extras {
  readonly severity?: 'error' | 'warning';
  readonly suggestion?: string;
  readonly fix?: TextEdit;
}

/** Where a finding stands and what it is. */
export interface Finding extends Extras {
  readonly code: string;
  readonly at: Range;
  readonly message: string;
}

/** Collects the problems of one file. */
export class Reporter {
  readonly source: YamlSource;
  readonly #problems: Problem[];

  constructor(source: YamlSource) {
    this.source = source;
    this.#problems = [...source.problems];
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  get failed(): boolean {
    return this.#problems.some(({ severity }) => severity === 'error');
  }

  add({ code, at, message, severity = 'error', suggestion, fix }: Finding): void {
    if (this.#problems.length >= maxProblems) return;
    const { line, column, endLine, endColumn } = at;
    // What is no YAML is read as nothing: that nothing does not fit is no second mistake.
    const told = this.source.problems.some((one) => one.line === line && one.column === column);
    if (told && code.startsWith('schema.')) return;
    const place = { file: this.source.file, line, column, endLine, endColumn };
    this.#problems.push({
      ...place,
      severity,
      code,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(fix === undefined ? {} : { fix }),
    });
  }
}

/** An edit that puts a text in the place of a range. */
export function replaceWith(at: Range, newText: string, title = `Write ${newText}`): TextEdit {
  return { title, newText, line: at.line, column: at.column, endLine: at.endLine, endColumn: at.endColumn };
}

/** An edit that adds a line of its own above the line on which a range begins, with the indentation given. */
export function insertLineAbove(at: Range, indent: string, text: string): TextEdit {
  return {
    title: `Add ${text}`,
    newText: `${indent}${text}\n`,
    line: at.line,
    column: 1,
    endLine: at.line,
    endColumn: 1,
  };
}
