import assert from 'node:assert/strict';
import type { TestCase } from '../../../src/core/evidence/testReport.ts';
import { type LineAges, type LineCoverage, localise } from '../../../src/core/repair/localise.ts';
import { createProject } from '../../../src/core/repair/project.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import { failedTest, passedTest, realParser, signal } from './parseFixture.ts';

const script = new Map([
  [
    'src/area.js',
    'import { half } from "./half.js";\nexport function triangle(w, h) {\n  return half(w * h);\n}\nexport function square(a) {\n  return a * a;\n}\n',
  ],
  ['src/half.js', 'export function half(x) {\n  return x / 3;\n}\nexport const unused = 1;\n'],
  ['src/other.js', 'export function other() {\n  return 1;\n}\n'],
  [
    'test/area.test.js',
    'import { square, triangle as tri } from "../src/area.js";\nconst make = (w) => tri(w, 2);\ntest("square", () => eq(square(2), 4));\ntest("triangle", () => {\n  eq(make(2), 2);\n});\n',
  ],
]);

const python = new Map([
  ['shop/__init__.py', 'from .price import total\n'],
  [
    'shop/price.py',
    'class Price:\n    def __init__(self, n):\n        self.n = n\n\n    def net(self):\n        return self.n\n\n\ndef total(ns):\n    return sum(Price(n).net() for n in ns)\n',
  ],
  [
    'tests/test_price.py',
    'from shop import total\n\n\nclass TotalTest:\n    def test_total(self):\n        assert total([1]) == 2\n',
  ],
]);

async function locate(
  files: ReadonlyMap<string, string>,
  tests: readonly TestCase[],
  coverage?: LineCoverage,
  recent?: LineAges,
) {
  const project = createProject(sourcesOf(files), await realParser());
  const targets = tests.filter((test) => test.state === 'failed');
  const passing = tests.filter((test) => test.state === 'passed');
  const { lines } = await localise({ project, targets, passing, coverage, recent }, signal);
  return {
    lines,
    at: (path: string, line: number) => lines.find((one) => one.path === path && one.line === line)?.score ?? 0,
  };
}

const red = failedTest('test/area.test.js', ['triangle'], { message: '1 !== 2', stack: 'at test/area.test.js:5:3' });
const green = passedTest('test/area.test.js', ['square']);

const go = new Map([
  [
    'calc/calc.go',
    'package calc\n\nfunc Sum(xs []int) int {\n\treturn add(xs, 1)\n}\n\nfunc Unused() int {\n\treturn 1\n}\n',
  ],
  ['calc/add.go', 'package calc\n\nfunc add(xs []int, n int) int {\n\treturn len(xs) + n\n}\n'],
  ['other/other.go', 'package other\n\nfunc Other() {}\n'],
  [
    'calc/calc_test.go',
    'package calc\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tif Sum(nil) != 0 {\n\t\tt.Error("Sum")\n\t}\n}\n',
  ],
]);

