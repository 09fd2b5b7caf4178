import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, exact, long, parse, short } from '../src/duration.js';

test('parse', () => {
  assert.equal(parse('100'), 100);
  assert.equal(parse('1m'), 60000);
  assert.equal(parse('1.5h'), 5400000);
  assert.equal(parse('.5s'), 500);
  assert.equal(parse('2 Days'), 172800000);
  assert.equal(parse('53 milliseconds'), 53);
  assert.equal(parse('1w'), 604800000);
});

test('parse several units', () => {
  assert.equal(parse('1h 30m'), 5400000);
  assert.equal(parse('1m30s'), 90000);
});

test('parse negative', () => {
  assert.equal(parse('-3 min'), -180000);
  assert.equal(parse('-1h 30m'), -5400000);
});

test('parse gives undefined for what it does not know', () => {
  for (const text of ['', 'foo', '10-.5', '1 lightyear', '-']) assert.equal(parse(text), undefined);
});

test('short', () => {
  assert.equal(short(500), '500ms');
  assert.equal(short(1000), '1s');
  assert.equal(short(60000), '1m');
  assert.equal(short(3600000 * 2), '2h');
  assert.equal(short(86400000), '1d');
  assert.equal(short(234234234), '3d');
  assert.equal(short(-60000), '-1m');
});

test('long', () => {
  assert.equal(long(500), '500 ms');
  assert.equal(long(1000), '1 second');
  assert.equal(long(1200), '1 second');
  assert.equal(long(1500), '2 seconds');
  assert.equal(long(10 * 60000), '10 minutes');
  assert.equal(long(-1200 * 1000), '-20 minutes');
  assert.equal(long(234234234), '3 days');
});

test('exact', () => {
  assert.equal(exact(0), '0s');
  assert.equal(exact(93784000), '1d 2h 3m 4s');
  assert.equal(exact(3600000), '1h');
  assert.equal(exact(59600), '1m');
  assert.equal(exact(-61000), '-1m 1s');
});

test('clock', () => {
  assert.equal(clock(3723000), '1:02:03');
  assert.equal(clock(123000), '2:03');
  assert.equal(clock(9999), '0:09');
  assert.equal(clock(3600000), '1:00:00');
});
