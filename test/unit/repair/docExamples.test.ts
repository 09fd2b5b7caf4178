import assert from 'node:assert/strict';
import { docExamples } from '../../../src/core/repair/docExamples.ts';

const read = (text: string) =>
  docExamples(text, new Set(['f', 'add'])).map(({ call, expected }) => [call.name, ...call.args, expected]);

describe('examples in documentation', () => {
  it('are read from doctests', () => {
    const text =
      'def f(x):\n    """Doubles.\n\n    >>> f(2)\n    4\n    >>> f([1, 2])\n    [1, 2, 1, 2]\n    >>> g(1)\n    2\n    """\n';
    assert.deepEqual(read(text), [
      ['f', '2', '4'],
      ['f', '[1, 2]', '[1, 2, 1, 2]'],
    ]);
  });

  it('are read from comments and from a README, as they are usually written', () => {
    for (const line of [
      ' * add(1, 2) // => 3',
      ' * add(1, 2); // 3',
      '// add(1, 2) -> 3',
      '# add(1, 2)  # 3',
      '- `add(1, 2) === 3`',
      'add(1, 2) // returns 3',
    ])
      assert.deepEqual(read(line), [['add', '1, 2', '3']], line);
  });

  it('are passed over where the value is none, the function is another, or nothing is said', () => {
    for (const text of [
      'add(1, 2);',
      'add(1, 2) // adds them',
      '>>> add(1, 2)',
      '>>> add(1, 2)\n>>> f(1)',
      'other(1) // 2',
    ])
      assert.deepEqual(read(text), [], text);
  });
});
