import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHostCopyFiles } from '../../../src/adapters/workspace/hostCopyFiles.ts';
import { isCoded } from '../../../src/base/errors.ts';

const never = new AbortController().signal;

describe('the files of a copy', () => {
  let root: string;
  let outside: string;
  beforeEach(() => {
    const base = mkdtempSync(path.join(tmpdir(), 'lwf-'));
    [root, outside] = [path.join(base, 'copy'), path.join(base, 'outside')];
    for (const folder of [root, outside]) mkdirSync(folder);
    writeFileSync(path.join(outside, 'secret.txt'), 'secret');
    mkdirSync(path.join(root, 'src/deep'), { recursive: true });
    writeFileSync(path.join(root, 'src/a.js'), 'a\n');
    symlinkSync(path.join(outside, 'secret.txt'), path.join(root, 'src/link.txt'));
    symlinkSync(outside, path.join(root, 'way'));
    execFileSync('mkfifo', [path.join(root, 'src/pipe')]);
  });
  afterEach(() => rmSync(path.dirname(root), { recursive: true, force: true }));
  const files = () => createHostCopyFiles(root);

  it('neither lists, reads nor writes what only the tests are to see', async () => {
    writeFileSync(path.join(root, '.env'), 'KEY=1');
    const some = createHostCopyFiles(root, ['.env']);
    assert.ok(!(await some.list(never)).includes('.env'));
    for (const name of ['.env', './.env', 'src/../.env']) {
      await assert.rejects(some.read(name, never), unsafe);
      await assert.rejects(some.write(name, 'KEY=2', never), unsafe);
    }
    assert.equal(readFileSync(path.join(root, '.env'), 'utf8'), 'KEY=1');
  });
  const unsafe = (error: unknown) => isCoded(error, 'files.unsafePath');

  for (const name of [
    '../outside/secret.txt',
    'src/../../outside/secret.txt',
    '/etc/passwd',
    'way/secret.txt',
    'way/new.txt',
    'src/link.txt',
    'src/pipe',
    'src/a.js/below.js',
    'src/deep',
    '.git/config',
    'src/.GIT/hooks/x',
    'a\0b',
    'a\\b',
    '',
  ]) {
    it(`refuses to write ${JSON.stringify(name)}, at once`, async () => {
      await assert.rejects(files().write(name, 'x', never), unsafe);
      assert.equal(readFileSync(path.join(outside, 'secret.txt'), 'utf8'), 'secret');
      assert.ok(!existsSync(path.join(outside, 'new.txt')));
    });

    it(`refuses to read ${JSON.stringify(name)}, at once`, async () => {
      const outcome = await files()
        .read(name, never)
        .catch((error: unknown) => error);
      assert.ok(outcome === undefined || unsafe(outcome), String(outcome));
    });
  }

  it('writes, reads and deletes', async () => {
    await files().write('new/b.js', 'b\n', never);
    assert.equal(await files().read('new/b.js', never), 'b\n');
    await files().write('new/b.js', undefined, never);
    assert.equal(await files().read('new/b.js', never), undefined);
  });

  it('deletes what is gone already without complaint: the tests may have been faster', async () => {
    await files().write('src/never.js', undefined, never);
    await files().write('no/such/folder.js', undefined, never);
  });

  it('keeps the rest of the list when a folder cannot be read (root reads every folder, so not as root)', async function () {
    if (process.getuid?.() === 0) this.skip();
    chmodSync(path.join(root, 'src/deep'), 0);
    assert.deepEqual(await files().list(never), ['src/a.js']);
  });

  it('lists regular files only', async () => {
    assert.deepEqual(await files().list(never), ['src/a.js']);
  });
});
