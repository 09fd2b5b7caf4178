import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

/** The sources as they are in this checkout, committed or not, in a folder of that name. */
function copySources(folder: string): void {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  for (const file of list.split('\0').filter(Boolean))
    cpSync(path.join(repository, file), path.join(folder, file), { force: true, recursive: true });
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
}

/** Builds and packs what is in a folder; gives the hash of the package. */
function packageHash(folder: string): string {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' },
    });
  run('esbuild.mjs', '--production');
  const said = run('scripts/package.ts');
  return /^sha256 ([0-9a-f]{64})$/m.exec(said)?.[1] ?? assert.fail(said);
}

describe('the package', () => {
  it('is the same byte for byte, built twice, in two folders', () => {
    const temp = mkdtempSync(path.join(tmpdir(), 'loopwright-package-'));
    try {
      const hashes = ['one', 'two'].map((name) => {
        const folder = path.join(temp, name);
        copySources(folder);
        return packageHash(folder);
      });
      assert.equal(hashes[0], hashes[1]);
    } finally {
      rmSync(temp, { recursive: true, force: true });
    }
  });
});
