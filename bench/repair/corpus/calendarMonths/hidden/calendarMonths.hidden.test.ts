import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, addMonths, addYears, age, compare, dayOfYear, daysBetween, daysInMonth, formatDay, isLeapYear, isoWeek, monthsBetween, parseDay, weekday } from '../src/calendarMonths.ts';

const d = parseDay;
const utc = (text: string) => Date.parse(`${text}T00:00:00Z`);
const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const msOfDay = 86_400_000;

test('every day of some years against the platform', () => {
  for (const [from, to] of [['1899-12-20', '1901-01-10'], ['1999-12-20', '2001-01-10'], ['2023-12-20', '2025-01-10'], ['2099-12-20', '2101-01-10']] as const)
    for (let ms = utc(from); ms <= utc(to); ms += msOfDay) {
      const day = d(text(ms));
      assert.equal(formatDay(day), text(ms));
      assert.equal(formatDay(addDays(day, 1)), text(ms + msOfDay));
      assert.equal(formatDay(addDays(day, -1)), text(ms - msOfDay));
      assert.equal(weekday(day), new Date(ms).getUTCDay() || 7);
      assert.equal(dayOfYear(day), Math.round((ms - utc(`${text(ms).slice(0, 4)}-01-01`)) / msOfDay) + 1);
    }
});

test('far days', () => {
  for (const start of ['1600-02-29', '1900-03-01', '2000-01-01', '2024-12-31', '2400-02-28'])
    for (const days of [0, 1, -1, 59, 365, 366, -366, 1461, 36524, -36525, 146097, -100000])
      assert.equal(formatDay(addDays(d(start), days)), text(utc(start) + days * msOfDay));
  assert.equal(daysBetween(d('1600-01-01'), d('2000-01-01')), 146097);
  assert.equal(daysBetween(d('2000-01-01'), d('1900-01-01')), -36524);
});

test('months, there and back', () => {
  for (let start = utc('2023-10-01'); start < utc('2024-12-31'); start += msOfDay) {
    const from = d(text(start));
    for (let months = -26; months <= 26; months++) {
      const to = addMonths(from, months);
      const index = from.year * 12 + from.month - 1 + months;
      const year = Math.floor(index / 12);
      const month = index - year * 12 + 1;
      assert.deepEqual(to, { year, month, day: Math.min(from.day, new Date(Date.UTC(year, month, 0)).getUTCDate()) });
      if (months > 0) {
        assert.equal(monthsBetween(from, to), months);
        assert.equal(monthsBetween(to, from), -months);
        assert.equal(monthsBetween(from, addDays(to, -1)), months - 1);
        assert.equal(monthsBetween(addDays(to, -1), from), 0 - (months - 1));
      }
    }
    assert.equal(monthsBetween(from, from), 0);
  }
});

test('weeks of ISO 8601', () => {
  const known = { '2005-01-01': [2004, 53], '2005-01-02': [2004, 53], '2005-12-31': [2005, 52], '2006-01-01': [2005, 52], '2006-01-02': [2006, 1], '2006-12-31': [2006, 52], '2007-01-01': [2007, 1], '2007-12-30': [2007, 52], '2007-12-31': [2008, 1], '2008-12-28': [2008, 52], '2008-12-29': [2009, 1], '2009-12-31': [2009, 53], '2010-01-03': [2009, 53], '2010-01-04': [2010, 1], '2024-02-29': [2024, 9] };
  for (const [day, [year, week]] of Object.entries(known)) assert.deepEqual(isoWeek(d(day)), { year, week }, day);
});

test('ages', () => {
  assert.equal(age(d('2000-02-29'), d('2001-02-28')), 1);
  assert.equal(age(d('2000-02-29'), d('2004-02-28')), 3);
  assert.equal(age(d('2000-12-31'), d('2001-01-01')), 0);
  assert.equal(age(d('1990-01-01'), d('2024-12-31')), 34);
  assert.equal(formatDay(addYears(d('2024-02-29'), -4)), '2020-02-29');
});

test('what is no day', () => {
  for (const bad of ['2024-00-10', '2024-01-00', '2024-04-31', '1900-02-29', '2024-12-32']) assert.throws(() => d(bad), RangeError, bad);
  for (const bad of ['', '24-01-01', '2024/01/01', '2024-01-01T00', ' 2024-01-01']) assert.throws(() => d(bad), SyntaxError, bad);
  assert.equal(d('2400-02-29').day, 29);
  for (let month = 1; month <= 12; month++) for (const year of [1900, 2000, 2023, 2024]) assert.equal(daysInMonth(year, month), new Date(Date.UTC(year, month, 0)).getUTCDate());
  assert.equal(isLeapYear(2100), false);
  assert.ok(compare(d('2024-01-31'), d('2024-02-01')) < 0 && compare(d('2024-12-01'), d('2023-12-31')) > 0);
});
