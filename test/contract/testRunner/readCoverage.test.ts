import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCoverage } from '../../../src/app/readCoverage.ts';

describe('the coverage folder, as hostile tests may leave it', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'loopwright-coverage-'));
    await writeFile(path.join(folder, 'process-1.json'), '{}');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read when it holds plain files only', async () => {
    assert.deepEqual(await readCoverage(folder), [{ text: '{}' }]);
    assert.deepEqual(await readCoverage(path.join(folder, 'none')), []);
  });

  const traps: Readonly<Record<string, (at: string) => Promise<unknown>>> = {
    'a link': (at) => symlink('/etc/hostname', at),
    'a pipe': async (at) => assert.equal(spawnSync('mkfifo', [at]).status, 0),
    'a folder': (at) => mkdir(at),
    'a file of 40 MB': async (at) => {
      await writeFile(at, '');
      await truncate(at, 40_000_000);
    },
  };
  for (const [name, lay] of Object.entries(traps))
    it(`is none with ${name} in it`, async () => {
      await lay(path.join(folder, 'process-2.json'));
      assert.deepEqual(await readCoverage(folder), []);
    });
});
