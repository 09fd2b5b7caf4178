import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, type CandidateEdit, editSize, trimEdit } from '../../../src/core/repair/candidateEdit.ts';
import { comparePreference } from '../../../src/core/repair/preference.ts';

function edit(startIndex: number, endIndex: number, replacement: string): CandidateEdit {
  return {
    path: 'a.js',
    startIndex,
    endIndex,
    replacement,
    operator: 'relational',
    family: 'boundary',
    description: '',
    prior: 0.5,
    line: 1,
  };
}

describe('trimEdit', () => {
  it('keeps the result and never grows', () => {
    const text = fc.string({ maxLength: 30, unit: fc.constantFrom('a', 'b', ' ') });
    fc.assert(
      fc.property(text, fc.nat(30), fc.nat(30), text, (source, from, length, replacement) => {
        const start = Math.min(from, source.length);
        const end = Math.min(source.length, start + length);
        const whole = edit(start, end, replacement);
        const trimmed = trimEdit(whole, source);
        assert.equal(applyEdits(source, [trimmed]), applyEdits(source, [whole]));
        assert.ok(editSize([trimmed]) <= editSize([whole]));
      }),
    );
  });

  it('makes equal changes equal', () => {
    const source = 'if (a < b) return a;';
    const wide = trimEdit(edit(0, source.length, 'if (a <= b) return a;'), source);
    const narrow = trimEdit(edit(6, 7, '<='), source);
    assert.deepEqual(wide, narrow);
  });
});

describe('applyEdits', () => {
  it('applies several edits of one file in any order', () => {
    const edits = [edit(0, 1, 'x'), edit(4, 5, 'yy')];
    assert.equal(applyEdits('a + b', edits), 'x + yy');
    assert.equal(applyEdits('a + b', [...edits].reverse()), 'x + yy');
  });
});

describe('comparePreference', () => {
  it('puts what takes nothing away first, then the fewest edits, then the likelier, then the smaller', () => {
    const proofs = [
      { deletes: true, edits: 1, size: 1, score: 0.9 },
      { deletes: false, edits: 2, size: 2, score: 0.8 },
      { deletes: false, edits: 1, size: 9, score: 0.2 },
      { deletes: false, edits: 1, size: 5, score: 0.2 },
      { deletes: false, edits: 1, size: 9, score: 0.4 },
    ];
    const order = proofs.sort(comparePreference).map(({ score, size }) => [score, size]);
    assert.deepEqual(order, [
      [0.4, 9],
      [0.2, 5],
      [0.2, 9],
      [0.8, 2],
      [0.9, 1],
    ]);
  });
});
