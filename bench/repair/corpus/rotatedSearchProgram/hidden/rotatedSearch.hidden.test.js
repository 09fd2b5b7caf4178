import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchRotated } from '../src/rotatedSearch.js';

test('every rotation of every length', () => {
  for (let length = 0; length <= 14; length += 1)
    for (let turn = 0; turn < Math.max(length, 1); turn += 1) {
      const sorted = Array.from({ length }, (_, i) => i * 2 - 6);
      const items = [...sorted.slice(turn), ...sorted.slice(0, turn)];
      for (let target = -9; target <= 24; target += 1)
        assert.equal(searchRotated(items, target), items.indexOf(target), `${target} in ${items}`);
    }
});

test('gaps of different sizes', () => {
  const items = [30, 41, 100, -7, 0, 2, 29];
  for (let target = -10; target <= 110; target += 1) assert.equal(searchRotated(items, target), items.indexOf(target));
});
