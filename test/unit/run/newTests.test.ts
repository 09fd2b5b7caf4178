import { strict as assert } from 'node:assert';
import { splitChange } from '../../../src/core/run/newTests.ts';

const doctest = (answer: string, body: string) =>
  `def f(x):\n    """\n    >>> f(1)\n    ${answer}\n    """\n    ${body}\n`;

describe('the parts of a change', () => {
  it('are tests, what they stand on, and code', () => {
    const parts = splitChange([
      { path: 'src/a.py', before: 'x = 1\n', after: 'x = 2\n' },
      { path: 'test_a.py', before: undefined, after: 'def test_a(): pass\n' },
      { path: 'tests/data.json', before: '1', after: '2' },
    ]);
    assert.deepEqual(parts.testFiles, ['test_a.py']);
    assert.deepEqual(
      parts.support.map(({ path }) => path),
      ['test_a.py', 'tests/data.json'],
    );
    assert.deepEqual(
      parts.code.map(({ path }) => path),
      ['src/a.py'],
    );
  });

  it('take code whose doctests changed for code, which is not there without the change', () => {
    const change = { path: 'src/a.py', before: doctest('1', 'return x'), after: doctest('2', 'return x + 1') };
    const { testFiles, support, code } = splitChange([change]);
    assert.deepEqual({ testFiles, support, code }, { testFiles: ['src/a.py'], support: [], code: [change] });
  });

  it('leave out test files that the change deletes', () => {
    assert.deepEqual(splitChange([{ path: 'test_a.py', before: 'x\n', after: undefined }]).testFiles, []);
  });
});
