import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clone, deepFreeze, difference, equal, merge, mergeAll } from '../src/deepMerge.js';

test('clone shares nothing', () => {
  const original = { a: [1, { b: 2 }], when: new Date(5), map: new Map([['k', { v: 1 }]]), set: new Set([1]) };
  const copy = clone(original);
  assert.deepEqual(copy, original);
  copy.a[1].b = 3;
  copy.map.get('k').v = 9;
  copy.when.setTime(0);
  assert.equal(original.a[1].b, 2);
  assert.equal(original.map.get('k').v, 1);
  assert.equal(original.when.getTime(), 5);
});

test('clone keeps cycles', () => {
  const original = { name: 'x' };
  original.self = original;
  const copy = clone(original);
  assert.notEqual(copy, original);
  assert.equal(copy.self, copy);
});

test('equal', () => {
  assert.equal(equal({ a: [1, { b: null }] }, { a: [1, { b: null }] }), true);
  assert.equal(equal({ a: 1 }, { a: 1, b: undefined }), false);
  assert.equal(equal({ a: undefined }, { b: undefined }), false);
  assert.equal(equal([1, 2], [1, 2, 3]), false);
  assert.equal(equal(Number.NaN, Number.NaN), true);
  assert.equal(equal(0, -0), true);
  assert.equal(equal([], {}), false);
  assert.equal(equal(null, {}), false);
});

test('equal of dates, expressions, maps and sets', () => {
  assert.equal(equal(new Date(1), new Date(1)), true);
  assert.equal(equal(new Date(1), new Date(2)), false);
  assert.equal(equal(/a/g, /a/i), false);
  assert.equal(equal(new Map([['a', [1]]]), new Map([['a', [1]]])), true);
  assert.equal(equal(new Map([['a', undefined]]), new Map([['b', undefined]])), false);
  assert.equal(equal(new Set([1, 2]), new Set([2, 1])), true);
});

test('merge', () => {
  const target = { a: { x: 1, y: 2 }, list: [1] };
  const source = { a: { y: 3, z: null }, list: [2], b: 'new' };
  assert.deepEqual(merge(target, source), { a: { x: 1, y: 3, z: null }, list: [1, 2], b: 'new' });
  assert.deepEqual(target, { a: { x: 1, y: 2 }, list: [1] });
});

test('merge with another way for arrays, at every depth', () => {
  const arrays = (_, source) => source;
  assert.deepEqual(merge({ a: { list: [1] } }, { a: { list: [2] } }, { arrays }), { a: { list: [2] } });
});

test('merge: undefined changes nothing, null does', () => {
  assert.deepEqual(merge({ a: 1, b: { c: 1 } }, { a: undefined, b: null }), { a: 1, b: null });
});

test('merge does not share with its source', () => {
  const source = { a: { b: 1 }, list: [{ c: 1 }] };
  const merged = merge({ list: [] }, source);
  merged.a.b = 2;
  merged.list[0].c = 2;
  assert.deepEqual(source, { a: { b: 1 }, list: [{ c: 1 }] });
});

test('merge leaves prototypes alone', () => {
  merge({}, JSON.parse('{"__proto__": {"polluted": 1}, "a": {"__proto__": {"polluted": 1}}}'));
  assert.equal({}.polluted, undefined);
  assert.deepEqual(Object.keys(merge({}, JSON.parse('{"__proto__": 1, "b": 2}'))), ['b']);
});

test('mergeAll', () => {
  assert.deepEqual(mergeAll([{ a: 1 }, { b: [1] }, { a: 2, b: [3] }]), { a: 2, b: [1, 3] });
  assert.deepEqual(mergeAll([]), {});
});

test('difference', () => {
  const from = { a: 1, b: { c: 1, d: [1] }, gone: 1 };
  const to = { a: 1, b: { c: 2, d: [1], e: undefined }, f: 1 };
  assert.deepEqual(difference(from, to), { changed: { b: { c: 2, e: undefined }, f: 1 }, removed: ['gone'] });
  assert.deepEqual(difference({ a: { b: { c: 1 } } }, { a: { b: {} } }), { changed: {}, removed: ['a.b.c'] });
});

test('deepFreeze', () => {
  const frozen = deepFreeze({ a: { b: [{ c: 1 }] } });
  assert.throws(() => {
    frozen.a.b[0].c = 2;
  }, TypeError);
});
