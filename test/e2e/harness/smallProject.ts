/** A JavaScript project with one failing test, which one small edit of src/window.js fixes. */
export const smallProject: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "small", "private": true, "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/window.js': `/** All runs of \`size\` neighbours. */
export function windows(items, size) {
  const found = [];
  let start = 0;
  while (start + size < items.length) {
    found.push(items.slice(start, start + size));
    start += 1;
  }
  return found;
}

/** The sum of the items. */
export function sum(items) {
  return items.reduce((total, item) => total + item, 0);
}
`,
  'test/window.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sum, windows } from '../src/window.js';

test('keeps the last full window', () => {
  assert.deepEqual(windows([1, 2, 3], 2), [[1, 2], [2, 3]]);
});

test('has no window when there are too few items', () => {
  assert.deepEqual(windows([1], 2), []);
});

test('adds up', () => {
  assert.equal(sum([1, 2, 3]), 6);
});
`,
};

/** The line with the defect, and as it should be. */
export const defect = { wrong: 'start + size < items.length', right: 'start + size <= items.length' } as const;

/** The same project with tests so slow that a run can be watched, cancelled and interrupted. */
export const slowProject: Readonly<Record<string, string>> = {
  ...smallProject,
  'test/slow.test.js': `import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
test('takes its time', async () => { await setTimeout(4000); });
`,
};
