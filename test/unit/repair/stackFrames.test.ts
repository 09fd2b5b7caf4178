import assert from 'node:assert/strict';
import { normalPath } from '../../../src/base/normalPath.ts';
import { isForeignPath, isTestPath } from '../../../src/core/repair/sourceFiles.ts';
import { stackFrames } from '../../../src/core/repair/stackFrames.ts';
import { languageOf } from '../../../src/core/repair/syntaxParser.ts';

const known = new Set(['src/a.js', 'lib/b.ts', 'pkg/mod.py', 'tests/test_mod.py', 'test/a.test.js']);

describe('stackFrames', () => {
  it('reads a Node stack, innermost first, and leaves out what is not of the workspace', () => {
    const stack = [
      'TypeError: x is undefined',
      '    at inner (file:///home/me/app/src/a.js:12:5)',
      '    at async Object.<anonymous> (/home/me/app/lib/b.ts:3:1)',
      '    at /home/me/app/node_modules/dep/src/a.js:1:1',
      '    at node:internal/main:1:2',
      '    at TestContext.<anonymous> (/home/me/app/test/a.test.js:9:3)',
    ].join('\n');
    assert.deepEqual(stackFrames(stack, known), [
      { path: 'src/a.js', line: 12 },
      { path: 'lib/b.ts', line: 3 },
      { path: 'test/a.test.js', line: 9 },
    ]);
  });

  it('passes over a row that is no frame by its length', () => {
    const started = process.cpuUsage();
    const rows = Array.from({ length: 20 }, () => `    at ${'a'.repeat(100_000)}`);
    assert.deepEqual(stackFrames([...rows, '    at f (src/a.js:1:2)'].join('\n'), known), [
      { path: 'src/a.js', line: 1 },
    ]);
    // Milliseconds; minutes if each row were tried from every place.
    assert.ok(process.cpuUsage(started).user < 10_000_000);
  });

  it('turns a Python traceback round', () => {
    const stack = [
      'Traceback (most recent call last):',
      '  File "/w/tests/test_mod.py", line 4, in test_it',
      '  File "/w/pkg/mod.py", line 8, in f',
      '  File "/usr/lib/python3/json.py", line 1, in g',
    ].join('\n');
    assert.deepEqual(stackFrames(stack, known), [
      { path: 'pkg/mod.py', line: 8 },
      { path: 'tests/test_mod.py', line: 4 },
    ]);
  });

  it('reads the places pytest and vitest print', () => {
    assert.deepEqual(stackFrames('pkg/mod.py:8: ValueError\n ❯ lib/b.ts:3:1', known), [
      { path: 'pkg/mod.py', line: 8 },
      { path: 'lib/b.ts', line: 3 },
    ]);
  });
});

describe('paths', () => {
  for (const path of [
    'test/a.js',
    'src/__tests__/a.js',
    'a.test.ts',
    'a_test.py',
    'test_a.py',
    'x/conftest.py',
    'a.spec.tsx',
  ])
    it(`${path} is a test`, () => assert.equal(isTestPath(path), true));
  for (const path of ['src/a.js', 'src/latest.js', 'contest.py', 'src/testimony.ts'])
    it(`${path} is not a test`, () => assert.equal(isTestPath(path), false));

  it('knows foreign code', () => {
    assert.equal(isForeignPath('node_modules/x/index.js'), true);
    assert.equal(isForeignPath('src/vendors.js'), false);
  });

  it('never leaves the workspace', () => {
    assert.equal(normalPath('src/../lib/./a.js'), 'lib/a.js');
    assert.equal(normalPath('src/../../a.js'), undefined);
  });

  it('knows languages by extension', () => {
    assert.deepEqual(['a.mjs', 'a.tsx', 'a.cts', 'a.py', 'a.d.ts', 'a.md'].map(languageOf), [
      'javascript',
      'tsx',
      'typescript',
      'python',
      undefined,
      undefined,
    ]);
  });
});
