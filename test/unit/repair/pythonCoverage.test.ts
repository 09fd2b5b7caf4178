import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countLines } from '../../../src/core/repair/executedLines.ts';
import { readPythonCoverage } from '../../../src/core/repair/pythonCoverage.ts';

describe('coverage of Python tests', () => {
  it('gives each test its lines and those that ran outside of tests', () => {
    const text = JSON.stringify({
      outside: { 'shop.py': [1] },
      tests: [
        { file: 'test_shop.py', path: ['A', 'test'], lines: { 'shop.py': [3, -1, 1.5, 'x'], 'more.py': [2] } },
        { file: null, path: ['b'], lines: {} },
        { file: 'test_shop.py', path: [1], lines: {} },
      ],
    });
    const tests = readPythonCoverage(text);
    assert.deepEqual(
      tests.map(({ file, path, lines }) => [file, path, [...lines].map(([at, seen]) => [at, [...seen]])]),
      [
        [
          'test_shop.py',
          ['A', 'test'],
          [
            ['shop.py', [1, 3]],
            ['more.py', [2]],
          ],
        ],
        [undefined, ['b'], [['shop.py', [1]]]],
      ],
    );
  });

  it('counts observations by line', () => {
    const lines = (...numbers: number[]) => new Map([['a.py', new Set(numbers)]]);
    const { failing, passing, lines: counts } = countLines([lines(1, 2), lines(1)], [lines(2, 3)]);
    assert.deepEqual([failing, passing], [2, 1]);
    assert.deepEqual(Object.fromEntries(counts.get('a.py') ?? []), {
      1: { failing: 2, passing: 0 },
      2: { failing: 1, passing: 1 },
      3: { failing: 0, passing: 1 },
    });
  });

  it('has nothing of what is malformed, and never throws', () => {
    for (const text of ['', '{', 'null', '{"tests":{}}']) assert.deepEqual(readPythonCoverage(text), []);
    const tests = fc.record({ outside: fc.anything(), tests: fc.array(fc.anything()) });
    fc.assert(fc.property(tests, (file) => assert.ok(Array.isArray(readPythonCoverage(JSON.stringify(file))))));
  });
});
