import assert from 'node:assert/strict';
import type { CandidateEdit } from '../../../src/core/repair/candidateEdit.ts';
import { plainSyntax, sameSyntaxKey } from '../../../src/core/repair/sameSyntax.ts';

const same = [
  ['a.js', 'x = (a) + b;', 'x = a + b;'],
  ['a.js', 'x=a+b;', 'x = a  +  b;'],
  ['a.js', 'return ((a + b));', 'return a + b;'],
  ['a.js', 'f((a + b) * c)', 'f( (a+b)*c )'],
  ['a.js', 'if ((a < b)) g();', 'if (a < b) g();'],
  ['a.js', 'y = (a.b) ?? "(c)";', 'y = a.b ?? "(c)";'],
  ['a.py', 'return (a + b)', 'return a + b'],
  ['a.py', 'if not (done):', 'if not done:'],
  ['a.py', '    x = (1)', '    x = 1'],
] as const;

const different = [
  ['a.js', 'x = (a + b) * c;', 'x = a + b * c;'],
  ['a.js', 'x = "a  b";', 'x = "a b";'],
  ['a.js', 'const f = (a) => a;', 'const f = a;'],
  ['a.js', 'return\na;', 'return a;'],
  ['a.js', 'f((a, b))', 'f(a, b)'],
  ['a.js', 'if (a) b;', 'if a b;'],
  ['a.js', 'f(a)', 'f a'],
  ['a.js', 'a - -b', 'a--b'],
  ['a.py', '    return 1', 'return 1'],
  ['a.py', 'f((1, 2))', 'f(1, 2)'],
  ['a.py', 'x = (a, b)', 'x = a'],
  ['a.py', 'print (a)', 'print a'],
  ['a.py', 'x = "a b"', 'x = "a  b"'],
] as const;

describe('candidates that are the same by syntax', () => {
  for (const [path, one, other] of same)
    it(`takes ${one} for ${other}`, () => assert.equal(plainSyntax(path, one), plainSyntax(path, other)));
  for (const [path, one, other] of different)
    it(`keeps ${one.trim().replace('\n', '⏎')} apart from ${other}`, () =>
      assert.notEqual(plainSyntax(path, one), plainSyntax(path, other)));

  const before = 'let a = 1;\nlet b = a + 2;\nlet c = a + 2;\n';
  const keyOf = (after: string, family: CandidateEdit['family'] = 'arithmetic') => {
    const edit: CandidateEdit = {
      path: 'a.js',
      startIndex: 0,
      endIndex: 0,
      replacement: '',
      operator: '',
      family,
      description: '',
      prior: 1,
      line: 1,
    };
    return sameSyntaxKey({ number: 1, edits: [edit], files: [{ path: 'a.js', before, after }], score: 1 });
  };

  it('tells the same change of two lines apart', () => {
    const [second, third] = [before.replace('b = a + 2', 'b = a - 2'), before.replace('c = a + 2', 'c = a - 2')];
    assert.notEqual(keyOf(second), keyOf(third));
  });

  it('says so when nothing is changed', () => {
    assert.equal(keyOf(before.replace('b = a + 2', 'b = (a) + (2)')), undefined);
    assert.notEqual(keyOf(before.replace('b = a + 2', 'b = (a + 2) * 2')), undefined);
  });

  it('leaves spaces alone where the edit is one of text', () => {
    assert.notEqual(keyOf(before.replace('b = a + 2', 'b = a  + 2'), 'text'), undefined);
  });
});
