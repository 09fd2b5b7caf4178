import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepKeys, deleteProperty, getProperty, hasProperty, parsePath, setProperty, stringifyPath } from '../src/dotPath.js';

test('parts of a path', () => {
  assert.deepEqual(parsePath('a.b.c'), ['a', 'b', 'c']);
  assert.deepEqual(parsePath('a[0].b[12][3]'), ['a', 0, 'b', 12, 3]);
  assert.deepEqual(parsePath('[0]'), [0]);
  assert.deepEqual(parsePath(''), ['']);
  assert.deepEqual(parsePath('a..b'), ['a', '', 'b']);
});

test('brackets that are no index', () => {
  assert.deepEqual(parsePath('a[b]'), ['a[b]']);
  assert.deepEqual(parsePath('a[0'), ['a[0']);
  assert.deepEqual(parsePath('a[1]b'), ['a[1]b']);
});

test('escapes', () => {
  assert.deepEqual(parsePath('a\\.b.c'), ['a.b', 'c']);
  assert.deepEqual(parsePath('fo\\.ob\\.az.bar'), ['fo.ob.az', 'bar']);
  assert.deepEqual(parsePath('a\\[0]'), ['a[0]']);
  assert.deepEqual(parsePath('a\\\\.b'), ['a\\', 'b']);
  assert.deepEqual(parsePath('a\\'), ['a\\']);
});

test('paths from parts', () => {
  assert.equal(stringifyPath(['a', 0, 'b.c', 'd[1]', 'e\\']), 'a[0].b\\.c.d\\[1].e\\\\');
});

test('get', () => {
  const object = { a: { b: [1, { c: null }] }, 'x.y': 2, zero: 0 };
  assert.equal(getProperty(object, 'a.b[0]'), 1);
  assert.equal(getProperty(object, 'a.b[1].c'), null);
  assert.equal(getProperty(object, 'x\\.y'), 2);
  assert.equal(getProperty(object, 'a.fake.more'), undefined);
});

test('get with a default', () => {
  assert.equal(getProperty({ a: null }, 'a.b', 'none'), 'none');
  assert.equal(getProperty({ a: undefined }, 'a', 'none'), 'none');
  assert.equal(getProperty({ a: 0 }, 'a', 'none'), 0);
  assert.equal(getProperty({ a: '' }, 'a', 'none'), '');
  assert.equal(getProperty({ a: null }, 'a', 'none'), null);
  assert.equal(getProperty(undefined, 'a', 'none'), 'none');
});

test('set', () => {
  assert.deepEqual(setProperty({}, 'a.b.c', 1), { a: { b: { c: 1 } } });
  assert.deepEqual(setProperty({ a: { x: 1 } }, 'a.b', 2), { a: { x: 1, b: 2 } });
  assert.deepEqual(setProperty({ a: null }, 'a.b', 2), { a: { b: 2 } });
  assert.deepEqual(setProperty({ a: 'text' }, 'a.b', 2), { a: { b: 2 } });
});

test('set makes lists', () => {
  assert.deepEqual(setProperty({}, 'a[0].b', true), { a: [{ b: true }] });
  assert.equal(setProperty({}, 'a[2]', 1).a.length, 3);
  assert.deepEqual(setProperty({}, 'a[0][0]', 1), { a: [[1]] });
});

test('set gives back the object', () => {
  const object = {};
  assert.equal(setProperty(object, 'a', 1), object);
  assert.equal(setProperty('text', 'a', 1), 'text');
});

test('prototypes cannot be reached', () => {
  setProperty({}, '__proto__.polluted', true);
  setProperty({}, 'a.constructor.prototype.polluted', true);
  assert.equal({}.polluted, undefined);
  assert.equal(getProperty({}, 'constructor', 'none'), 'none');
});

test('has', () => {
  assert.equal(hasProperty({ a: { b: undefined } }, 'a.b'), true);
  assert.equal(hasProperty({ a: [0] }, 'a[0]'), true);
  assert.equal(hasProperty({ a: [0] }, 'a[1]'), false);
  assert.equal(hasProperty({ a: 'text' }, 'a.length'), false);
  assert.equal(hasProperty({}, 'toString'), false);
  assert.equal(hasProperty(null, 'a'), false);
});

test('delete', () => {
  const object = { a: { b: 1, c: 2 }, list: [1, 2, 3] };
  assert.equal(deleteProperty(object, 'a.b'), true);
  assert.equal(deleteProperty(object, 'a.b'), false);
  assert.equal(deleteProperty(object, 'x.y'), false);
  assert.equal(deleteProperty(object, 'list[1]'), true);
  assert.deepEqual(object, { a: { c: 2 }, list: [1, 3] });
});

test('deep keys', () => {
  assert.deepEqual(deepKeys({ a: { b: 1, 'c.d': [null, { e: 2 }] }, f: [], g: {} }), ['a.b', 'a.c\\.d[0]', 'a.c\\.d[1].e', 'f', 'g']);
  assert.deepEqual(deepKeys({}), []);
});
