import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { clone, deepFreeze, difference, equal, merge, mergeAll } from '../src/deepMerge.js';

class Point {
  constructor(x) {
    this.x = x;
  }
}

const values = () => [
  0, 1, '', 'a', null, undefined, true, Number.NaN, [], [1], [1, 2], [[1]], {}, { a: 1 }, { a: undefined }, { b: undefined },
  { a: { b: [null] } }, { a: { b: [undefined] } }, new Date(0), new Date(1), new Date(Number.NaN), /a/, /a/g, /b/,
  new Map(), new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]]), new Map([[2, undefined]]), new Map([[3, undefined]]),
  new Set(), new Set([1]), new Set([1, 2]), new Set([3, 1]), new Point(1), new Point(2), { x: 1 }, [undefined], { length: 0 },
];

test('equality of every two values', () => {
  const one = values();
  const two = values();
  one.forEach((a, i) => {
    two.forEach((b, j) => {
      assert.equal(equal(a, b), i === j, `${i} and ${j}`);
    });
  });
  assert.equal(equal(0, -0), true);
});

test('copies of every value', () => {
  for (const value of values()) {
    if (value instanceof RegExp) continue;
    const copy = clone(value);
    assert.ok(isDeepStrictEqual(copy, value));
    if (typeof value === 'object' && value !== null) assert.notEqual(copy, value);
  }
  const loop = { list: [], map: new Map(), set: new Set() };
  loop.list.push(loop);
  loop.map.set('loop', loop);
  loop.set.add(loop);
  const copy = clone(loop);
  assert.ok(copy.list[0] === copy && copy.map.get('loop') === copy && copy.set.has(copy) && copy !== loop);
  const shared = {};
  const both = clone([shared, shared]);
  assert.equal(both[0], both[1]);
});

test('merging', () => {
  const cases = [
    [{}, {}, {}],
    [{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{ a: { b: 1 } }, { a: 1 }, { a: 1 }],
    [{ a: [1] }, { a: { 0: 2 } }, { a: { 0: 2 } }],
    [{ a: { b: { c: 1, d: 1 } } }, { a: { b: { c: 2 } } }, { a: { b: { c: 2, d: 1 } } }],
    [{ a: 1 }, { a: null }, { a: null }],
    [{ a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{ a: 1 }, { a: 0, b: '', c: false }, { a: 0, b: '', c: false }],
    [{}, { toString: 1, hasOwnProperty: { a: 1 } }, { toString: 1, hasOwnProperty: { a: 1 } }],
    [{ a: new Date(1) }, { a: { b: 1 } }, { a: { b: 1 } }],
    [{ a: { b: 1 } }, { a: new Point(1) }, { a: new Point(1) }],
  ];
  for (const [target, source, expected] of cases) {
    const before = clone([target, source]);
    assert.deepEqual(merge(target, source), expected);
    assert.deepEqual([target, source], before);
  }
});

test('nothing is shared after merging', () => {
  const target = { a: { x: {} }, l: [{}] };
  const source = { b: { y: {} }, l: [{}], m: [{}], a: { z: {} } };
  const merged = merge(target, source);
  const visit = (value) => {
    if (typeof value !== 'object' || value === null) return;
    value.touched = true;
    Object.values(value).forEach(visit);
  };
  visit(merged);
  assert.deepEqual(target, { a: { x: {} }, l: [{}] });
  assert.deepEqual(source, { b: { y: {} }, l: [{}], m: [{}], a: { z: {} } });
});

test('options reach every depth, and every object', () => {
  const arrays = (a, b) => (a.length > b.length ? a : b);
  const result = mergeAll([{ a: { b: { l: [1, 2] } } }, { a: { b: { l: [3] } } }, { a: { l: [4] } }], { arrays });
  assert.deepEqual(result, { a: { b: { l: [1, 2] }, l: [4] } });
});

test('prototypes', () => {
  const bad = JSON.parse('{"a":{"constructor":{"prototype":{"p":1}},"__proto__":{"p":1}},"constructor":{"prototype":{"p":1}}}');
  const merged = merge({ a: {} }, bad);
  assert.equal({}.p, undefined);
  assert.deepEqual(Object.keys(merged), ['a']);
  assert.deepEqual(Object.keys(merged.a), []);
});

test('a difference leads from one to the other', () => {
  const states = [{}, { a: 1 }, { a: { b: 1 } }, { a: { b: 2, c: [1] } }, { a: { b: 2, c: [2] }, d: null }, { d: { e: { f: 1 } } }, { d: { e: {} }, a: [] }];
  const replace = { arrays: (_, b) => b };
  for (const from of states)
    for (const to of states) {
      const { changed, removed } = difference(from, to);
      const result = merge(from, changed, replace);
      for (const path of removed) {
        const keys = path.split('.');
        const last = keys.pop();
        delete keys.reduce((at, key) => at[key], result)[last];
      }
      assert.deepEqual(result, to);
      if (equal(from, to)) assert.deepEqual({ changed, removed }, { changed: {}, removed: [] });
    }
});

test('freezing', () => {
  const value = deepFreeze({ a: [{ b: { c: 1 } }], d: null });
  assert.ok(Object.isFrozen(value.a[0].b) && Object.isFrozen(value.a));
  const outer = { inner: Object.freeze({}) };
  outer.outer = outer;
  assert.equal(deepFreeze(outer), outer);
  assert.equal(deepFreeze(5), 5);
});
