import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convexHull } from '../src/convexHull.js';

let state = 99;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

const side = (o, a, b) => Math.sign((a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]));
const far = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

/** Gift wrapping: the next corner is the one that has no point on its right. */
function reference(points) {
  if (points.length <= 1) return points;
  const start = points.reduce((best, point) => (point[0] < best[0] || (point[0] === best[0] && point[1] < best[1]) ? point : best));
  const hull = [];
  let current = start;
  do {
    hull.push(current);
    let next = points.find((point) => point !== current);
    for (const point of points) {
      if (point === current) continue;
      const turn = side(current, next, point);
      if (turn < 0 || (turn === 0 && far(current, point) > far(current, next))) next = point;
    }
    current = next;
  } while (current !== start);
  return hull;
}

test('generated points', () => {
  for (let round = 0; round < 400; round += 1) {
    const size = 2 + random(9);
    const seen = new Map();
    for (let count = random(20); count >= 0; count -= 1) {
      const point = [random(size), random(size) - 3];
      seen.set(String(point), point);
    }
    const points = [...seen.values()];
    const before = structuredClone(points);
    assert.deepEqual(convexHull(points), reference(points), JSON.stringify(points));
    assert.deepEqual(points, before);
  }
});

test('lines in every direction', () => {
  assert.deepEqual(convexHull([[1, 3], [1, 1], [1, 2]]), [[1, 1], [1, 3]]);
  assert.deepEqual(convexHull([[3, 1], [1, 1], [2, 1]]), [[1, 1], [3, 1]]);
  assert.deepEqual(convexHull([[3, 1], [1, 3], [2, 2]]), [[1, 3], [3, 1]]);
});
