import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMonths, dayName, distance, fromNow, monthsBetween, parse } from '../src/relativeTime.js';

const at = (text) => new Date(`${text.includes('T') ? text : `${text}T00:00:00`}Z`);
const now = at('2024-03-15T12:00:00');
const after = (seconds) => new Date(now.getTime() + seconds * 1000);

test('seconds, minutes, hours', () => {
  assert.equal(distance(now, after(1)), '1 second');
  assert.equal(distance(now, after(45)), '45 seconds');
  assert.equal(distance(now, after(60)), '1 minute');
  assert.equal(distance(now, after(150)), '3 minutes');
  assert.equal(distance(now, after(3600)), '1 hour');
  assert.equal(distance(now, after(5 * 3600)), '5 hours');
});

test('days and weeks', () => {
  assert.equal(distance(now, after(24 * 3600)), '1 day');
  assert.equal(distance(now, after(6 * 86400)), '6 days');
  assert.equal(distance(now, after(7 * 86400)), '1 week');
  assert.equal(distance(now, after(25 * 86400)), '4 weeks');
});

test('what is rounded up to a whole larger unit', () => {
  assert.equal(distance(now, after(59.6)), '1 minute');
  assert.equal(distance(now, after(3599)), '1 hour');
  assert.equal(distance(now, after(86399)), '1 day');
});

test('months and years', () => {
  assert.equal(distance(at('2024-01-31'), at('2024-03-15')), '1 month');
  assert.equal(distance(at('2024-01-15'), at('2024-12-15')), '11 months');
  assert.equal(distance(at('2023-03-15'), at('2024-03-15')), '1 year');
  assert.equal(distance(at('2020-03-15'), at('2024-03-14')), '3 years');
});

test('either may be first', () => {
  assert.equal(distance(after(7200), now), '2 hours');
  assert.equal(distance(at('2024-12-15'), at('2024-01-15')), '11 months');
});

test('from now', () => {
  assert.equal(fromNow(after(3), now), 'just now');
  assert.equal(fromNow(after(-9), now), 'just now');
  assert.equal(fromNow(after(120), now), 'in 2 minutes');
  assert.equal(fromNow(after(-3 * 3600), now), '3 hours ago');
});

test('months between', () => {
  assert.equal(monthsBetween(at('2024-01-15'), at('2024-02-14')), 0);
  assert.equal(monthsBetween(at('2024-01-15'), at('2024-02-15')), 1);
  assert.equal(monthsBetween(at('2024-01-31'), at('2024-02-29')), 1);
  assert.equal(monthsBetween(at('2023-11-30'), at('2024-02-28')), 2);
});

test('months added', () => {
  assert.deepEqual(addMonths(at('2024-01-31'), 1), at('2024-02-29'));
  assert.deepEqual(addMonths(at('2023-01-31'), 1), at('2023-02-28'));
  assert.deepEqual(addMonths(at('2024-03-31'), -1), at('2024-02-29'));
  assert.deepEqual(addMonths(at('2024-11-15T10:30:00'), 3), at('2025-02-15T10:30:00'));
});

test('names of days', () => {
  assert.equal(dayName(at('2024-03-15T23:59:00'), now), 'today');
  assert.equal(dayName(at('2024-03-16T00:01:00'), now), 'tomorrow');
  assert.equal(dayName(at('2024-03-14T23:00:00'), now), 'yesterday');
  assert.equal(dayName(at('2024-03-18'), now), 'Monday');
  assert.equal(dayName(at('2024-03-12'), now), 'last Tuesday');
});

test('days that are further away', () => {
  assert.equal(dayName(at('2024-03-21T20:00:00'), now), 'Thursday');
  assert.equal(dayName(at('2024-03-22'), now), '2024-03-22');
  assert.equal(dayName(at('2024-03-08'), now), '2024-03-08');
  assert.equal(dayName(at('2024-03-09T01:00:00'), now), 'last Saturday');
});

test('parse', () => {
  assert.deepEqual(parse('in 2 minutes', now), after(120));
  assert.deepEqual(parse('3 days ago', now), after(-3 * 86400));
  assert.deepEqual(parse(' An hour ago', now), after(-3600));
  assert.deepEqual(parse('tomorrow', now), after(86400));
  assert.deepEqual(parse('in a month', now), at('2024-04-15T12:00:00'));
  assert.deepEqual(parse('2 years ago', now), at('2022-03-15T12:00:00'));
});

test('what cannot be parsed', () => {
  for (const text of ['', '2 minutes', 'in 2 minutes ago', 'in two days', 'soon', 'ago']) assert.equal(parse(text, now), undefined);
});
