import assert from 'node:assert/strict';
import { seedOf } from '../../../src/adapters/model/seedOf.ts';
import { isStrictSchema } from '../../../src/adapters/model/strictSchema.ts';

const text = { type: 'string' };
const closed = (properties: object, required: readonly string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

describe('strict JSON Schema', () => {
  const rows: ReadonlyArray<readonly [title: string, schema: unknown, strict: boolean]> = [
    ['closed, all required', closed({ a: text }, ['a']), true],
    ['a property left out of required', closed({ a: text, b: text }, ['a']), false],
    ['open', { type: 'object', properties: { a: text }, required: ['a'] }, false],
    ['an open object inside a list', closed({ a: { type: 'array', items: { type: 'object' } } }, ['a']), false],
    [
      'a choice of closed objects inside',
      closed({ a: { anyOf: [closed({ a: text }, ['a']), closed({}, [])] } }, ['a']),
      true,
    ],
    ['a choice at the top', { anyOf: [closed({ a: text }, ['a']), closed({}, [])] }, false],
    ['a property that is called type', closed({ type: text }, ['type']), true],
    ['no object at all', text, false],
    ['something of any kind', closed({ a: {} }, ['a']), false],
    ['a list of anything', closed({ a: { type: 'array' } }, ['a']), false],
    ['a word that the strict form does not know', closed({ a: { ...text, default: 'x' } }, ['a']), false],
    [
      'bounds that it knows',
      closed({ a: { type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: 3 } }, ['a']),
      true,
    ],
  ];
  for (const [title, schema, strict] of rows) it(title, () => assert.equal(isStrictSchema(schema), strict));
});

describe('seed', () => {
  it('is the one given, goes with temperature 0, and is none otherwise', () => {
    assert.deepEqual([seedOf({ seed: 7, temperature: 1 }), seedOf({ temperature: 0 }), seedOf({})], [7, 0, undefined]);
  });
});
