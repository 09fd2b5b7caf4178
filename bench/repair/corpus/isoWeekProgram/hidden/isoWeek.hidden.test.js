import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoWeek, weekLabel } from '../src/isoWeek.js';

test('every day of sixty years, counted on', () => {
  // 3 January 1972 is the Monday of the first week of 1972.
  let [weekYear, week] = [1972, 1];
  const day = new Date(Date.UTC(1972, 0, 3));
  for (let count = 0; count < 365 * 60; count += 1) {
    const [y, m, d] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
    assert.deepEqual(isoWeek(y, m, d), [weekYear, week], `${y}-${m}-${d}`);
    assert.equal(weekLabel(y, m, d), `${weekYear}-W${week < 10 ? '0' : ''}${week}`);
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() === 1) {
      // The first week holds 4 January: it begins between 29 December and 4 January.
      const [month, date] = [day.getUTCMonth(), day.getUTCDate()];
      if ((month === 11 && date >= 29) || (month === 0 && date <= 4)) {
        weekYear += 1;
        week = 1;
      } else {
        week += 1;
      }
    }
  }
});
