import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sameJson } from '../../../src/core/engine/sameJson.ts';
import { jsonDifferences } from '../../../src/core/run/jsonDifferences.ts';

const said = (a: unknown, b: unknown) =>
  jsonDifferences(a, b).places.map(({ at, a: left, b: right }) => `${at} ${left ?? '-'} ${right ?? '-'}`);

const long = 'x'.repeat(300);

describe('the differences of two JSON values', () => {
  const cases: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
    ['none of equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['none by the order of fields', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['none between absent and undefined', { a: 1 }, { a: 1, b: undefined }, []],
    ['of whole values', 1, 'one', [' 1 "one"']],
    ['of null and nothing', { a: null }, {}, ['a null -']],
    ['of fields', { a: 1, b: { c: true } }, { a: 2, b: { c: true, d: [] } }, ['a 1 2', 'b.d - []']],
    ['of lists by position', [1, 2], [1, 3, 4], ['[1] 2 3', '[2] - 4']],
    ['of a list and a map', [1], { 0: 1 }, [' [1] {"0":1}']],
    ['under odd names', { 'a.b c': 1 }, { 'a.b c': 2 }, ['"a.b c" 1 2']],
    ['of short texts', { s: 'ab' }, { s: 'ac' }, ['s "ab" "ac"']],
  ];
  for (const [name, a, b, want] of cases) it(name, () => assert.deepEqual(said(a, b), want));

  it('of long texts begin shortly before they part, and are cut', () => {
    const [place] = jsonDifferences(`${long}A${long}`, `${long}B${long}`).places;
    assert.match(place?.a ?? '', /^…"x{20,40}Ax+…$/);
    assert.match(place?.b ?? '', /^…"x{20,40}Bx+…$/);
    assert.ok((place?.a ?? '').length <= 121);
  });

  it('are told up to a bound, and counted beyond', () => {
    const { places, more } = jsonDifferences(
      Array.from({ length: 50 }, () => 0),
      [],
    );
    assert.deepEqual([places.length, more], [12, 38]);
  });

  it('are bounded for values that are nested without end', () => {
    const nest = (value: unknown) => Array.from({ length: 500 }).reduce((inner) => [inner], value);
    assert.equal(jsonDifferences(nest(1), nest(2)).places.length, 1);
    assert.equal(jsonDifferences(nest(1), nest(1)).places.length, 0);
  });

  it('are none exactly where the engine takes two values for the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        assert.equal(jsonDifferences(a, b).places.length === 0, sameJson(a, b));
        assert.equal(jsonDifferences(a, a).places.length, 0);
      }),
    );
  });
});
