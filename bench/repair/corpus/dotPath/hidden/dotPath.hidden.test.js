import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deepKeys, deleteProperty, getProperty, hasProperty, parsePath, setProperty, stringifyPath } from '../src/dotPath.js';

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

function someParts(make) {
  const characters = [...'ab.[]\\0'];
  return Array.from({ length: 1 + make(4) }, () =>
    make(3) === 0 ? make(4) : Array.from({ length: 1 + make(4) }, () => characters[make(characters.length)]).join(''),
  );
}

test('there and back', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const parts = someParts(maker(seed));
    assert.deepEqual(parsePath(stringifyPath(parts)), parts, stringifyPath(parts));
  }
});

test('odd paths', () => {
  for (const [path, parts] of [
    ['', ['']], ['.', ['', '']], ['a.', ['a', '']], ['.a', ['', 'a']], ['a[0].', ['a', 0, '']], ['[0].a', [0, 'a']], ['[0][1]', [0, 1]],
    ['a.[0]', ['a', 0]], ['a[]', ['a[]']], ['a[-1]', ['a[-1]']], ['a[1.5]', ['a[1', '5]']], ['a[00]', ['a', 0]], ['[a]', ['[a]']],
    ['a]b', ['a]b']], ['\\', ['\\']], ['\\\\', ['\\']], ['\\a', ['a']], ['a\\.', ['a.']], ['a[0]\\.b', ['a[0].b']], ['a[1]b.c', ['a[1]b', 'c']],
  ])
    assert.deepEqual(parsePath(path), parts, path);
  for (const bad of ['__proto__', 'a.__proto__', 'constructor.b', 'a[0].prototype', 'a.constructor'])
    assert.deepEqual(parsePath(bad), [], bad);
  assert.deepEqual(parsePath('constructors.proto'), ['constructors', 'proto']);
});

/** As nested maps: what is set last wins, and nothing else is touched. */
test('what is set is found, and what was there before stays', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const make = maker(seed);
    const object = {};
    for (let step = 0; step < 6; step += 1) {
      const parts = [`k${make(2)}`, ...Array.from({ length: make(3) }, () => (make(2) ? make(3) : `k${make(2)}`))];
      const path = stringifyPath(parts);
      const before = structuredClone(object);
      const value = [0, '', null, false, 5, undefined][make(6)];
      assert.equal(setProperty(object, path, value), object);
      assert.equal(getProperty(object, path, 'none'), value === undefined ? 'none' : value);
      assert.equal(hasProperty(object, path), true);
      const other = stringifyPath([`k${make(2)}`, `z${make(2)}`]);
      assert.equal(hasProperty(object, other), false);
      assert.equal(getProperty(object, other, 'none'), 'none');
      for (const key of deepKeys(before)) {
        const [old, own] = [key, path].map((text) => `${text.replaceAll('[', '.').replaceAll(']', '')}.`);
        const touched = old.startsWith(own) || own.startsWith(old);
        if (!touched) assert.deepEqual(getProperty(object, key), getProperty(before, key), `${key} after ${path}`);
      }
    }
  }
});

test('kinds of containers', () => {
  const make = (path) => setProperty({}, path, 1);
  assert.ok(Array.isArray(make('a[0]').a));
  assert.ok(!Array.isArray(make('a.0').a));
  assert.ok(Array.isArray(make('a[0][0].b').a[0]));
  assert.ok(!Array.isArray(make('a[0].b').a[0]));
  const list = [];
  setProperty(list, '[1].a', 1);
  assert.equal(list.length, 2);
  const action = () => {};
  setProperty(action, 'a.b', 1);
  assert.equal(action.a.b, 1);
  const held = { f: action };
  setProperty(held, 'f.c', 2);
  assert.equal(held.f, action);
  assert.equal(setProperty(null, 'a', 1), null);
  assert.deepEqual(setProperty({}, '__proto__.x', 1), {});
  assert.deepEqual(setProperty({ a: 5 }, 'a[0]', 1), { a: [1] });
});

test('values of every kind are found', () => {
  for (const value of [0, '', false, null, Number.NaN, [], {}]) {
    assert.equal(getProperty({ a: { b: value } }, 'a.b', 'none'), value);
    assert.equal(getProperty([value], '[0]', 'none'), value);
  }
  assert.equal(getProperty({ a: 'text' }, 'a.length'), 4);
  assert.equal(getProperty('text', 'length', 'none'), 'none');
  assert.equal(getProperty({ a: undefined }, 'a.b.c', 1), 1);
  assert.equal(getProperty({ '': 1 }, ''), 1);
  class Made {
    get x() {
      return 7;
    }
  }
  assert.equal(getProperty(new Made(), 'x'), 7);
  assert.equal(hasProperty(new Made(), 'x'), false);
  assert.equal(hasProperty({ a: null }, 'a.b'), false);
  assert.equal(hasProperty(undefined, ''), false);
});

test('deleting', () => {
  for (let size = 1; size <= 4; size += 1)
    for (let at = 0; at <= size; at += 1) {
      const object = { list: Array.from({ length: size }, (_, n) => n), other: 1 };
      const expected = object.list.filter((n) => n !== at);
      assert.equal(deleteProperty(object, `list[${at}]`), at < size);
      assert.deepEqual(object, { list: expected, other: 1 });
      assert.equal(object.list.length, expected.length);
    }
  const object = { 'a.b': { c: undefined }, list: Object.assign([1], { x: 1 }) };
  assert.equal(deleteProperty(object, 'a\\.b.c'), true);
  assert.equal(deleteProperty(object, 'list.x'), true);
  assert.equal(deleteProperty(object, 'toString'), false);
  assert.deepEqual(object, { 'a.b': {}, list: [1] });
  assert.equal(deleteProperty(undefined, 'a'), false);
});

test('deep keys lead to all values', () => {
  const object = { a: [[1, []], { 'x[0]': { y: 'z' } }], '': null, 'b\\': { c: undefined } };
  const keys = deepKeys(object);
  assert.deepEqual(keys, ['a[0][0]', 'a[0][1]', 'a[1].x\\[0].y', '', 'b\\\\.c']);
  for (const key of keys) assert.equal(hasProperty(object, key), true, key);
  assert.deepEqual(deepKeys([]), []);
  assert.deepEqual(deepKeys([1, { a: 2 }]), ['[0]', '[1].a']);
});
