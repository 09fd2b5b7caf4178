import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countQueens } from '../src/nQueens.js';

/** Every arrangement of the columns, checked as a whole. */
function reference(n) {
  let count = 0;
  const place = (columns) => {
    if (columns.length === n) {
      if (columns.every((c, i) => columns.every((d, j) => i === j || Math.abs(c - d) !== Math.abs(i - j)))) count += 1;
      return;
    }
    for (let c = 0; c < n; c += 1) if (!columns.includes(c)) place([...columns, c]);
  };
  place([]);
  return count;
}

test('against every arrangement', () => {
  for (let n = 0; n <= 7; n += 1) assert.equal(countQueens(n), reference(n), String(n));
});

test('the published sequence', () => {
  const counts = [1, 1, 0, 0, 2, 10, 4, 40, 92, 352, 724, 2680];
  for (const [n, count] of counts.entries()) assert.equal(countQueens(n), count, String(n));
});
