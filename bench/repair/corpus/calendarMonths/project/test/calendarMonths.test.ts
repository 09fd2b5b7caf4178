import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, addMonths, addYears, age, dayOfYear, daysBetween, daysInMonth, formatDay, isLeapYear, isoWeek, monthsBetween, parseDay, weekday } from '../src/calendarMonths.ts';

const d = parseDay;

test('leap years', () => {
  assert.deepEqual([2024, 2023, 2000, 1900].map(isLeapYear), [true, false, true, false]);
  assert.deepEqual([1, 2, 4, 12].map((month) => daysInMonth(2024, month)), [31, 29, 30, 31]);
});

test('parse and format', () => {
  assert.deepEqual(d('2024-02-29'), { year: 2024, month: 2, day: 29 });
  assert.equal(formatDay({ year: 987, month: 1, day: 5 }), '0987-01-05');
  assert.throws(() => d('2023-02-29'), RangeError);
  assert.throws(() => d('2023-13-01'), RangeError);
  assert.throws(() => d('2023-1-1'), SyntaxError);
});

test('adding months keeps to the end of shorter ones', () => {
  assert.equal(formatDay(addMonths(d('2024-01-31'), 1)), '2024-02-29');
  assert.equal(formatDay(addMonths(d('2024-10-15'), 5)), '2025-03-15');
  assert.equal(formatDay(addMonths(d('2024-03-31'), -4)), '2023-11-30');
  assert.equal(formatDay(addMonths(d('2024-01-10'), 11)), '2024-12-10');
  assert.equal(formatDay(addYears(d('2024-02-29'), 1)), '2025-02-28');
});

test('adding days', () => {
  assert.equal(formatDay(addDays(d('2024-02-28'), 2)), '2024-03-01');
  assert.equal(formatDay(addDays(d('2023-12-31'), 1)), '2024-01-01');
  assert.equal(formatDay(addDays(d('2024-12-31'), 0)), '2024-12-31');
  assert.equal(formatDay(addDays(d('2024-03-01'), -366)), '2023-03-01');
});

test('days between', () => {
  assert.equal(daysBetween(d('2024-02-01'), d('2024-03-01')), 29);
  assert.equal(daysBetween(d('1999-12-31'), d('2001-01-01')), 367);
  assert.equal(daysBetween(d('2024-01-02'), d('2024-01-01')), -1);
});

test('weekdays and days of the year', () => {
  assert.equal(weekday(d('2024-03-15')), 5);
  assert.equal(weekday(d('2024-03-17')), 7);
  assert.equal(dayOfYear(d('2024-12-31')), 366);
  assert.equal(dayOfYear(d('2023-03-01')), 60);
});

test('weeks', () => {
  assert.deepEqual(isoWeek(d('2024-01-01')), { year: 2024, week: 1 });
  assert.deepEqual(isoWeek(d('2021-01-03')), { year: 2020, week: 53 });
  assert.deepEqual(isoWeek(d('2021-01-04')), { year: 2021, week: 1 });
  assert.deepEqual(isoWeek(d('2018-12-31')), { year: 2019, week: 1 });
  assert.deepEqual(isoWeek(d('2024-03-17')), { year: 2024, week: 11 });
});

test('months between', () => {
  assert.equal(monthsBetween(d('2024-01-15'), d('2024-03-15')), 2);
  assert.equal(monthsBetween(d('2024-01-15'), d('2024-03-14')), 1);
  assert.equal(monthsBetween(d('2021-01-30'), d('2021-02-28')), 1);
  assert.equal(monthsBetween(d('2024-03-15'), d('2024-01-15')), -2);
  assert.equal(monthsBetween(d('2024-03-15'), d('2024-01-16')), -1);
});

test('age', () => {
  assert.equal(age(d('2000-06-15'), d('2024-06-14')), 23);
  assert.equal(age(d('2000-06-15'), d('2024-06-15')), 24);
});
