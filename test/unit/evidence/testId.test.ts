import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolveNamed } from '../../../src/core/evidence/namedTests.ts';
import { insidePath, nameCases, placeInWorkspace } from '../../../src/core/evidence/testId.ts';
import { buildReport } from './buildReport.ts';

const unnamed = (file: string | undefined, ...path: string[]) => ({
  file,
  line: undefined,
  path,
  state: 'passed' as const,
  durationMs: undefined,
});

describe('nameCases', () => {
  it('numbers the second of two equal ones', () => {
    const named = nameCases([
      unnamed('a', 's', 'x'),
      unnamed('a', 's', 'x'),
      unnamed('a', 's', 'x (2)'),
      unnamed(undefined, 'x'),
      unnamed('a'),
    ]);
    assert.deepEqual(
      named.map(({ id }) => id),
      ['a > s > x', 'a > s > x (2)', 'a > s > x (2) (2)', 'x', 'a'],
    );
  });

  it('never gives an id twice', () => {
    const title = fc.constantFrom('x', 'x (2)', 'x (3)', 'x (2) (2)', 'y');
    fc.assert(
      fc.property(fc.array(title), (titles) => {
        const ids = nameCases(titles.map((each) => unnamed('a', each))).map(({ id }) => id);
        return new Set(ids).size === ids.length;
      }),
    );
  });
});

describe('paths of reports', () => {
  for (const [path, expected] of [
    ['a/b.js', 'a/b.js'],
    ['./a//b.js', 'a/b.js'],
    ['a\\b.js', 'a/b.js'],
    ['../a', undefined],
    ['/a', undefined],
    ['a/../b', undefined],
    ['', undefined],
    ['.', undefined],
  ] as const) {
    it(`insidePath ${JSON.stringify(path)}`, () => assert.equal(insidePath(path), expected));
  }
  for (const [path, cwd, expected] of [
    ['/w/a.js', '', 'a.js'],
    ['file:///w/a.js', 'p', 'a.js'],
    ['a.js', 'p', 'p/a.js'],
    ['/other/a.js', '', undefined],
    ['/w/../etc/passwd', '', undefined],
    ['/wide/a.js', '', undefined],
  ] as const) {
    it(`placeInWorkspace ${path}`, () => assert.equal(placeInWorkspace(path, '/w', cwd), expected));
  }
});

describe('resolveNamed', () => {
  const report = buildReport({
    'test/a.js > s > x': 'failed',
    'test/a.js > s > y': 'passed',
    'b/test_c.py > C > test_m[a]': 'failed',
    'b/other.py > x': 'passed',
  });
  for (const [word, expected] of [
    ['test/a.js > s > x', ['test/a.js > s > x']],
    ['./test/a.js', ['test/a.js > s > x', 'test/a.js > s > y']],
    ['a.js', ['test/a.js > s > x', 'test/a.js > s > y']],
    ['s x', ['test/a.js > s > x']],
    ['s', ['test/a.js > s > x', 'test/a.js > s > y']],
    ['b/test_c.py::C::test_m[a]', ['b/test_c.py > C > test_m[a]']],
    ['test_m', ['b/test_c.py > C > test_m[a]']],
    ['nowhere', []],
    ['', []],
  ] as const) {
    it(`reads ${JSON.stringify(word)}`, () => {
      const named = resolveNamed(report, [word]);
      assert.deepEqual(named.ids, expected);
      assert.deepEqual(named.unknown, expected.length === 0 ? [word] : []);
    });
  }
});
