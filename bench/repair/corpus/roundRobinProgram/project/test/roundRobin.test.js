import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundRobin } from '../src/roundRobin.js';

test('one job', () => {
  assert.deepEqual(roundRobin([{ name: 'a', arrival: 0, burst: 5 }], 2), { a: 5 });
});

test('jobs that are there from the beginning', () => {
  const jobs = [
    { name: 'a', arrival: 0, burst: 24 },
    { name: 'b', arrival: 0, burst: 3 },
    { name: 'c', arrival: 0, burst: 3 },
  ];
  assert.deepEqual(roundRobin(jobs, 4), { a: 30, b: 7, c: 10 });
});

test('jobs that arrive later', () => {
  const jobs = [
    { name: 'a', arrival: 0, burst: 5 },
    { name: 'b', arrival: 1, burst: 4 },
    { name: 'c', arrival: 2, burst: 2 },
    { name: 'd', arrival: 4, burst: 1 },
  ];
  assert.deepEqual(roundRobin(jobs, 2), { a: 12, b: 11, c: 6, d: 9 });
});

test('a pause without jobs', () => {
  const jobs = [
    { name: 'late', arrival: 10, burst: 3 },
    { name: 'early', arrival: 2, burst: 4 },
  ];
  assert.deepEqual(roundRobin(jobs, 3), { early: 6, late: 13 });
});

test('no jobs', () => {
  assert.deepEqual(roundRobin([], 2), {});
});
