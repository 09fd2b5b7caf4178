import assert from 'node:assert/strict';
import { matchesGlob } from '../../../src/core/rule/glob.ts';

const cases: readonly (readonly [pattern: string, matches: readonly string[], others: readonly string[]])[] = [
  ['*.ts', ['a.ts', 'src/a.ts', 'src/deep/a.ts'], ['a.tsx', 'a.ts/b']],
  ['src/*.ts', ['src/a.ts'], ['src/deep/a.ts', 'a.ts']],
  ['src/**', ['src/a', 'src/b/c.ts'], ['lib/a', 'xsrc/a']],
  ['src/', ['src/a', 'src/b/c'], ['src2/a']],
  ['**/test/*.js', ['test/a.js', 'x/y/test/a.js'], ['test/x/a.js']],
  ['src/**/*.{ts,tsx}', ['src/a.ts', 'src/x/y/b.tsx'], ['src/a.js']],
  ['{a,b}/{c,d}.md', ['a/c.md', 'b/d.md'], ['a/e.md']],
  ['file?.py', ['file1.py', 'x/fileA.py'], ['file.py', 'file12.py']],
  ['[a-c]*.js', ['apple.js', 'cat.js'], ['dog.js']],
  ['[!a]x', ['bx'], ['ax']],
  ['./src/a.ts', ['src/a.ts'], ['x/src/a.ts']],
  ['**', ['a', 'a/b/c'], []],
  ['a.b', ['a.b'], ['aXb']],
  ['(x|y)+', ['(x|y)+'], ['x']],
];

describe('globs', () => {
  for (const [pattern, matches, others] of cases)
    it(pattern, () => {
      for (const path of matches) assert.equal(matchesGlob(path, pattern), true, path);
      for (const path of others) assert.equal(matchesGlob(path, pattern), false, path);
    });

  it('takes little time for a hostile pattern', () => {
    const name = 'a'.repeat(2_000);
    const start = performance.now();
    assert.equal(matchesGlob(name, `${'*a'.repeat(150)}b`), false);
    assert.equal(matchesGlob(Array.from({ length: 300 }, () => 'a').join('/'), `${'**/a/'.repeat(60)}b`), false);
    assert.equal(matchesGlob('a', '{a,b}'.repeat(60)), false);
    assert.equal(matchesGlob('a', '*'.repeat(10_000)), false);
    assert.ok(performance.now() - start < 2_000);
  });
});
