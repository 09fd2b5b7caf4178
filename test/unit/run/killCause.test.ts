import assert from 'node:assert/strict';
import type { TestFailure } from '../../../src/core/evidence/testReport.ts';
import { killCause } from '../../../src/core/run/killCause.ts';

const known = new Set(['src/a.js', 'test/a.test.js', 'shop/price.py', 'tests/test_price.py']);
const testFiles = new Set(['test/a.test.js', 'tests/test_price.py']);

function causeOf(failure: TestFailure | undefined) {
  const test = { id: 't', file: 'test/a.test.js', line: 1, path: ['t'], state: 'failed' as const, durationMs: 1 };
  return killCause(failure ? { ...test, failure } : test, { known, testFiles });
}

const inTest = '    at TestContext.<anonymous> (file:///w/test/a.test.js:5:3)';
const inCode = '    at total (/w/src/a.js:3:9)';

const cases: readonly (readonly [what: string, TestFailure | undefined, 'assertion' | 'error'])[] = [
  ['nothing known', undefined, 'error'],
  ['values', { message: '3 == 4', expected: '4', actual: '3', stack: `AssertionError\n${inTest}` }, 'assertion'],
  ['assert.ok', { message: 'false == true', stack: `AssertionError [ERR_ASSERTION]: x\n${inTest}` }, 'assertion'],
  ['assert.throws', { message: 'Missing expected exception.', stack: `AssertionError\n${inTest}` }, 'assertion'],
  ['an error of the code', { message: 'x is not a function', stack: `TypeError: x\n${inCode}\n${inTest}` }, 'error'],
  ['an assertion in the code', { message: 'no', stack: `AssertionError: no\n${inCode}\n${inTest}` }, 'error'],
  ['a wrong value used by the test', { message: 'x', stack: `TypeError: x is null\n${inTest}` }, 'error'],
  ['an error that the test throws', { message: 'wrong', stack: `Error: wrong\n${inTest}` }, 'assertion'],
  ['no stack', { message: 'something' }, 'error'],
  [
    'pytest: assert',
    {
      message: 'assert 3 == 4',
      stack: '    assert total() == 4\nE   assert 3 == 4\n\ntests/test_price.py:5: AssertionError',
    },
    'assertion',
  ],
  [
    'pytest: raises',
    {
      message: "Failed: DID NOT RAISE <class 'ValueError'>",
      stack: "E   Failed: DID NOT RAISE <class 'ValueError'>\n\ntests/test_price.py:9: Failed",
    },
    'assertion',
  ],
  [
    'pytest: an error of the code',
    {
      message: 'ZeroDivisionError: x',
      stack:
        'tests/test_price.py:5: \n_ _\n    return 1 / 0\nE   ZeroDivisionError: x\n\nshop/price.py:3: ZeroDivisionError',
    },
    'error',
  ],
  [
    'pytest: an assertion in the code',
    {
      message: 'AssertionError',
      stack: 'tests/test_price.py:5: \n_ _\nE   AssertionError\n\nshop/price.py:3: AssertionError',
    },
    'error',
  ],
  [
    'unittest: assertion',
    {
      message: 'AssertionError: 3 != 4',
      stack:
        'Traceback (most recent call last):\n  File "/w/tests/test_price.py", line 5, in test\nAssertionError: 3 != 4',
    },
    'assertion',
  ],
  [
    'unittest: an error of the code',
    {
      message: 'KeyError: 1',
      stack:
        'Traceback (most recent call last):\n  File "/w/tests/test_price.py", line 5, in test\n  File "/w/shop/price.py", line 3, in total\nKeyError: 1',
    },
    'error',
  ],
];

describe('kill cause', () => {
  for (const [what, failure, cause] of cases) it(`${what}: ${cause}`, () => assert.equal(causeOf(failure), cause));
});
