import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spiralOrder } from '../src/spiral.js';

/** Walks straight on until a visited cell or the edge, then turns right. */
function reference(matrix) {
  const rows = matrix.length;
  const columns = matrix[0]?.length ?? 0;
  const seen = new Set();
  const order = [];
  let [r, c, dr, dc] = [0, 0, 0, 1];
  while (order.length < rows * columns) {
    order.push(matrix[r][c]);
    seen.add(`${r},${c}`);
    const free = (y, x) => y >= 0 && x >= 0 && y < rows && x < columns && !seen.has(`${y},${x}`);
    if (!free(r + dr, c + dc)) [dr, dc] = [dc, -dr];
    r += dr;
    c += dc;
  }
  return order;
}

test('every size up to 8 by 8', () => {
  for (let rows = 0; rows <= 8; rows += 1)
    for (let columns = 1; columns <= 8; columns += 1) {
      const matrix = Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => r * 100 + c));
      const before = structuredClone(matrix);
      assert.deepEqual(spiralOrder(matrix), reference(matrix), `${rows} by ${columns}`);
      assert.deepEqual(matrix, before);
    }
});
