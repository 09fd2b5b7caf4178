import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type TextRange, wordDiff } from '../../../src/core/patch/wordDiff.ts';

/** A line without the ranges. */
const without = (line: string, ranges: readonly TextRange[]) =>
  ranges.reduceRight((rest, range) => rest.slice(0, range.start) + rest.slice(range.end), line);

describe('wordDiff', () => {
  it('leaves the same on both sides but for white space, within bounds, in order', () => {
    const line = fc
      .array(fc.constantFrom('a', 'bc', ' ', '(', ')', '😀', 'é', '.'), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(line, line, (removed, added) => {
        const ranges = wordDiff(removed, added);
        const bare = (text: string) => text.replace(/\s+/g, '');
        assert.equal(bare(without(removed, ranges.removed)), bare(without(added, ranges.added)));
        for (const [side, text] of [
          [ranges.removed, removed],
          [ranges.added, added],
        ] as const) {
          side.forEach((range, at) => {
            assert.ok(range.start < range.end && range.end <= text.length && range.start >= (side[at - 1]?.end ?? 0));
            assert.ok(text.slice(range.start, range.end).search(/\p{Surrogate}/u) < 0);
          });
        }
      }),
    );
  });

  it('marks the words that differ', () => {
    const { removed, added } = wordDiff('  return a - b;', '  return sum + b;');
    assert.deepEqual([removed, added], [[{ start: 9, end: 12 }], [{ start: 9, end: 14 }]]);
  });

  it('falls back to the common ends of lines that are very long', () => {
    const long = 'x'.repeat(50_000);
    assert.deepEqual(wordDiff(`${long}a${long}`, `${long}b${long}`), {
      removed: [{ start: 50_000, end: 50_001 }],
      added: [{ start: 50_000, end: 50_001 }],
    });
  });
});
