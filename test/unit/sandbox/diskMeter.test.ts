import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskMeter } from '../../../src/adapters/sandbox/diskMeter.ts';

const mebibyte = 1024 * 1024;
const never = new AbortController().signal;

describe('what a command has written, once it has ended', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopwright-meter-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const [what, writtenMb, grownMb, expected] of [
    ['nothing', 0, 0, undefined],
    ['too much', 3, 3, 'diskBytes'],
    ['too much, while others free more than that', 3, -100, 'diskBytes'],
    ['too much, while others free a part of it', 3, 0.3, 'diskBytes'],
    ['less than it may, while others write', 1, 50, undefined],
  ] as const)
    it(`is ${expected ?? 'within the limit'} where it wrote ${what}`, async () => {
      let usedMb = 500;
      const meter = createDiskMeter({
        roots: [folder],
        startUsage: { bytes: 0, files: 0 },
        limits: { diskBytes: 2 * mebibyte, files: 100 },
        systemUsage: () => ({ bytes: usedMb * mebibyte, files: 1_000 }),
      });
      if (writtenMb > 0) writeFileSync(join(folder, 'written'), Buffer.alloc(writtenMb * mebibyte, 1));
      usedMb += grownMb;
      assert.equal(await meter.check(true, never), expected);
    });
});