describe('localise', () => {
  it('reads Go: the files of a package without imports, and what `go test` prints', async () => {
    const message = '--- FAIL: TestSum (0.00s)\n    calc_test.go:7: Sum';
    const test = failedTest('calc/calc_test.go', ['TestSum'], { message });
    for (const failed of [test, { ...test, file: undefined, failure: { message: '', stack: message } }]) {
      const { at } = await locate(go, [failed]);
      assert.ok(at('calc/calc.go', 4) > at('calc/add.go', 4));
      assert.ok(at('calc/add.go', 4) > at('calc/calc.go', 8));
      assert.equal(at('other/other.go', 3), 0);
      assert.equal(at('calc/calc_test.go', 6), 0);
    }
  });

  it('follows names from the test through helpers, aliases and imports', async () => {
    const { at } = await locate(script, [red, green]);
    assert.ok(at('src/area.js', 3) > at('src/half.js', 2));
    assert.ok(at('src/half.js', 2) > at('src/area.js', 6), 'what only a passing test reaches comes later');
    assert.ok(at('src/area.js', 6) > 0, 'but is not left out');
    assert.equal(at('src/other.js', 2), 0);
  });

  it('finds the test file in the stack when the report names none', async () => {
    const stack = 'at fail (/w/node_modules/tape/lib/test.js:1:1)\nat Test.f (/w/test/area.test.js:5:3)\nat node:x:1:1';
    const { at, lines } = await locate(script, [{ ...red, file: undefined, failure: { message: '', stack } }]);
    assert.ok(at('src/area.js', 3) > 0);
    assert.ok(!lines.some((line) => line.path.startsWith('test/')));
  });

  it('never suspects a test', async () => {
    const { lines } = await locate(script, [red, green]);
    assert.deepEqual(
      lines.filter((line) => line.path.startsWith('test/')),
      [],
    );
  });

  it('puts the innermost frame of the project first', async () => {
    const stack =
      'TypeError: boom\n    at half (file:///w/src/half.js:2:3)\n    at triangle (/w/src/area.js:3:10)\n    at /w/test/area.test.js:5:3';
    const { lines } = await locate(script, [failedTest('test/area.test.js', ['triangle'], { message: 'boom', stack })]);
    assert.deepEqual(
      lines.slice(0, 2).map(({ path, line }) => `${path}:${line}`),
      ['src/half.js:2', 'src/area.js:3'],
    );
    assert.equal(lines[0]?.score, 1);
  });

  it('keeps only executed lines when there is coverage, ranked by Ochiai', async () => {
    const coverage: LineCoverage = {
      failing: 1,
      passing: 1,
      lines: new Map([
        [
          'src/area.js',
          new Map([
            [3, { failing: 1, passing: 0 }],
            [6, { failing: 0, passing: 1 }],
          ]),
        ],
        ['src/half.js', new Map([[2, { failing: 1, passing: 1 }]])],
      ]),
    };
    const { lines } = await locate(script, [red, green], coverage);
    assert.deepEqual(
      lines.map(({ path, line }) => `${path}:${line}`),
      ['src/area.js:3', 'src/half.js:2'],
    );
  });

  it('adds what was executed though no name leads there, and puts files that were not measured last', async () => {
    const executed = new Map([[2, { failing: 1, passing: 0 }]]);
    const lines = new Map([
      ['src/other.js', executed],
      ['src/area.js', new Map([[3, { failing: 1, passing: 0 }]])],
      ['gone.js', executed],
    ]);
    const found = await locate(script, [red, green], { failing: 1, passing: 0, lines });
    assert.ok(found.at('src/other.js', 2) > 0);
    assert.ok(found.at('src/area.js', 3) > found.at('src/half.js', 2));
    assert.ok(found.at('src/half.js', 2) > 0);
    assert.equal(found.at('src/area.js', 6), 0);
    assert.equal(found.at('gone.js', 2), 0);
  });

  it('resolves Python packages and counts a constructor as run by whoever makes the object', async () => {
    const test = failedTest('tests/test_price.py', ['TotalTest', 'test_total'], { message: 'assert 1 == 2' });
    const { at } = await locate(python, [test]);
    assert.ok(at('shop/price.py', 10) > at('shop/price.py', 6));
    assert.ok(at('shop/price.py', 3) > 0 && at('shop/price.py', 6) > 0);
  });

  it('raises what was changed lately, most of all what is not committed, and never above 1', async () => {
    const place = (line: number, age: number): LineAges => new Map([['src/area.js', new Map([[line, age]])]]);
    const without = await locate(script, [red, green]);
    const raised: number[] = [];
    for (const age of [0, 1, 5]) {
      const found = await locate(script, [red, green], undefined, place(3, age));
      raised.push(found.at('src/area.js', 3) / without.at('src/area.js', 3));
      assert.equal(found.at('src/half.js', 2), without.at('src/half.js', 2));
      assert.match(found.lines.find(({ line, path }) => path === 'src/area.js' && line === 3)?.why ?? '', /; changed /);
    }
    assert.ok(
      raised.every((by, i) => by > 1 && by <= (raised[i - 1] ?? 2)),
      raised.join(),
    );
    const stack = 'TypeError: boom\n    at half (file:///w/src/half.js:2:3)\n    at /w/test/area.test.js:5:3';
    const failing = failedTest('test/area.test.js', ['triangle'], { message: 'boom', stack });
    const recent = new Map([['src/half.js', new Map([[2, 0]])]]);
    assert.equal((await locate(script, [failing], undefined, recent)).lines[0]?.score, 1);
  });
});
