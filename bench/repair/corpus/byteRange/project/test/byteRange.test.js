import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentRange, ifRangeHolds, lengthOf, parseRange, pieces } from '../src/byteRange.js';

const ranges = (size, header, options) => {
  const parsed = parseRange(size, header, options);
  return typeof parsed === 'string' ? parsed : parsed.map(({ start, end }) => [start, end]);
};

test('simple ranges', () => {
  assert.deepEqual(ranges(1000, 'bytes=0-499'), [[0, 499]]);
  assert.deepEqual(ranges(1000, 'bytes=40-80,81-90,-1'), [[40, 80], [81, 90], [999, 999]]);
  assert.equal(parseRange(1000, 'items=0-5').type, 'items');
});

test('the end is limited to the size', () => {
  assert.deepEqual(ranges(200, 'bytes=0-499'), [[0, 199]]);
  assert.deepEqual(ranges(1000, 'bytes=400-'), [[400, 999]]);
});

test('the last bytes', () => {
  assert.deepEqual(ranges(1000, 'bytes=-400'), [[600, 999]]);
  assert.deepEqual(ranges(100, 'bytes=-400'), [[0, 99]]);
});

test('what is malformed or cannot be', () => {
  assert.equal(ranges(200, 'malformed'), 'malformed');
  assert.equal(ranges(200, 'bytes=500-600'), 'unsatisfiable');
  assert.equal(ranges(200, 'bytes=200-'), 'unsatisfiable');
  assert.equal(ranges(200, 'bytes=x-y'), 'unsatisfiable');
  assert.equal(ranges(200, 'bytes=-0'), 'unsatisfiable');
});

test('one that can be is enough', () => {
  assert.deepEqual(ranges(1000, 'bytes=500-20, 0-499'), [[0, 499]]);
});

test('combined', () => {
  assert.deepEqual(ranges(150, 'bytes=0-4,90-99,5-75,100-199,101-102', { combine: true }), [[0, 75], [90, 149]]);
  assert.deepEqual(ranges(150, 'bytes=-1,20-100,0-1,101-120', { combine: true }), [[149, 149], [20, 120], [0, 1]]);
  assert.equal(parseRange(10, 'bytes=0-1,2-3', { combine: true }).type, 'bytes');
});

test('content range and length', () => {
  assert.equal(contentRange(1000, { start: 5, end: 9 }), 'bytes 5-9/1000');
  assert.equal(contentRange(1000), 'bytes */1000');
  assert.equal(lengthOf([{ start: 0, end: 0 }, { start: 5, end: 9 }]), 6);
});

test('pieces', () => {
  assert.deepEqual(pieces(10, 4), [{ start: 0, end: 3 }, { start: 4, end: 7 }, { start: 8, end: 9 }]);
  assert.deepEqual(pieces(0, 4), []);
  assert.throws(() => pieces(5, 0), RangeError);
});

test('if-range', () => {
  const modified = new Date('2024-05-01T10:00:00.500Z');
  const state = { etag: '"abc"', modified };
  assert.equal(ifRangeHolds('"abc"', state), true);
  assert.equal(ifRangeHolds('"abd"', state), false);
  assert.equal(ifRangeHolds('W/"abc"', state), false);
  assert.equal(ifRangeHolds('Wed, 01 May 2024 10:00:00 GMT', state), true);
  assert.equal(ifRangeHolds('Wed, 01 May 2024 09:59:59 GMT', state), false);
  assert.equal(ifRangeHolds('whenever', state), false);
});
