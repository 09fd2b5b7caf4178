import assert from 'node:assert/strict';
import { functionsAround, otherCalls, seenCalls, textOfCall } from '../../../src/core/repair/seenCalls.ts';
import { parseFile } from './parseFixture.ts';

describe('calls that tests make', () => {
  it('are found when their arguments are literal, each once', async () => {
    const file = await parseFile(
      'test_a.py',
      'def test():\n    assert f([1, 2], "x") == 3\n    assert f([1, 2], "x") == 3\n    assert f(given) == 1\n    assert g(1)\n    assert m.f(-1, {"a": [None]})\n    f(f"{x}")\n    f()\n',
    );
    assert.deepEqual(seenCalls(file, new Set(['f'])).map(textOfCall), ['f([1, 2], "x")', 'f(-1, {"a": [None]})']);
    const script = await parseFile('a.test.js', "it('x', () => { equal(f({ a: [1] }, null), 2); f(() => 1); });");
    assert.deepEqual(seenCalls(script, new Set(['f'])).map(textOfCall), ['f({ a: [1] }, null)']);
  });

  it('are of the functions of the file, those with the changed line first', async () => {
    const file = await parseFile(
      'a.py',
      'def a():\n    return 1\n\nclass C:\n    def m(self):\n        pass\n\ndef b():\n    return 2\n',
    );
    assert.deepEqual(functionsAround(file, [9]), ['b', 'a']);
    const script = await parseFile('a.js', 'const a = (x) => x;\nfunction b() {\n  return () => 1;\n}\n');
    assert.deepEqual(functionsAround(script, [3]), ['b', 'a']);
  });

  it('become others by one changed argument, never those that were seen', () => {
    const made = otherCalls(
      [
        { name: 'f', args: ['[3, 1]', '2'] },
        { name: 'f', args: ['[]', '2'] },
      ],
      'None',
    ).map(textOfCall);
    for (const wanted of [
      'f([3], 2)',
      'f([3, 3], 2)',
      'f([1, 3], 2)',
      'f(None, 2)',
      'f([3, 1], 0)',
      'f([3, 1], -1)',
      'f([3, 1], 3)',
    ])
      assert.ok(made.includes(wanted), wanted);
    assert.ok(!made.includes('f([], 2)'));
    assert.equal(new Set(made).size, made.length);
    assert.ok(made.length <= 40);
    const nested = otherCalls([{ name: 'g', args: ['[["a, b"], [2]]'] }], 'null').map(textOfCall);
    assert.ok(nested.includes('g([[2], ["a, b"]])'));
    assert.deepEqual(otherCalls([], 'null'), []);
  });
});
