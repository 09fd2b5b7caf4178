import assert from 'node:assert/strict';
import { idleRows } from '../../../src/core/repair/dataFlow.ts';
import { parseFile } from './parseFixture.ts';

describe('what no result depends on', () => {
  it('is told by following names back from results, conditions and fields', async () => {
    const file = await parseFile(
      'a.py',
      [
        'def f(xs):',
        '    started = clock()',
        '    total = 0',
        '    step = 1',
        '    for x in xs:',
        '        total += x * step',
        '    report = started',
        '    return total',
        '',
      ].join('\n'),
    );
    assert.deepEqual([...idleRows(file)], [1, 6]);
  });

  it('is nothing in a function that gives nothing: it is there for what it does', async () => {
    const file = await parseFile('a.js', 'function f(a) {\n  log(b);\n  a.push(1);\n}\n');
    assert.deepEqual([...idleRows(file)], []);
  });

  it('keeps what changes the object itself', async () => {
    const file = await parseFile(
      'a.js',
      'class A {\n  f(x) {\n    this.n = k;\n    let unused = 1;\n    return x;\n  }\n}\n',
    );
    assert.deepEqual([...idleRows(file)], [3]);
  });
});
