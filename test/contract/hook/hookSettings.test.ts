import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createHookRunners } from '../../../src/app/hookRunners.ts';
import { readHookSettings } from '../../../src/app/hookSettings.ts';
import { readManifest } from '../../../src/app/manifestFiles.ts';
import { validateManifests } from '../../../src/app/workflowLibrary.ts';
import { neverAborted, skip } from '../sandbox/place.ts';
import { defineHook } from './hookHosts.ts';

describe('readHookSettings', () => {
  let root: string;
  let places: { dataFolder: string; workspace: string };
  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwright-hooks-')));
    places = { dataFolder: path.join(root, 'data'), workspace: path.join(root, 'ws') };
    mkdirSync(places.dataFolder, { mode: 0o700 });
    mkdirSync(path.join(places.workspace, '.loopwright'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const person = (text: string, name = 'hooks.yaml') => write(path.join(places.dataFolder, name), text);
  const workspace = (text: string, name = 'hooks.yaml') =>
    write(path.join(places.workspace, '.loopwright', name), text);
  function write(file: string, text: string): string {
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
  const read = () => readHookSettings(places, neverAborted);
  const problemsOf = async () => {
    const { hooks, problems } = await read();
    assert.equal(hooks === undefined, problems.length > 0);
    return problems.map(
      ({ file, line, column, code }) =>
        `${path.relative(root, path.resolve(places.workspace, file))}:${line}:${column} ${code}`,
    );
  };

  it('finds nothing where there is nothing', async () => {
    assert.deepEqual(await read(), { hooks: [], problems: [] });
    rmSync(places.dataFolder, { recursive: true });
    rmSync(path.join(places.workspace, '.loopwright'), { recursive: true });
    assert.deepEqual(await read(), { hooks: [], problems: [] });
  });

  it("gives the person's hooks and then the workspace's, with their defaults", async () => {
    write(path.join(places.dataFolder, 'n.mjs'), 'export const hook = () => 1;');
    person('version: 1\nhooks:\n  a: {on: [run.after, gate], module: ./n.mjs, env: [X], onError: allow}\n');
    workspace('{"version": 1, "hooks": {"a": {"on": "gate", "command": ["x"], "timeout": "10s"}}}', 'hooks.json');
    const { hooks } = await read();
    const own = {
      name: 'a',
      origin: 'person',
      points: ['run.after', 'gate'],
      action: { kind: 'module', file: path.join(places.dataFolder, 'n.mjs') },
      only: {},
      timeoutMs: 5_000,
      onError: 'allow',
      env: ['X'],
    };
    const shared = {
      ...{ name: 'a', origin: 'workspace', points: ['gate'], action: { kind: 'command', argv: ['x'] } },
      ...{ only: {}, timeoutMs: 10_000, onError: 'refuse', env: [] },
    };
    assert.deepEqual(hooks, [own, shared]);
  });

  it('gives every problem of both files at once, with its place', async () => {
    person('version: 1\nhooks:\n  a: {on: gates, command: [x]}\n  b: {on: gate, command: [x], timeout: 5}\n');
    workspace('version: 1\nhooks:\n  c: {on: gate, module: ./c.mjs}\n  d: {on: gate}\n');
    assert.deepEqual(await problemsOf(), [
      'data/hooks.yaml:3:11 schema.value',
      'data/hooks.yaml:4:40 schema.value',
      'ws/.loopwright/hooks.yaml:3:17 hooks.notHere',
      'ws/.loopwright/hooks.yaml:4:3 hooks.action',
    ]);
  });

  const good = 'version: 1\nhooks:\n  a: {on: gate, module: ./sub/n.mjs}\n';
  function installModule(): string {
    mkdirSync(path.join(places.dataFolder, 'sub'), { mode: 0o700 });
    person(good);
    return write(path.join(places.dataFolder, 'sub/n.mjs'), 'export const hook = () => 1;');
  }

  it('takes nothing for the host that somebody else could have written', async () => {
    const module = installModule();
    assert.deepEqual(await problemsOf(), []);
    const cases: [target: string, mode: number, expected: string[]][] = [
      ['hooks.yaml', 0o622, ['data/hooks.yaml:1:1 hooks.notYours']],
      ['hooks.yaml', 0o620, ['data/hooks.yaml:1:1 hooks.notYours']],
      ['.', 0o777, ['data/hooks.yaml:1:1 hooks.notYours', 'data/hooks.yaml:3:25 hooks.notYours']],
      ['sub', 0o770, ['data/hooks.yaml:3:25 hooks.notYours']],
      ['sub/n.mjs', 0o666, ['data/hooks.yaml:3:25 hooks.notYours']],
      ['sub/n.mjs', 0o644, []],
    ];
    for (const [target, mode, expected] of cases) {
      const file = path.join(places.dataFolder, target);
      const before = target === 'hooks.yaml' || target === 'sub/n.mjs' ? 0o600 : 0o700;
      chmodSync(file, mode);
      assert.deepEqual(await problemsOf(), expected, `${target} ${mode.toString(8)}`);
      chmodSync(file, before);
    }
    rmSync(module);
    assert.deepEqual(await problemsOf(), ['data/hooks.yaml:3:25 hooks.noModule']);
  });

  it('says what to type', async () => {
    const file = person('version: 1\nhooks: {}\n');
    chmodSync(file, 0o666);
    assert.match((await read()).problems[0]?.message ?? '', /Other users may write .*Type: chmod go-w .*hooks\.yaml$/);
  });

  it('takes nothing for the host that belongs to somebody else', async function () {
    if (process.getuid?.() !== 0) skip(this, 'only root can give a file away');
    const module = installModule();
    chownSync(module, 12_345, 12_345);
    assert.deepEqual(await problemsOf(), ['data/hooks.yaml:3:25 hooks.notYours']);
    chownSync(path.join(places.dataFolder, 'hooks.yaml'), 12_345, 12_345);
    assert.equal((await problemsOf()).length, 2);
  });

  it('takes no module from a workspace, not even through a link; other links are fine', async () => {
    const module = installModule();
    rmSync(module);
    symlinkSync(write(path.join(places.workspace, 'evil.mjs'), ''), module);
    assert.deepEqual(await problemsOf(), ['data/hooks.yaml:3:25 hooks.insideWorkspace']);
    rmSync(module);
    mkdirSync(path.join(root, 'dotfiles'), { mode: 0o700 });
    symlinkSync(write(path.join(root, 'dotfiles/n.mjs'), ''), module);
    assert.deepEqual(await problemsOf(), []);
    const file = path.join(places.dataFolder, 'hooks.yaml');
    rmSync(file);
    symlinkSync(workspace('version: 1\nhooks: {}\n'), file);
    assert.deepEqual(await problemsOf(), ['data/hooks.yaml:1:1 hooks.insideWorkspace']);
  });

  it('passes no file over in silence: it could have held a gate', async () => {
    const target = workspace('version: 1\nhooks: {}\n', 'other.yaml');
    symlinkSync(target, path.join(places.workspace, '.loopwright/hooks.yaml'));
    mkdirSync(path.join(places.dataFolder, 'hooks.json'));
    person('version: 1\nhooks: {}\n');
    assert.deepEqual(await problemsOf(), [
      'data/hooks.json:1:1 hooks.twoFiles',
      'ws/.loopwright/hooks.yaml:1:1 hooks.noFile',
    ]);
  });

  it('is what loopwright validate says of both files', async () => {
    const own = person('version: 1\nhooks:\n  a: {on: gate, module: ./none.mjs}\n');
    const shared = workspace('version: 1\nhooks:\n  a: {on: gate, module: ./none.mjs}\n');
    const env = { LOOPWRIGHT_HOME: places.dataFolder };
    const files = await Promise.all([own, shared].map((file) => readManifest(file, places.workspace, neverAborted)));
    const checked = await validateManifests(files, { workspace: places.workspace, env }, neverAborted);
    assert.deepEqual(
      checked.map(({ problems }) => problems.map(({ code }) => code)),
      [['hooks.noModule'], ['hooks.notHere']],
    );
  });
});

describe('createHookRunners', () => {
  it("find the person's programs, never one that the repository has put into PATH", async () => {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'loopwright-hooks-')));
    const [dataFolder, workspace] = [path.join(root, 'data'), path.join(root, 'ws')];
    const bin = path.join(workspace, 'node_modules/.bin');
    for (const folder of [dataFolder, bin]) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(bin, 'node'), `#!/bin/sh\necho caught > ${root}/caught\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: ['.', 'node_modules/.bin', bin, `${bin}/../.bin`, process.env.PATH].join(':') };
    const runners = createHookRunners({ dataFolder, workspace, env, runSandboxed: undefined });
    try {
      const hook = defineHook({ action: { kind: 'command', argv: ['node', '-e', 'console.log(1)'] } });
      assert.equal(await runners.command.call(hook, '{}', neverAborted), '1\n');
      assert.throws(() => readFileSync(path.join(root, 'caught')), { code: 'ENOENT' });
      assert.equal(runners.sandboxed, undefined);
    } finally {
      runners.dispose();
      rmSync(root, { recursive: true, force: true });
    }
  });
});
