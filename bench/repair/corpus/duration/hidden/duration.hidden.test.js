import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, day, exact, hour, long, minute, parse, second, short, week } from '../src/duration.js';

const words = {
  1: ['', 'ms', 'msec', 'msecs', 'millisecond', 'milliseconds'],
  [second]: ['s', 'sec', 'secs', 'second', 'seconds'],
  [minute]: ['m', 'min', 'mins', 'minute', 'minutes'],
  [hour]: ['h', 'hr', 'hrs', 'hour', 'hours'],
  [day]: ['d', 'day', 'days'],
  [week]: ['w', 'week', 'weeks'],
};

test('every unit, written in every way', () => {
  for (const [factor, names] of Object.entries(words))
    for (const name of names) {
      for (const number of ['0', '1', '2.5', '.25', '17', '0.5'])
        for (const text of [`${number}${name}`, `${number} ${name.toUpperCase()}`, ` ${number}  ${name} `]) {
          assert.equal(parse(text), Number(number) * Number(factor), text);
          assert.equal(parse(`-${text.trim()}`), -(Number(number) * Number(factor)), text);
        }
    }
});

test('sums', () => {
  assert.equal(parse('1d2h3m4s5ms'), day + 2 * hour + 3 * minute + 4 * second + 5);
  assert.equal(parse('-1d 1h'), -(day + hour));
  assert.equal(parse('1h 1h'), 2 * hour);
});

test('what is none', () => {
  for (const text of ['-', '--1', '1..5', '1h x', 'h', '1h -1m', '1,5h', '5 parsecs', '1e3', '∞', '1.']) assert.equal(parse(text), undefined, text);
});

test('short and long against their definition', () => {
  const table = [[day, 'd', 'day'], [hour, 'h', 'hour'], [minute, 'm', 'minute'], [second, 's', 'second']];
  for (const [unit, letter, name] of table)
    for (const factor of [1, 1.2, 1.49, 1.5, 2, 2.6, 6.9]) {
      const ms = unit * factor;
      if (unit === day || ms < table[table.findIndex(([one]) => one === unit) - 1][0]) {
        const count = Math.round(factor);
        assert.equal(short(ms), `${count}${letter}`);
        assert.equal(short(-ms), `${Math.round(-factor)}${letter}`);
        assert.equal(long(ms), `${count} ${name}${factor >= 1.5 ? 's' : ''}`);
        assert.equal(long(-ms), `${Math.round(-factor)} ${name}${factor >= 1.5 ? 's' : ''}`);
      }
    }
  for (const ms of [0, 1, 999, -1, -999]) {
    assert.equal(short(ms), `${ms}ms`);
    assert.equal(long(ms), `${ms} ms`);
  }
});

test('exact reads back, and no part is full', () => {
  for (let seconds = 0; seconds < 400000; seconds += 1237) {
    const text = exact(seconds * second);
    assert.equal(parse(text), seconds * second);
    for (const [, number, unit] of text.matchAll(/(\d+)([dhms])/g))
      assert.ok(Number(number) < { d: 99, h: 24, m: 60, s: 60 }[unit], text);
    if (seconds > 0) assert.equal(exact(-seconds * second), `-${text}`);
  }
  assert.equal(exact(499), '0s');
  assert.equal(exact(-1), '0s');
  assert.equal(exact(3599500), '1h');
  assert.equal(exact(86399999), '1d');
  assert.equal(exact(1400), '1s');
});

test('clocks', () => {
  for (const [ms, text] of [[0, '0:00'], [999, '0:00'], [1000, '0:01'], [59999, '0:59'], [60000, '1:00'], [599000, '9:59'], [600000, '10:00'], [3599999, '59:59'], [3600000, '1:00:00'], [35999000, '9:59:59'], [36000000, '10:00:00'], [360610000, '100:10:10']])
    assert.equal(clock(ms), text);
});
