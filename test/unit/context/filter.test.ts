import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCoded } from '../../../src/base/errors.ts';
import { Bitmap } from '../../../src/core/context/bitmap.ts';
import { type Filter, type FilterField, filterOf, filterOfPairs } from '../../../src/core/context/filter.ts';
import { type AttributeTable, filterChunks } from '../../../src/core/context/filterChunks.ts';

interface Row {
  readonly path: string;
  readonly language: string;
  readonly kind: string;
  readonly name: string;
  readonly test: boolean;
  readonly startLine: number;
  readonly endLine: number;
}

const attributeOf = (row: Row, field: FilterField) =>
  field === 'lines' ? row.endLine - row.startLine + 1 : row[field];

function tableOf(rows: readonly (Row | undefined)[]): AttributeTable {
  const live = new Bitmap(rows.length);
  for (const [slot, row] of rows.entries()) if (row) live.add(slot);
  return {
    live,
    column(field) {
      const all = rows.map((row) => (row ? attributeOf(row, field) : ''));
      const values = [...new Set(all)];
      return { values, codes: all.map((value) => values.indexOf(value)) };
    },
  };
}

/** What a filter means, said once more in the plainest way. */
function passes(row: Row, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => passes(row, part));
    case 'or':
      return filter.parts.some((part) => passes(row, part));
    case 'not':
      return !passes(row, filter.part);
    case 'in':
      return filter.values.includes(attributeOf(row, filter.field));
    case 'prefix':
      return String(attributeOf(row, filter.field)).startsWith(filter.prefix);
    case 'range': {
      const value = Number(attributeOf(row, filter.field));
      const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = filter.range;
      return value > gt && value >= gte && value < lt && value <= lte;
    }
  }
}

const rows: fc.Arbitrary<Row> = fc.record({
  path: fc.constantFrom('src/a.ts', 'src/b/c.ts', 'test/a.test.ts', 'lib/x.py'),
  language: fc.constantFrom('typescript', 'python'),
  kind: fc.constantFrom('function', 'class', 'window'),
  name: fc.constantFrom('', 'parse', 'parseAll', 'run'),
  test: fc.boolean(),
  startLine: fc.integer({ min: 1, max: 20 }),
  endLine: fc.integer({ min: 20, max: 40 }),
});

const conditions: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ path: fc.record({ prefix: fc.constantFrom('src/', 'src/b', 'te', '') }) }),
  fc.record({ language: fc.constantFrom('typescript', 'python', 'go') }),
  fc.record({ kind: fc.subarray(['function', 'class', 'window']) }),
  fc.record({ name: fc.record({ equals: fc.constantFrom('parse', '') }) }),
  fc.record({ test: fc.boolean() }),
  fc.record({ lines: fc.record({ gte: fc.integer({ min: 0, max: 30 }), lt: fc.integer({ min: 10, max: 45 }) }) }),
  fc.record({ startLine: fc.record({ gt: fc.integer({ min: 0, max: 20 }) }) }),
  fc.record({ endLine: fc.record({ lte: fc.integer({ min: 20, max: 40 }) }) }),
);

const { filters } = fc.letrec<{ filters: unknown }>((tie) => ({
  filters: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    conditions,
    fc.record({ and: fc.array(tie('filters'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filters'), { maxLength: 3 }) }),
    fc.record({ not: tie('filters') }),
  ),
}));

describe('filters', () => {
  it('let through exactly what they mean, whatever they are made of', () => {
    fc.assert(
      fc.property(fc.array(fc.option(rows, { nil: undefined }), { maxLength: 80 }), filters, (all, json) => {
        const filter = filterOf(json);
        const chosen = [...filterChunks(filter, tableOf(all))];
        const expected = all.flatMap((row, slot) => (row && passes(row, filter) ? [slot] : []));
        assert.deepEqual(chosen, expected);
      }),
      { numRuns: 500 },
    );
  });

  it('obey the laws of De Morgan', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 40 }), filters, filters, (all, a, b) => {
        const table = tableOf(all);
        const chosen = (json: unknown) => [...filterChunks(filterOf(json), table)];
        assert.deepEqual(chosen({ not: { and: [a, b] } }), chosen({ or: [{ not: a }, { not: b }] }));
      }),
    );
  });

  it('reads several keys of one object as conditions that all hold', () => {
    const filter = filterOf({ language: 'python', lines: { gte: 5 } });
    assert.equal(filter.kind, 'and');
  });

  it('reads field=value texts: alternatives of one field, a star as a prefix', () => {
    const filter = filterOfPairs(['path=src/*', 'language=python', 'language=go', 'test=false', 'lines=3']);
    assert.deepEqual(filter, {
      kind: 'and',
      parts: [
        { kind: 'or', parts: [{ kind: 'prefix', field: 'path', prefix: 'src/' }] },
        {
          kind: 'or',
          parts: [
            { kind: 'in', field: 'language', values: ['python'] },
            { kind: 'in', field: 'language', values: ['go'] },
          ],
        },
        { kind: 'or', parts: [{ kind: 'in', field: 'test', values: [false] }] },
        { kind: 'or', parts: [{ kind: 'in', field: 'lines', values: [3] }] },
      ],
    });
    assert.equal(filterOfPairs([]), undefined);
  });

  for (const [json, where] of [
    [[], /^filter is not an object/],
    [{ colour: 'red' }, /filter\.colour: there is no field "colour"/],
    [{ and: { path: 'x' } }, /filter\.and is not a list/],
    [{ and: [{ path: 3 }] }, /filter\.and\[0\]\.path: path is a string, not 3/],
    [{ path: { gte: 3 } }, /filter\.path\.gte: a bound is a number, for a field that is a number/],
    [{ lines: { gte: '3' } }, /filter\.lines\.gte/],
    [{ lines: { prefix: '3' } }, /filter\.lines\.prefix/],
    [{ path: { like: 'x' } }, /filter\.path\.like is no condition/],
    [{ path: {} }, /filter\.path has no condition/],
    [{ constructor: 'x' }, /there is no field "constructor"/],
  ] as const) {
    it(`refuses ${JSON.stringify(json)} and says where`, () => {
      assert.throws(
        () => filterOf(json),
        (error) => isCoded(error, 'query.badFilter') && where.test(error.message),
      );
    });
  }

  for (const pair of ['path', '=x', 'colour=red', 'lines=many', 'test=perhaps']) {
    it(`refuses ${pair}`, () => {
      assert.throws(
        () => filterOfPairs([pair]),
        (error) => isCoded(error, 'query.badFilter'),
      );
    });
  }
});
