import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, stringify } from '../src/queryString.js';

const round = [
  { a: '1' },
  { a: { b: { c: ['x', 'y', { z: 'w' }] } } },
  { 'ä b': '& = ? # + %', c: '' },
  { list: ['a', ['b', 'c'], { d: ['e'] }] },
  { a: { 'k.k': '1', 'x y': '2' } },
  { a: [{ b: '1' }, { b: '2' }] },
];

test('round trips', () => {
  for (const data of round) {
    assert.deepEqual(parse(stringify(data)), data);
    assert.deepEqual(parse(stringify(data, { addPrefix: true })), data);
  }
});

const cases = [
  ['', {}],
  ['?', {}],
  ['&&', {}],
  ['=x', {}],
  ['a', { a: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a[b]=c=d', { a: { b: 'c=d' } }],
  ['a[]', { a: [''] }],
  ['[a]=1', { '[a]': '1' }],
  ['a[=1', { 'a': { '[': '1' } }],
  ['a[b]c=1', { a: { b: { c: '1' } } }],
  ['a[01]=1', { a: { '01': '1' } }],
  ['a[-1]=1', { a: { '-1': '1' } }],
  ['a[2]=c&a[0]=a', { a: ['a', 'c'] }],
  ['a[0]=1&a[0]=2', { a: [['1', '2']] }],
  ['a[]=1&a[b]=2&a[c]=3', { a: { 0: '1', b: '2', c: '3' } }],
  ['a=1&a[b]=2', { a: { b: '2' } }],
  ['a[b]=1&a[b]=2', { a: { b: ['1', '2'] } }],
  ['a[hasOwnProperty]=1&toString=2', { a: { hasOwnProperty: '1' }, toString: '2' }],
  ['a[b][__proto__]=1', { a: { b: {} } }],
  ['%61=%62', { a: 'b' }],
  ['a+b+c=+d++e', { 'a b c': ' d  e' }],
  ['a[b=c]=d', { a: { 'b=c': 'd' } }],
  ['a[b=c][d]=e=f', { a: { 'b=c': { d: 'e=f' } } }],
  ['a=%&b=1', { a: '%', b: '1' }],
  ['a%5Bb%5D=1', { a: { b: '1' } }],
  ['a[1][b]=x&a[0][b]=y', { a: [{ b: 'y' }, { b: 'x' }] }],
  ['a[b][c][d][e][f][g]=1', { a: { b: { c: { d: { e: { f: { '[g]': '1' } } } } } } }],
];

test('cases', () => {
  for (const [text, expected] of cases) assert.deepEqual(parse(text), expected, text);
});

test('options', () => {
  assert.deepEqual(parse('a[b]=1', { depth: 0 }), { a: { '[b]': '1' } });
  assert.deepEqual(parse('a[3]=x&b[4]=y', { arrayLimit: 3 }), { a: ['x'], b: { 4: 'y' } });
  assert.deepEqual(parse('a[0]=x&a[9]=y', { arrayLimit: 3 }), { a: { 0: 'x', 9: 'y' } });
  assert.deepEqual(parse('a&b[]&c=', { strictNull: true }), { a: null, b: [null], c: '' });
  assert.deepEqual(parse('a=1&b=2', { parameterLimit: 1 }), { a: '1' });
  assert.equal(Object.keys(parse(Array.from({ length: 1200 }, (_, i) => `k${i}=1`).join('&'))).length, 1000);
});

test('nothing is polluted', () => {
  parse('__proto__[x]=1&a[__proto__][y]=1&a[constructor][prototype][z]=1');
  assert.equal({}.x ?? {}.y ?? {}.z, undefined);
  const parsed = parse('__proto__[x]=1&a[__proto__][y]=1&a[b]=1');
  assert.equal(parsed.x ?? parsed.a.y, undefined);
  assert.equal(Object.getPrototypeOf(parsed.a), Object.prototype);
});

test('stringify', () => {
  assert.equal(stringify({ a: [null, undefined, 0], b: { c: null } }), 'a%5B0%5D&a%5B2%5D=0&b%5Bc%5D');
  assert.equal(stringify({ a: [null, { b: null }] }, { skipNull: true }), '');
  assert.equal(stringify({ a: [[1], [2]] }, { arrayFormat: 'brackets' }), 'a%5B%5D%5B%5D=1&a%5B%5D%5B%5D=2');
  assert.equal(stringify({ c: 1, a: { z: 1, b: 2 } }, { sort: (x, y) => (x < y ? -1 : 1) }), 'a%5Bb%5D=2&a%5Bz%5D=1&c=1');
  assert.equal(stringify({ b: 1, a: 2 }), 'b=1&a=2');
  const one = { x: 1 };
  assert.equal(stringify({ l: [one, one] }), 'l%5B0%5D%5Bx%5D=1&l%5B1%5D%5Bx%5D=1');
  one.self = [one];
  assert.throws(() => stringify({ l: [one] }), RangeError);
});
