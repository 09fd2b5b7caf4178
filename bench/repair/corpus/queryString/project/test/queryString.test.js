import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse, stringify } from '../src/queryString.js';

describe('parse', () => {
  test('simple pairs', () => {
    assert.deepEqual(parse('a=1&b=two'), { a: '1', b: 'two' });
    assert.deepEqual(parse('?a=1'), { a: '1' });
    assert.deepEqual(parse('a==b&&c='), { a: '=b', c: '' });
  });

  test('escapes', () => {
    assert.deepEqual(parse('a+b=c%20d%26+e+f'), { 'a b': 'c d& e f' });
    assert.deepEqual(parse('a=%E0%A4%A+b'), { a: '%E0%A4%A b' });
  });

  test('keys without a value', () => {
    assert.deepEqual(parse('a&b='), { a: '', b: '' });
    assert.deepEqual(parse('a&b=', { strictNull: true }), { a: null, b: '' });
  });

  test('nested keys', () => {
    assert.deepEqual(parse('a[b][c]=1&a[d]=2'), { a: { b: { c: '1' }, d: '2' } });
    assert.deepEqual(parse('a[b][c][d]=1', { depth: 1 }), { a: { b: { '[c][d]': '1' } } });
    assert.deepEqual(parse('a[b=c]=d'), { a: { 'b=c': 'd' } });
  });

  test('lists', () => {
    assert.deepEqual(parse('a[]=1&a[]=2'), { a: ['1', '2'] });
    assert.deepEqual(parse('a[1]=b&a[0]=c'), { a: ['c', 'b'] });
    assert.deepEqual(parse('a[5]=x'), { a: ['x'] });
    assert.deepEqual(parse('a=1&a=2&a=3'), { a: ['1', '2', '3'] });
    assert.deepEqual(parse('a[][b]=1'), { a: [{ b: '1' }] });
  });

  test('an index above the limit is a key', () => {
    assert.deepEqual(parse('a[20]=x'), { a: ['x'] });
    assert.deepEqual(parse('a[21]=x'), { a: { 21: 'x' } });
  });

  test('a list that gets a key becomes an object', () => {
    assert.deepEqual(parse('a[0]=b&a[x]=c'), { a: { 0: 'b', x: 'c' } });
  });

  test('prototypes cannot be reached', () => {
    assert.deepEqual(parse('__proto__[polluted]=1&a[__proto__][b]=2&c=3'), { a: {}, c: '3' });
    assert.equal({}.polluted, undefined);
    assert.equal(parse('__proto__[polluted]=1').polluted, undefined);
  });

  test('no more parameters than the limit', () => {
    assert.deepEqual(parse('a=1&b=2&c=3', { parameterLimit: 2 }), { a: '1', b: '2' });
  });
});

describe('stringify', () => {
  test('nested values', () => {
    assert.equal(stringify({ a: { b: 'c d', e: 1 } }), 'a%5Bb%5D=c%20d&a%5Be%5D=1');
    assert.equal(stringify({ a: 0, b: false, c: '' }), 'a=0&b=false&c=');
  });

  test('lists', () => {
    assert.equal(stringify({ a: [1, 2] }), 'a%5B0%5D=1&a%5B1%5D=2');
    assert.equal(stringify({ a: [1, 2] }, { arrayFormat: 'brackets' }), 'a%5B%5D=1&a%5B%5D=2');
    assert.equal(stringify({ a: [1, 2] }, { arrayFormat: 'repeat' }), 'a=1&a=2');
  });

  test('nothing', () => {
    assert.equal(stringify({ a: null, b: undefined, c: 1 }), 'a&c=1');
    assert.equal(stringify({ a: null, c: 1 }, { skipNull: true }), 'c=1');
    assert.equal(stringify({}, { addPrefix: true }), '');
    assert.equal(stringify({ a: 1 }, { addPrefix: true }), '?a=1');
  });

  test('the same object twice is no cycle', () => {
    const shared = { x: 1 };
    assert.equal(stringify({ l: [shared, shared] }), 'l%5B0%5D%5Bx%5D=1&l%5B1%5D%5Bx%5D=1');
  });

  test('cycles are refused', () => {
    const data = { a: {} };
    data.a.b = data;
    assert.throws(() => stringify(data), RangeError);
  });

  test('sorted, and dates', () => {
    assert.equal(stringify({ b: 1, a: new Date(0) }, { sort: (x, y) => x.localeCompare(y) }), 'a=1970-01-01T00%3A00%3A00.000Z&b=1');
  });
});
