import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixChain } from '../src/matrixChain.js';

let state = 8;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

/** Every order, without a table. */
function reference(sizes) {
  if (sizes.length <= 2) return 0;
  let best = Infinity;
  for (let k = 1; k < sizes.length - 1; k += 1) {
    const total = reference(sizes.slice(0, k + 1)) + reference(sizes.slice(k)) + sizes[0] * sizes[k] * sizes.at(-1);
    best = Math.min(best, total);
  }
  return best;
}

/** What an order costs, and that it has every matrix in turn. */
function price(order, sizes) {
  let at = 0;
  let next = 1;
  let cost = 0;
  const read = () => {
    if (order[at] !== '(') {
      const name = `A${next}`;
      assert.equal(order.slice(at, at + name.length), name);
      at += name.length;
      next += 1;
      return [sizes[next - 2], sizes[next - 1]];
    }
    at += 1;
    const [rows, inner] = read();
    const [same, columns] = read();
    assert.equal(inner, same);
    assert.equal(order[at], ')');
    at += 1;
    cost += rows * inner * columns;
    return [rows, columns];
  };
  read();
  assert.equal(at, order.length);
  assert.equal(next, sizes.length);
  return cost;
}

test('generated chains', () => {
  for (let round = 0; round < 200; round += 1) {
    const sizes = Array.from({ length: 2 + random(7) }, () => 1 + random(12));
    const { cost, order } = matrixChain(sizes);
    assert.equal(cost, reference(sizes), String(sizes));
    assert.equal(price(order, sizes), cost, String(sizes));
  }
});

test('more than nine matrices', () => {
  const { cost, order } = matrixChain([5, 3, 8, 2, 9, 4, 7, 1, 6, 5, 2, 8]);
  assert.equal(price(order, [5, 3, 8, 2, 9, 4, 7, 1, 6, 5, 2, 8]), cost);
});
