import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentRange, ifRangeHolds, lengthOf, parseRange, pieces } from '../src/byteRange.js';

const plain = (parsed) => (typeof parsed === 'string' ? parsed : parsed.map(({ start, end }) => [start, end]));

test('every small range of every small size', () => {
  for (let size = 0; size < 6; size++)
    for (const first of ['', 0, 1, 2, 3, 4, 5, 7])
      for (const last of ['', 0, 1, 2, 3, 4, 5, 9]) {
        let bytes = [];
        const all = Array.from({ length: size }, (_, index) => index);
        if (first === '' && last !== '') bytes = last === 0 ? [] : all.slice(-last);
        else if (first !== '') bytes = all.filter((at) => at >= first && (last === '' || at <= last));
        const expected = bytes.length === 0 ? 'unsatisfiable' : [[bytes[0], bytes.at(-1)]];
        assert.deepEqual(plain(parseRange(size, `bytes=${first}-${last}`)), expected, `${size}: ${first}-${last}`);
      }
});

test('many ranges, some of which cannot be', () => {
  assert.deepEqual(plain(parseRange(10, 'bytes=-0, 3-4,9-,10-, 8-2,-2, a-b, -')), [[3, 4], [9, 9], [8, 9]]);
  assert.deepEqual(plain(parseRange(10, 'bytes= 1 - 2')), 'unsatisfiable');
  assert.equal(parseRange(10, ' seconds =1-2').type, 'seconds');
  assert.equal(parseRange(10, ''), 'malformed');
  assert.equal(parseRange(10, 'bytes='), 'unsatisfiable');
});

test('combining keeps the bytes, leaves gaps and the order of the first', () => {
  let state = 3;
  const next = (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  for (let round = 0; round < 200; round++) {
    const list = Array.from({ length: 1 + next(5) }, () => {
      const start = next(30);
      return [start, start + next(6)];
    });
    const header = `bytes=${list.map(([a, b]) => `${a}-${b}`).join(',')}`;
    const combined = plain(parseRange(50, header, { combine: true }));
    const cover = (pairs) => [...new Set(pairs.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i)))].sort((a, b) => a - b);
    assert.deepEqual(cover(combined), cover(list));
    const inOrder = [...combined].sort((a, b) => a[0] - b[0]);
    inOrder.forEach(([a], index) => assert.ok(index === 0 || a > inOrder[index - 1][1] + 1, header));
    assert.deepEqual(plain(parseRange(50, header)), list);
  }
  assert.deepEqual(plain(parseRange(50, 'bytes=20-25,0-3,24-30,2-5', { combine: true })), [[20, 30], [0, 5]]);
  assert.deepEqual(plain(parseRange(50, 'bytes=5-9,20-21,0-6', { combine: true })), [[0, 9], [20, 21]]);
});

test('pieces cover everything', () => {
  for (let size = 0; size < 20; size++)
    for (let most = 1; most < 8; most++) {
      const list = pieces(size, most);
      assert.equal(lengthOf(list), size);
      assert.equal(list.length, Math.ceil(size / most));
      list.forEach(({ start, end }, index) => assert.ok(start === index * most && end - start < most && end < size));
    }
  assert.throws(() => pieces(1, -1), RangeError);
});

test('headers of answers', () => {
  assert.equal(contentRange(5, { start: 0, end: 4 }, 'items'), 'items 0-4/5');
  assert.equal(contentRange(5, undefined, 'items'), 'items */5');
  assert.equal(lengthOf([]), 0);
});

test('if-range with dates', () => {
  const state = { etag: '"x"', modified: new Date('2024-05-01T10:00:00.000Z') };
  for (const [value, holds] of [['Wed, 01 May 2024 10:00:00 GMT', true], ['Wed, 01 May 2024 10:00:01 GMT', true], ['Wed, 01 May 2024 09:59:59 GMT', false], ['', false], ['"', false], ['x', false], ['W/"x"', false], ['"x"', true]])
    assert.equal(ifRangeHolds(value, state), holds, value);
  assert.equal(ifRangeHolds('Wed, 01 May 2024 10:00:00 GMT', { modified: new Date('2024-05-01T10:00:00.999Z') }), true);
});
