import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, step } from '../src/life.js';

let state = 60;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

/** From the set of living cells: every one of them counts for the eight around it. */
function reference(board) {
  const counts = new Map();
  board.forEach((line, r) =>
    line.forEach((cell, c) => {
      if (cell === 0) return;
      for (const [dr, dc] of [[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 1], [1, -1], [1, 0], [1, 1]]) {
        const key = `${r + dr},${c + dc}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }),
  );
  return board.map((line, r) =>
    line.map((cell, c) => {
      const count = counts.get(`${r},${c}`) ?? 0;
      if (cell === 1) return count === 2 || count === 3 ? 1 : 0;
      return count === 3 ? 1 : 0;
    }),
  );
}

test('generated boards', () => {
  for (let round = 0; round < 200; round += 1) {
    const rows = 1 + random(7);
    const columns = 1 + random(7);
    const board = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random(2)));
    const before = structuredClone(board);
    assert.deepEqual(step(board), reference(board));
    let expected = board;
    for (let count = 0; count < 6; count += 1) {
      assert.deepEqual(run(board, count), expected);
      expected = reference(expected);
    }
    assert.deepEqual(board, before);
  }
});

test('every board of three by three', () => {
  for (let bits = 0; bits < 512; bits += 1) {
    const board = [0, 1, 2].map((r) => [0, 1, 2].map((c) => (bits >> (r * 3 + c)) & 1));
    assert.deepEqual(step(board), reference(board));
  }
});
