import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMonths, dayName, distance, fromNow, monthsBetween, parse } from '../src/relativeTime.js';

const day = 86400_000;
const start = Date.UTC(2019, 0, 1);

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

const daysIn = (year, month) => [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month];

function added(date, count) {
  let [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  for (let n = 0; n < Math.abs(count); n += 1) {
    month += Math.sign(count);
    if (month === 12) [year, month] = [year + 1, 0];
    if (month === -1) [year, month] = [year - 1, 11];
  }
  const text = date.toISOString();
  return new Date(`${year}-${String(month + 1).padStart(2, '0')}-${String(Math.min(date.getUTCDate(), daysIn(year, month))).padStart(2, '0')}${text.slice(10)}`);
}

test('months by counting them', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const make = maker(seed);
    const date = new Date(start + make(2500) * day + make(day));
    for (const count of [-25, -12, -1, 0, 1, 2, 11, 13]) assert.deepEqual(addMonths(date, count), added(date, count));
    const later = new Date(date.getTime() + make(900) * day + make(3) * (day / 2));
    let months = 0;
    while (added(date, months + 1) <= later) months += 1;
    assert.equal(monthsBetween(date, later), months);
  }
  for (let n = 0; n < 800; n += 1) {
    const date = new Date(start + n * day);
    assert.deepEqual(addMonths(date, 1), added(date, 1));
    assert.equal(monthsBetween(date, added(date, 1)), 1);
    assert.equal(monthsBetween(date, new Date(added(date, 1).getTime() - 1)), 0);
  }
});

function words(a, b) {
  const [earlier, later] = a < b ? [a, b] : [b, a];
  const passed = later - earlier;
  const say = (number, unit) => (number === 1 ? `1 ${unit}` : `${number} ${unit}s`);
  if (passed < 59_500) return say(Math.round(passed / 1000), 'second');
  if (passed < 59.5 * 60_000) return say(Math.round(passed / 60_000), 'minute');
  if (passed < 23.5 * 3600_000) return say(Math.round(passed / 3600_000), 'hour');
  if (passed < 6.5 * day) return say(Math.round(passed / day), 'day');
  if (passed < 4.5 * 7 * day) return say(Math.round(passed / (7 * day)), 'week');
  let months = 0;
  while (added(earlier, months + 1) <= later) months += 1;
  return months < 12 ? say(Math.max(1, months), 'month') : say(Math.floor(months / 12), 'year');
}

test('distances of every size', () => {
  const now = new Date(Date.UTC(2023, 4, 31, 13, 30));
  const sizes = [0, 1, 400, 500, 999, 1499, 1500, 9999, 10_000, 59_499, 59_500, 60_000, 89_999, 90_000];
  for (const unit of [60_000, 3600_000, day, 7 * day]) for (let n = 1; n < 62; n += 1) sizes.push(unit * n - 1, unit * n, unit * (n + 0.5) - 1, unit * (n + 0.5));
  for (let n = 28; n < 1200; n += 1) sizes.push(n * day);
  for (const size of sizes)
    for (const date of [new Date(now.getTime() + size), new Date(now.getTime() - size)]) {
      assert.equal(distance(date, now), words(date, now), `${date.toISOString()}`);
      assert.equal(distance(now, date), words(date, now));
      const expected = size < 10_000 ? 'just now' : date > now ? `in ${words(date, now)}` : `${words(date, now)} ago`;
      assert.equal(fromNow(date, now), expected);
    }
});

test('names of days around every hour', () => {
  const names = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  for (const hours of [0, 1, 12, 23])
    for (let days = -10; days <= 10; days += 1)
      for (const other of [0, 11, 23.99]) {
        const now = new Date(Date.UTC(2024, 1, 27) + hours * 3600_000);
        const date = new Date(Date.UTC(2024, 1, 27) + days * day + other * 3600_000);
        const weekday = names[(2 + days + 70) % 7];
        let expected = date.toISOString().slice(0, 10);
        if (days >= 2 && days <= 6) expected = weekday;
        if (days <= -2 && days >= -6) expected = `last ${weekday}`;
        if (Math.abs(days) < 2) expected = ['yesterday', 'today', 'tomorrow'][days + 1];
        assert.equal(dayName(date, now), expected);
      }
});

test('what is said can be read', () => {
  const now = new Date(Date.UTC(2024, 0, 31, 8));
  const sizes = { second: 1000, minute: 60_000, hour: 3600_000, day, week: 7 * day };
  for (const [unit, size] of Object.entries({ ...sizes, month: 0, year: 0 }))
    for (const [text, number] of [['a', 1], ['an', 1], ['1', 1], ['2', 2], ['13', 13], ['0', 0]])
      for (const sign of [1, -1]) {
        const expected = size ? new Date(now.getTime() + sign * number * size) : added(now, sign * number * (unit === 'year' ? 12 : 1));
        for (const ending of ['', 's']) {
          const phrase = `${text} ${unit}${ending}`;
          assert.deepEqual(parse(sign > 0 ? `in ${phrase}` : `${phrase.toUpperCase()} ago `, now), expected, phrase);
          assert.equal(parse(phrase, now), undefined);
          assert.equal(parse(`in ${phrase} ago`, now), undefined);
        }
      }
  for (const [text, offset] of [['now', 0], ['Just now', 0], ['today', 0], ['TOMORROW', day], ['yesterday', -day]])
    assert.deepEqual(parse(text, now), new Date(now.getTime() + offset));
  for (const text of ['', 'in', '-1 days ago', 'in 1.5 days', 'in 2 fortnights', '2days ago', 'constructor']) assert.equal(parse(text, now), undefined);
});
