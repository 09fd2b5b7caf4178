import assert from 'node:assert/strict';
import { fixAll } from '../../../src/extension/manifests/fixAll.ts';
import type { ManifestProblem, TextRange } from '../../../src/protocol/manifests.ts';

function problem(range: TextRange | undefined, newText = 'x'): ManifestProblem {
  const at = range ?? { line: 1, column: 1, endLine: 1, endColumn: 2 };
  const fix = range ? { fix: { ...range, title: `Write ${newText}`, newText } } : {};
  return { ...at, severity: 'error', code: 'a.b', message: 'm', ...fix };
}

const place = (line: number, column: number, endColumn: number, endLine = line): TextRange => ({
  line,
  column,
  endLine,
  endColumn,
});

describe('fix all', () => {
  const cases: [name: string, problems: readonly ManifestProblem[], expected: readonly string[]][] = [
    ['nothing of nothing', [], []],
    ['leaves problems without a fix', [problem(undefined), problem(place(2, 1, 3), 'a')], ['a']],
    ['goes by the text, not by the list', [problem(place(3, 1, 2), 'b'), problem(place(2, 9, 12), 'a')], ['a', 'b']],
    ['takes neighbours that touch', [problem(place(1, 1, 4), 'a'), problem(place(1, 4, 6), 'b')], ['a', 'b']],
    ['takes the first of two that overlap', [problem(place(1, 1, 4), 'a'), problem(place(1, 3, 6), 'b')], ['a']],
    ['takes one of two that are the same', [problem(place(1, 1, 4), 'a'), problem(place(1, 1, 4), 'a')], ['a']],
    ['takes one of two insertions at a place', [problem(place(1, 1, 1), 'a'), problem(place(1, 1, 1), 'b')], ['a']],
    [
      'leaves what lies inside several lines that are replaced',
      [problem(place(1, 5, 3, 4), 'a'), problem(place(2, 1, 9), 'b'), problem(place(4, 3, 4), 'c')],
      ['a', 'c'],
    ],
  ];
  for (const [name, problems, expected] of cases) {
    it(name, () =>
      assert.deepEqual(
        fixAll(problems).map(({ newText }) => newText),
        expected,
      ),
    );
  }
});
