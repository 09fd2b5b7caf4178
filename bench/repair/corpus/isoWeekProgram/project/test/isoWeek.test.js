import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoWeek, weekLabel } from '../src/isoWeek.js';

test('days in the middle of a year', () => {
  assert.deepEqual(isoWeek(2016, 11, 5), [2016, 44]);
  assert.deepEqual(isoWeek(2024, 7, 10), [2024, 28]);
});

test('a year that begins on a Thursday', () => {
  assert.deepEqual(isoWeek(2015, 1, 1), [2015, 1]);
  assert.deepEqual(isoWeek(2015, 12, 31), [2015, 53]);
});

test('a Sunday ends the week', () => {
  assert.deepEqual(isoWeek(2024, 3, 3), [2024, 9]);
  assert.deepEqual(isoWeek(2024, 3, 4), [2024, 10]);
});

test('days that belong to the year before', () => {
  assert.deepEqual(isoWeek(2016, 1, 3), [2015, 53]);
  assert.deepEqual(isoWeek(2021, 1, 2), [2020, 53]);
});

test('days that belong to the year after', () => {
  assert.deepEqual(isoWeek(2024, 12, 30), [2025, 1]);
});

test('labels', () => {
  assert.equal(weekLabel(2024, 3, 1), '2024-W09');
  assert.equal(weekLabel(2024, 12, 1), '2024-W48');
});
