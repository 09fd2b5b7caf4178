import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openWorkspaceFolders,
  resolveDataFolder,
  runFolders,
  workspaceFolders,
} from '../../../src/adapters/workspace/dataFolder.ts';
import { mayMount } from '../../../src/adapters/workspace/dependencyTrust.ts';
import { currentOwner, isAlive, parseOwner } from '../../../src/adapters/workspace/processOwner.ts';
import { withWriteLock } from '../../../src/adapters/workspace/writeLock.ts';
import { isCoded } from '../../../src/base/errors.ts';

const signal = new AbortController().signal;

describe('resolveDataFolder', () => {
  const table: readonly (readonly [string, Record<string, string>, string])[] = [
    ['linux', {}, '/home/p/.local/share/loopwright'],
    ['linux', { XDG_DATA_HOME: '/x' }, '/x/loopwright'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/p/.local/share/loopwright'],
    ['linux', { LOOPWRIGHT_HOME: '/l', XDG_DATA_HOME: '/x' }, '/l'],
    ['darwin', { XDG_DATA_HOME: '/x' }, '/home/p/Library/Application Support/loopwright'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/loopwright'],
  ];
  for (const [platform, env, expected] of table) {
    it(`${platform} ${JSON.stringify(env)}`, () =>
      assert.equal(resolveDataFolder({ platform, env, home: '/home/p' }), expected));
  }
  it('refuses a relative LOOPWRIGHT_HOME', () => {
    const relative = { platform: 'linux', env: { LOOPWRIGHT_HOME: 'x' }, home: '/h' };
    assert.throws(
      () => resolveDataFolder(relative),
      (error) => isCoded(error, 'data.relativePath'),
    );
  });
});

describe('folders, owners and the write lock', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'loopwright-data-')));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('gives each workspace its own folder, named so that a person finds it', () => {
    const a = workspaceFolders('/d', '/home/p/my project');
    assert.match(a.root, /^\/d\/workspaces\/my-project-[0-9a-f]{16}$/);
    assert.notEqual(a.root, workspaceFolders('/d', '/else/my project').root);
    assert.match(workspaceFolders('/d', '/').root, /\/workspace-[0-9a-f]{16}$/);
    assert.match(workspaceFolders('/d', '/x/..evil/.hidden').root, /\/hidden-[0-9a-f]{16}$/);
    for (const id of ['', '..', 'a/b', '.x', 'x'.repeat(65)]) assert.throws(() => runFolders(a, id), /not a run id/);
  });

  it('leaves the mode of a folder that was there before, and says when it cannot be used', () => {
    const workspace = join(root, 'w');
    const shared = join(root, 'shared');
    mkdirSync(workspace);
    mkdirSync(shared, { mode: 0o755 });
    chmodSync(shared, 0o755);
    openWorkspaceFolders(shared, workspace);
    assert.equal(statSync(shared).mode & 0o777, 0o755);
    assert.equal(statSync(join(shared, 'workspaces')).mode & 0o777, 0o700);
    writeFileSync(join(root, 'file'), '');
    assert.throws(
      () => openWorkspaceFolders(join(root, 'file', 'x'), workspace),
      (error) => isCoded(error, 'data.unusable'),
    );
  });

  it('makes private folders, and sees a data folder inside the workspace behind a link', () => {
    const workspace = join(root, 'w');
    mkdirSync(workspace);
    const folders = openWorkspaceFolders(join(root, 'deep', 'data'), workspace);
    for (const path of [join(root, 'deep', 'data'), folders.runs, folders.journal])
      assert.equal(statSync(path).mode & 0o777, 0o700);
    symlinkSync(workspace, join(root, 'link'));
    assert.throws(
      () => openWorkspaceFolders(join(root, 'link', 'data'), workspace),
      (error) => isCoded(error, 'data.insideWorkspace'),
    );
    assert.deepEqual(readdirSync(workspace), []);
  });

  it('tells a living owner from a dead one and from another with the same number', async () => {
    const me = await currentOwner();
    assert.equal(await isAlive(me), true);
    if (me.startTime !== undefined) assert.equal(await isAlive({ ...me, startTime: 'then' }), false);
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    assert.equal(await isAlive({ pid: child.pid ?? 0, startTime: undefined }), false);
    for (const text of ['', '{', '{}', '{"pid":-1}', '{"pid":"1"}', 'null']) assert.equal(parseOwner(text), undefined);
  });

  it('lets one writer in at a time, takes over from the dead, and leaves nothing', async () => {
    writeFileSync(join(root, 'lock.dead'), JSON.stringify({ pid: process.pid, startTime: 'an earlier life' }));
    let inside = 0;
    let rounds = 0;
    const action = async () => {
      assert.equal(++inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside--;
      rounds++;
    };
    await Promise.all(Array.from({ length: 12 }, () => withWriteLock(root, { waitMs: 9000 }, action, signal)));
    assert.equal(rounds, 12);
    assert.deepEqual(readdirSync(root), []);
    await assert.rejects(
      withWriteLock(root, { waitMs: 10 }, () => Promise.reject(new Error('inner')), signal),
      /inner/,
    );
    assert.deepEqual(readdirSync(root), []);
  });
});

describe('mayMount', () => {
  const places = { home: '/home/p', dataFolder: '/home/p/.local/share/loopwright', workspace: '/home/p/code/app' };
  const yes = [
    '/home/p/code/lib',
    '/srv/deps/node_modules',
    '/home/p/.local/share/pnpm/store/v10/links',
    '/home/p/.pyenv/versions/3.12',
    '/opt/python/3.12',
    '/home/p/.hidden/ws/node_modules',
  ];
  const no = [
    '/',
    '/home',
    '/home/p',
    '/home/p/code',
    '/home/p/code/app',
    '/home/p/.ssh',
    '/home/p/.config/x',
    '/home/p/.local/share',
    '/home/p/.local/share/loopwright/workspaces',
    '/etc/ssl',
    '/proc/1',
    '/root/x',
    '/srv',
  ];
  for (const path of yes) it(`allows ${path}`, () => assert.equal(mayMount(path, places), true));
  for (const path of no) it(`forbids ${path}`, () => assert.equal(mayMount(path, places), false));
});
