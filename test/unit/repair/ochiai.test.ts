import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dstar, ochiai } from '../../../src/core/repair/localise.ts';

describe('ochiai', () => {
  for (const [failed, passed, all, expected] of [
    [0, 5, 3, 0],
    [3, 0, 3, 1],
    [1, 1, 1, Math.SQRT1_2],
    [2, 2, 4, 0.5],
    [0, 0, 0, 0],
  ] as const)
    it(`is ${expected.toFixed(3)} for ${failed} of ${all} failing and ${passed} passing`, () => {
      assert.ok(Math.abs(ochiai(failed, passed, all) - expected) < 1e-12);
    });

  it('lies between 0 and 1, and falls with every passing test that runs the line', () => {
    const count = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(count, count, count, (failed, passed, more) => {
        const all = failed + more;
        const value = ochiai(failed, passed, all);
        assert.ok(value >= 0 && value <= 1);
        assert.ok(ochiai(failed, passed + 1, all) <= value);
      }),
    );
  });
});

describe('dstar', () => {
  for (const [failed, passed, all, expected] of [
    [0, 5, 3, 0],
    [3, 0, 3, 1],
    [1, 1, 1, 0.5],
    [2, 2, 4, 0.5],
    [2, 0, 3, 0.8],
    [0, 0, 0, 0],
  ] as const)
    it(`is ${expected.toFixed(3)} for ${failed} of ${all} failing and ${passed} passing`, () => {
      assert.ok(Math.abs(dstar(failed, passed, all) - expected) < 1e-12);
    });

  it('lies between 0 and 1, and falls with every passing test that runs the line', () => {
    const count = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(count, count, count, (failed, passed, more) => {
        const value = dstar(failed, passed, failed + more);
        assert.ok(value >= 0 && value <= 1);
        assert.ok(dstar(failed, passed + 1, failed + more) <= value);
      }),
    );
  });
});
