import assert from 'node:assert/strict';
import { createHiddenMemory } from '../../../src/adapters/sandbox/hiddenMemory.ts';

const gib = 1024 ** 3;
const meminfo = (available: number, shared: number) =>
  [
    ['MemTotal', 16],
    ['MemAvailable', available],
    ['Shmem', shared],
  ]
    .map(([name, size]) => `${name}:  ${Math.round(Number(size) * 1024 * 1024)} kB\n`)
    .join('');

const rows: readonly (readonly [
  what: string,
  now: readonly [available: number, shared: number],
  seen: readonly [memory: number, shared: number],
  hidden: number,
])[] = [
  ['nothing has changed', [12, 1], [0, 0], 0],
  ['shared memory that its processes have', [10, 3], [2, 2], 0],
  ['as much shared memory as it may have in files', [11.5, 1.5], [0, 0], 0],
  ['shared memory that nobody has any more', [8, 5], [0.25, 0.25], 3.25],
  ['others have used memory, and there is enough', [3, 1], [0.5, 0], 0],
  ['memory is short, and its processes have all of it', [1, 1], [11, 0], 0],
  ['memory is short, and buffers of the kernel hold it', [1, 1], [0.5, 0], 10.5],
  ['shared memory became less', [12, 0], [0, 0], 0],
];

describe('memory that no process has', () => {
  for (const [what, now, [memory, shared], hidden] of rows)
    it(`${what}: ${hidden} GiB`, () => {
      const texts = [meminfo(12, 1), meminfo(...now)];
      const measure = createHiddenMemory(0.5 * gib, () => texts.shift());
      assert.equal(measure({ memoryBytes: memory * gib, sharedBytes: shared * gib }) / gib, hidden);
    });

  it('is not known where the system does not tell', () => {
    assert.equal(createHiddenMemory(0, () => undefined)({ memoryBytes: 1, sharedBytes: 1 }), 0);
    assert.equal(createHiddenMemory(0, () => 'MemTotal: many\n')({ memoryBytes: 1, sharedBytes: 1 }), 0);
  });
});
