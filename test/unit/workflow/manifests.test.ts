import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem, TextEdit } from '../../../src/core/manifest/problem.ts';
import { parseWorkflow } from '../../../src/core/workflow/parseWorkflow.ts';
import { catalogFixture } from './catalogFixture.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/manifests');
const golden = path.join(folder, 'expected.txt');
const files = readdirSync(folder)
  .filter((file) => /\.(yaml|json)$/.test(file))
  .sort();

function render(problem: Problem): string[] {
  const { line, column, endLine, endColumn, severity, code, message, suggestion, fix } = problem;
  return [
    `  ${line}:${column}-${endLine}:${endColumn} ${severity} ${code}: ${message}`,
    ...(suggestion === undefined ? [] : [`    ${suggestion}`]),
    ...(fix === undefined
      ? []
      : [`    fix ${fix.line}:${fix.column}-${fix.endLine}:${fix.endColumn} ${JSON.stringify(fix.newText)}`]),
  ];
}

function applyFix(text: string, fix: TextEdit): string {
  const lines = text.split('\n');
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  return text.slice(0, offset(fix.line, fix.column)) + fix.newText + text.slice(offset(fix.endLine, fix.endColumn));
}

const parse = (file: string, text = readFileSync(path.join(folder, file), 'utf8')) =>
  parseWorkflow(text, file, catalogFixture);

function table(): string {
  return files.map((file) => [file, ...parse(file).problems.flatMap(render), ''].join('\n')).join('\n');
}

describe('broken manifests', () => {
  it('are at least sixty, and each has something wrong', () => {
    assert.ok(files.length >= 60, `${files.length}`);
    for (const file of files) assert.notEqual(parse(file).problems.length, 0, file);
  });

  it('give exactly these messages', () => {
    const text = table();
    // UPDATE_GOLDEN=1 rewrites the file; the change is then read like any other.
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });

  it('have no definition when there is an error, and have one when there are only warnings', () => {
    for (const file of files) {
      const { definition, problems } = parse(file);
      const failed = problems.some(({ severity }) => severity === 'error');
      assert.equal(definition === undefined, failed, file);
    }
  });

  it('have the problem that is fixed no longer once its quick fix is applied', () => {
    let fixed = 0;
    for (const file of files) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      for (const problem of parse(file).problems) {
        if (!problem.fix) continue;
        const after = parse(file, applyFix(text, problem.fix)).problems;
        const same = after.filter(
          (one) => one.code === problem.code && one.message === problem.message && one.line === problem.line,
        );
        assert.deepEqual(same, [], `${file}: ${problem.message}`);
        fixed += 1;
      }
    }
    assert.ok(fixed >= 20, `${fixed} quick fixes`);
  });

  it('are pointed at inside the file', () => {
    for (const file of files) {
      const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
      for (const { line, column, endLine, endColumn, message } of parse(file).problems) {
        assert.ok(line >= 1 && endLine <= lines.length && column >= 1, `${file}: ${message}`);
        assert.ok(
          column <= (lines[line - 1] ?? '').length + 1 && endColumn <= (lines[endLine - 1] ?? '').length + 1,
          file,
        );
        assert.ok(endLine > line || endColumn >= column, `${file}: ${message}`);
      }
    }
  });
});
