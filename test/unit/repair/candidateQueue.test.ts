import assert from 'node:assert/strict';
import type { CandidateEdit } from '../../../src/core/repair/candidateEdit.ts';
import { createQueue } from '../../../src/core/repair/candidateQueue.ts';
import type { RankedEdit } from '../../../src/core/repair/rank.ts';

function edit(startIndex: number, description: string): RankedEdit {
  const made: CandidateEdit = {
    path: 'a.js',
    startIndex,
    endIndex: startIndex + 1,
    replacement: description,
    operator: 'relational',
    family: 'boundary',
    description,
    prior: 0.5,
    line: 1 + startIndex,
  };
  return { edit: made, score: 1 / (1 + startIndex) };
}

describe('the order of candidates', () => {
  it('tries an edit that helped together with the same change elsewhere at once, known or still to come', () => {
    const [a, b, c, d] = [edit(0, 'x'), edit(10, 'y'), edit(20, 'x'), edit(30, 'x')];
    const queue = createQueue([a, b, c, d].values());
    const next = () => queue.next()?.edits.map(({ startIndex }) => startIndex);
    assert.deepEqual(next(), [0]);
    assert.deepEqual(next(), [10]);
    assert.deepEqual(next(), [20]);
    queue.helped(c);
    assert.deepEqual(next(), [20, 0]);
    assert.deepEqual(next(), [30]);
    assert.deepEqual(next(), [20, 30]);
    // Then other pairs with it, and at last all pairs.
    assert.deepEqual(next(), [20, 0]);
    assert.deepEqual(next(), [20, 10]);
  });

  it('tries two edits together at once when each fixed what the other left', () => {
    const [a, b, c, d] = [edit(0, 'v'), edit(10, 'w'), edit(20, 'x'), edit(30, 'y')];
    const queue = createQueue([a, b, c, d].values());
    const next = () => queue.next()?.edits.map(({ startIndex }) => startIndex);
    for (const each of [a, b, c]) {
      assert.deepEqual(next(), [each.edit.startIndex]);
      queue.helped(each, each === b ? ['one', 'two'] : each === a ? ['two'] : ['one']);
    }
    assert.deepEqual(next(), [20, 0]);
    assert.deepEqual(next(), [30]);
  });

  it('tries the same change at two places near to one another, though neither helped', () => {
    const lines = Array.from({ length: 40 }, (_, at) => edit(2 * at, at === 3 || at === 6 ? 'x' : `y${at}`));
    const queue = createQueue(lines.values());
    const pairs = lines.flatMap(() => {
      const edits = queue.next()?.edits ?? [];
      return edits.length === 2 ? [edits.map(({ startIndex }) => startIndex)] : [];
    });
    assert.deepEqual(pairs, [[6, 12]]);
  });

  it('takes two lost results for one mistake, though they are kept in different places', () => {
    const call = (at: number, place: string): RankedEdit => {
      const { edit: made, score } = edit(at, `keeps the result in \`${place}\``);
      return { edit: { ...made, operator: 'call' }, score };
    };
    const [a, b] = [call(0, 'n.left'), call(20, 'n.right')];
    const queue = createQueue([a, b].values());
    queue.next();
    queue.helped(a);
    queue.next();
    assert.equal(queue.next()?.edits.length, 2);
  });

  it('ends when all pairs have been tried', () => {
    const queue = createQueue([edit(0, 'x'), edit(10, 'y')].values());
    let count = 0;
    while (queue.next()) count++;
    assert.equal(count, 3);
    assert.equal(createQueue([].values()).next(), undefined);
  });
});
