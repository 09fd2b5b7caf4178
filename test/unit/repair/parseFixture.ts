import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import type { TestCase } from '../../../src/core/evidence/testReport.ts';
import type { ParsedFile } from '../../../src/core/repair/editSite.ts';
import { observeFailures } from '../../../src/core/repair/observation.ts';
import { createProject } from '../../../src/core/repair/project.ts';
import { rankedEdits } from '../../../src/core/repair/rank.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import type { SyntaxParser } from '../../../src/core/repair/syntaxParser.ts';

export const signal = new AbortController().signal;
const grammarFolder = join(import.meta.dirname, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');
const parser = createTreeSitterParser({ grammarFolder });

/** The real parser, made once for all unit tests. */
export function realParser(): Promise<SyntaxParser> {
  return parser;
}

/** One file parsed as the search parses it. */
export async function parseFile(path: string, source: string): Promise<ParsedFile> {
  const file = await createProject(sourcesOf(new Map([[path, source]])), await parser).load(path, signal);
  if (!file) throw new Error(`${path} cannot be parsed`);
  return file;
}

/** Every text that one edit makes of a file, when all its lines are equally suspicious, best first. */
export async function textsAfterOneEdit(
  path: string,
  source: string,
  failure?: TestCase['failure'],
): Promise<readonly string[]> {
  const file = await parseFile(path, source);
  const lines = source.split('\n').map((_, i) => ({ path, line: i + 1, score: 1, why: '' }));
  const observed = observeFailures(failure ? [failedTest('t.test.js', ['t'], failure)] : []);
  const edits = [...rankedEdits({ lines, files: new Map([[path, file]]) }, observed)];
  return edits.map(({ edit }) => source.slice(0, edit.startIndex) + edit.replacement + source.slice(edit.endIndex));
}

/** One test a row: one edit of the file makes the second text of the first, whatever else is offered. */
export function testOneEdit(
  language: string,
  path: string,
  rows: readonly (readonly [what: string, before: string, after: string])[],
): void {
  for (const [what, before, after] of rows)
    it(`${language}: ${what}`, async () => {
      assert.ok((await textsAfterOneEdit(path, before)).includes(after), `no edit gives: ${after}`);
    });
}

export function failedTest(file: string, path: readonly string[], failure: NonNullable<TestCase['failure']>): TestCase {
  return { id: [file, ...path].join(' > '), file, line: undefined, path, state: 'failed', durationMs: 1, failure };
}

export function passedTest(file: string, path: readonly string[]): TestCase {
  return { id: [file, ...path].join(' > '), file, line: undefined, path, state: 'passed', durationMs: 1 };
}
