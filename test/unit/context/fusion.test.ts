import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Fusion, type FusionOptions, fuse } from '../../../src/core/context/fusion.ts';
import type { Scored } from '../../../src/core/context/lexicalIndex.ts';

const options = (change: Partial<FusionOptions> = {}): FusionOptions => ({
  fusion: 'rrf',
  rrfK: 60,
  denseWeight: 1,
  sparseWeight: 1,
  interaction: (slot) => 1 / (1 + slot),
  tie: (a, b) => a - b,
  ...change,
});

const rankings: fc.Arbitrary<readonly Scored[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 30 })
  .chain((slots) =>
    fc
      .array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: slots.length, maxLength: slots.length })
      .map((scores) => {
        const sorted = scores.toSorted((a, b) => b - a);
        return slots.map((slot, index) => ({ slot, score: sorted[index] ?? 0 }));
      }),
  );
const fusions = fc.constantFrom<Fusion>('rrf', 'weighted', 'max', 'late-interaction');
const weights = fc.double({ min: 0, max: 5, noNaN: true });

describe('fuse', () => {
  it('gives every chunk of either ranking once, best first, with what each said of it', () => {
    fc.assert(
      fc.property(rankings, rankings, fusions, weights, weights, (dense, sparse, fusion, denseWeight, sparseWeight) => {
        const fused = fuse(dense, sparse, options({ fusion, denseWeight, sparseWeight }));
        const slots = new Set([...dense, ...sparse].map(({ slot }) => slot));
        assert.deepEqual(new Set(fused.map(({ slot }) => slot)), slots);
        assert.equal(fused.length, slots.size);
        for (const [index, one] of fused.entries()) {
          const inDense = dense.findIndex(({ slot }) => slot === one.slot);
          assert.equal(one.denseRank, inDense < 0 ? undefined : inDense + 1);
          assert.equal(one.denseScore, dense[inDense]?.score);
          const inSparse = sparse.findIndex(({ slot }) => slot === one.slot);
          assert.equal(one.sparseRank, inSparse < 0 ? undefined : inSparse + 1);
          assert.equal(one.sparseScore, sparse[inSparse]?.score);
          const next = fused[index + 1];
          if (next)
            assert.ok(one.fusedScore > next.fusedScore || (one.fusedScore === next.fusedScore && one.slot < next.slot));
        }
      }),
    );
  });

  it('keeps the order of one ranking when the other is empty or weighs nothing', () => {
    const positive = fc.constantFrom<Fusion>('rrf', 'weighted', 'max');
    fc.assert(
      fc.property(rankings, rankings, positive, (ranking, other, fusion) => {
        const slots = ranking.map(({ slot }) => slot);
        // Scores that differ in their last bits can be the same share of the best.
        const distinct = ranking.every(({ score }, i) => score - (ranking[i + 1]?.score ?? 0) > 1e-9);
        fc.pre(distinct);
        assert.deepEqual(
          fuse(ranking, [], options({ fusion })).map(({ slot }) => slot),
          slots,
        );
        const weightless = fuse(ranking, other, options({ fusion, sparseWeight: 0 }));
        assert.deepEqual(
          weightless.filter(({ fusedScore }) => fusedScore > 0).map(({ slot }) => slot),
          slots,
        );
      }),
    );
  });

  it('does not care which ranking is which when both weigh the same', () => {
    fc.assert(
      fc.property(rankings, rankings, fusions, (a, b, fusion) => {
        const order = (x: readonly Scored[], y: readonly Scored[]) =>
          fuse(x, y, options({ fusion })).map(({ slot }) => slot);
        assert.deepEqual(order(a, b), order(b, a));
      }),
    );
  });

  it('is reciprocal rank fusion by the formula', () => {
    const dense = [
      { slot: 7, score: 0.9 },
      { slot: 3, score: 0.5 },
    ];
    const [first, second] = fuse(dense, [{ slot: 3, score: 12 }], options({ denseWeight: 0.5 }));
    assert.deepEqual([first?.slot, second?.slot], [3, 7]);
    assert.equal(first?.fusedScore, 0.5 / 62 + 1 / 61);
    assert.equal(second?.fusedScore, 0.5 / 61);
  });

  it('never ranks a chunk lower for being found by the other ranking as well', () => {
    fc.assert(
      fc.property(rankings, rankings, (dense, sparse) => {
        const alone = fuse(dense, [], options());
        const both = fuse(dense, sparse, options());
        for (const { slot, fusedScore } of alone) {
          assert.ok((both.find((one) => one.slot === slot)?.fusedScore ?? 0) >= fusedScore);
        }
      }),
    );
  });
});
