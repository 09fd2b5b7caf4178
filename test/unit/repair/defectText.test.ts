import assert from 'node:assert/strict';
import { readDefects } from '../../../bench/repair/defectText.ts';
import type { Result } from '../../../bench/repair/fixOne.ts';
import { figuresOf, halfLines } from '../../../bench/repair/report.ts';

const good = `language: python
# a remark

== first-one
size: one
from: real: package 1.2.3: what was fixed
@@ a.py
 def f():
-    return 1
+    return 2

== second-one
size: more
from: made
@@ a.py
-    x = 1
@@ b.py
-y = 1
+y = 2
+z = 3
`;

describe('how the defects of the corpus are written down', () => {
  it('reads the head, the facts and the hunks', () => {
    const { head, defects } = readDefects(good);
    assert.deepEqual(head, { language: 'python' });
    assert.deepEqual(defects, [
      {
        id: 'first-one',
        size: 'one',
        kind: 'real',
        source: 'package 1.2.3: what was fixed',
        hunks: [{ file: 'a.py', before: ['def f():', '    return 1'], after: ['def f():', '    return 2'] }],
      },
      {
        id: 'second-one',
        size: 'more',
        kind: 'made',
        source: '',
        hunks: [
          { file: 'a.py', before: ['    x = 1'], after: [] },
          { file: 'b.py', before: ['y = 1'], after: ['y = 2', 'z = 3'] },
        ],
      },
    ]);
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['no size', good.replace('size: one\n', ''), /first-one: size is missing/],
    ['a size that is none', good.replace('size: one', 'size: tiny'), /size is tiny/],
    ['a real defect without a source', good.replace('real: package 1.2.3: what was fixed', 'real'), /names its source/],
    ['no kind', good.replace('from: made', 'from: somewhere'), /second-one: from is somewhere/],
    ['no hunk', '== alone\nsize: one\nfrom: made\n', /alone: no hunk/],
    ['a line without a sign', good.replace('-    x = 1', 'x = 1'), /not a line of a hunk: x = 1/],
    ['nothing to find', good.replace('-y = 1\n', ''), /needs a line/],
    ['no change', good.replace('+    return 2', '+    return 1'), /changes nothing/],
  ];
  for (const [what, text, message] of bad) it(`refuses ${what}`, () => assert.throws(() => readDefects(text), message));
});

describe('figures of the repair bench', () => {
  const result = (id: string, ms: number, solved: boolean, correct: boolean): Result => ({
    id,
    size: 'one',
    language: 'python',
    solved,
    correct,
    ms,
    tried: ms / 100,
    said: '',
  });
  const results = [result('a', 100, true, true), result('b', 300, true, false), result('c', 9000, false, false)];

  it('counts correct ones among the solved, and takes the median of the solved only', () => {
    assert.deepEqual(figuresOf(results), { cases: 3, solved: 2, correct: 1, medianMs: 200 });
    assert.deepEqual(figuresOf([]), { cases: 0, solved: 0, correct: 0, medianMs: null });
  });

  it('names what was mended wrongly', () => {
    assert.deepEqual(halfLines('tuning', results), [
      'tuning: 2 of 3 solved, 1 of them correct, median 0.2 s and 2 candidates',
      '  wrong: b',
    ]);
    assert.deepEqual(halfLines('held back', []), []);
  });
});
