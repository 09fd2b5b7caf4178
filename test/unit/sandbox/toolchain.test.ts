import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseInterpreters, discoverToolchain } from '../../../src/adapters/sandbox/toolchain.ts';

const signal = new AbortController().signal;
const standard = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

describe('discoverToolchain', () => {
  let root: string;
  const path = (...parts: string[]) => join(root, ...parts);
  const program = (file: string, text = 'binary') => {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text, { mode: 0o755 });
  };
  const discover = (folders: readonly string[], execPath?: string) =>
    discoverToolchain({ path: folders.join(':'), home: path('home'), execPath }, path('home/ws'), signal);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'loopwright-toolchain-'));
    mkdirSync(path('home/ws'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('shows the prefix of a Node installation, found through a link', async () => {
    program(path('home/.nvm/v22/bin/node'));
    mkdirSync(path('home/.nvm/v22/lib'));
    mkdirSync(path('links'));
    symlinkSync(path('home/.nvm/v22/bin/node'), path('links/node'));
    const found = await discover([path('links')]);
    assert.deepEqual(found, { readable: [path('home/.nvm/v22')], path: [path('home/.nvm/v22/bin'), ...standard] });
  });

  it('shows only the program where its folder is no installation, and never the home folder', async () => {
    mkdirSync(path('home/lib'));
    program(path('home/bin/node'));
    const found = await discover([path('home/bin')]);
    assert.deepEqual(found.readable, [path('home/bin/node')]);
  });

  it('does not show an installation that the workspace lies in', async () => {
    mkdirSync(path('srv/lib'), { recursive: true });
    program(path('srv/bin/node'));
    const host = { path: path('srv/bin'), home: path('home'), execPath: undefined };
    const found = await discoverToolchain(host, path('srv/ws'), signal);
    assert.deepEqual(found.readable, [path('srv/bin/node')]);
  });

  it('asks a shim where the interpreters are, and shows an active environment before its base', async () => {
    program(path('real/bin/node'));
    mkdirSync(path('real/lib'));
    program(path('shims/node'), `#!/bin/sh\necho ${path('real/bin/node')}\n`);
    program(path('shims/python3'), `#!/bin/sh\necho ${path('venv')}\necho ${path('py')}\n`);
    const found = await discover([path('shims')]);
    assert.deepEqual(found.readable, [path('real'), path('venv'), path('py')]);
    assert.deepEqual(found.path, [path('real/bin'), path('venv/bin'), path('py/bin'), ...standard]);
  });

  it('never runs what the workspace put on the PATH, and leaves it on the PATH', async () => {
    const bin = path('home/ws/node_modules/.bin');
    for (const name of ['node', 'python3', 'npm']) program(join(bin, name), `#!/bin/sh\ntouch ${path('ran')}\n`);
    program(path('later/bin/node'));
    const found = await discover([bin, path('later/bin')]);
    assert.deepEqual(found.path, [bin, path('later/bin'), ...standard]);
    assert.throws(() => rmSync(path('ran')));
  });

  it('shows the prefix a package manager was installed to', async () => {
    program(path('npm-global/lib/node_modules/pnpm/bin/pnpm.cjs'));
    mkdirSync(path('npm-global/bin'));
    symlinkSync('../lib/node_modules/pnpm/bin/pnpm.cjs', path('npm-global/bin/pnpm'));
    const found = await discover([path('npm-global/bin')]);
    assert.deepEqual(found.readable, [path('npm-global')]);
  });

  it('falls back to the Node that runs us, behind everything else', async () => {
    program(path('own/bin/node'));
    const found = await discover(['relative', path('missing')], path('own/bin/node'));
    assert.deepEqual(found, { readable: [path('own/bin/node')], path: [path('own/bin'), ...standard] });
    assert.deepEqual((await discover([], undefined)).readable, []);
  });

  it('believes pyvenv.cfg only where it names a Python installation', () => {
    mkdirSync(path('py/lib/python3.12'), { recursive: true });
    writeFileSync(path('py/lib/python3.12/os.py'), '');
    const dependencies = ['venv', 'evil', 'none'].map((name) => ({
      source: path(name),
      target: '/x',
      mode: 'overlay' as const,
    }));
    for (const { source } of dependencies) mkdirSync(source);
    writeFileSync(path('venv/pyvenv.cfg'), `home = ${path('py/bin')}\nversion = 3.12\n`);
    mkdirSync(path('home/bin'));
    writeFileSync(path('evil/pyvenv.cfg'), `home = ${path('home/bin')}\n`);
    assert.deepEqual(
      [...new Set(baseInterpreters(dependencies, { home: path('home'), workspace: path('home/ws') }))],
      [path('py')],
    );
  });
});
