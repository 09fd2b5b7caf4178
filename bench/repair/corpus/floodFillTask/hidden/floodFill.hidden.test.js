import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floodFill } from '../src/floodFill.js';

let state = 12345;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

/** Spreads marks over the whole image until nothing changes. */
function reference(image, row, column, colour) {
  const marked = image.map((line) => line.map(() => false));
  marked[row][column] = true;
  for (let changed = true; changed; ) {
    changed = false;
    image.forEach((line, r) =>
      line.forEach((value, c) => {
        if (marked[r][c] || value !== image[row][column]) return;
        if (marked[r - 1]?.[c] || marked[r + 1]?.[c] || marked[r][c - 1] || marked[r][c + 1]) {
          marked[r][c] = true;
          changed = true;
        }
      }),
    );
  }
  return image.map((line, r) => line.map((value, c) => (marked[r][c] ? colour : value)));
}

test('generated images', () => {
  for (let round = 0; round < 300; round += 1) {
    const rows = 1 + random(7);
    const columns = 1 + random(9);
    const image = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random(3)));
    const before = structuredClone(image);
    const row = random(rows);
    const column = random(columns);
    const colour = random(4);
    assert.deepEqual(floodFill(image, row, column, colour), reference(image, row, column, colour));
    assert.deepEqual(image, before);
  }
});

test('a copy in every case', () => {
  const image = [[5, 5]];
  const same = floodFill(image, 0, 0, 5);
  assert.notEqual(same, image);
  assert.notEqual(same[0], image[0]);
});

test('a large image', () => {
  const image = Array.from({ length: 200 }, () => new Array(150).fill(0));
  assert.ok(floodFill(image, 100, 100, 1).flat().every((value) => value === 1));
});
