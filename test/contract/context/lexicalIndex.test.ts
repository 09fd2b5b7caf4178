import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Bitmap } from '../../../src/core/context/bitmap.ts';
import { Bm25Index } from '../../../src/core/context/bm25Index.ts';
import { inverseFrequency, type Scored } from '../../../src/core/context/lexicalIndex.ts';

const { signal } = new AbortController();
const tie = (a: number, b: number) => a - b;
type Terms = ReadonlyMap<string, number>;

const terms: fc.Arbitrary<Terms> = fc
  .dictionary(fc.constantFrom(...'abcdefgh'), fc.integer({ min: 1, max: 255 }), { maxKeys: 6 })
  .map((object) => new Map(Object.entries(object)));

/** BM25 by its formula over all chunks, with the constants of the index. */
function plainly(chunks: ReadonlyMap<number, Terms>, question: Terms): readonly Scored[] {
  const lengthOf = (one: Terms) => [...one.values()].reduce((sum, weight) => sum + weight, 0);
  const mean = [...chunks.values()].reduce((sum, one) => sum + lengthOf(one), 0) / chunks.size || 1;
  const scored = [...chunks].map(([slot, one]) => {
    let score = 0;
    for (const [term, weight] of question) {
      const often = one.get(term) ?? 0;
      const having = [...chunks.values()].filter((other) => other.has(term)).length;
      const norm = 4.5 * (1 - 0.6 + (0.6 * lengthOf(one)) / mean);
      score += (weight * inverseFrequency(chunks.size, having) * often * 5.5) / (often + norm);
    }
    return { slot, score };
  });
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.slot - b.slot);
}

function assertSame(found: readonly Scored[], expected: readonly Scored[]): void {
  assert.equal(found.length, expected.length);
  for (const [index, { slot, score }] of found.entries()) {
    const other = expected[index];
    assert.ok(other && Math.abs(score - other.score) < 1e-9 * Math.max(1, score), `place ${index}: ${score}`);
    // Scores that differ in the last bits may stand either way round.
    assert.ok(expected.some((one) => one.slot === slot && Math.abs(one.score - score) < 1e-9 * Math.max(1, score)));
  }
}

describe('LexicalIndex: Bm25Index', () => {
  it('gives what the formula gives, whatever was added and removed before', () => {
    const edits = fc.array(fc.tuple(fc.nat(30), fc.option(terms, { nil: undefined })), { maxLength: 60 });
    fc.assert(
      fc.property(edits, terms, fc.integer({ min: 1, max: 40 }), fc.boolean(), (all, question, k, sweep) => {
        const index = new Bm25Index();
        const chunks = new Map<number, Terms>();
        let next = 0;
        const slots = new Map<number, number>();
        for (const [chunk, content] of all) {
          const before = slots.get(chunk);
          if (before !== undefined) {
            index.remove(before);
            chunks.delete(before);
            slots.delete(chunk);
          }
          if (!content) continue;
          slots.set(chunk, next);
          chunks.set(next, content);
          index.add(next++, content);
        }
        if (sweep) index.sweep();
        assert.equal(index.size, chunks.size);
        assertSame(index.search(question, { k, tie }, signal), plainly(chunks, question).slice(0, k));
        // A second search must not see traces of the first.
        assertSame(index.search(question, { k, tie }, signal), plainly(chunks, question).slice(0, k));
      }),
      { numRuns: 200 },
    );
  });

  it('gives only what is allowed, with the scores of the whole index', () => {
    fc.assert(
      fc.property(
        fc.array(terms, { minLength: 1, maxLength: 30 }),
        terms,
        fc.array(fc.nat(29)),
        (all, question, few) => {
          const index = new Bm25Index();
          for (const [slot, one] of all.entries()) index.add(slot, one);
          const allowed = new Bitmap(all.length);
          for (const slot of few) if (slot < all.length) allowed.add(slot);
          const expected = plainly(new Map(all.entries()), question).filter(({ slot }) => allowed.has(slot));
          assertSame(index.search(question, { k: 50, allowed, tie }, signal), expected);
        },
      ),
    );
  });

  it('takes slots again after a sweep, and says when one pays', () => {
    const index = new Bm25Index();
    for (let slot = 0; slot < 5_000; slot++) index.add(slot, new Map([['x', 1]]));
    for (let slot = 0; slot < 2_500; slot++) index.remove(slot);
    assert.ok(index.wantsSweep);
    assert.equal(index.frequency('x'), 2_500);
    index.sweep();
    assert.ok(!index.wantsSweep);
    index.add(0, new Map([['x', 1]]));
    assert.equal(index.frequency('x'), 2_501);
    assert.throws(() => index.add(0, new Map()), /slot 0 is taken/);
  });

  it('honours a signal that has fired', () => {
    assert.throws(() => new Bm25Index().search(new Map(), { k: 1, tie }, AbortSignal.abort()), { name: 'AbortError' });
  });
});
