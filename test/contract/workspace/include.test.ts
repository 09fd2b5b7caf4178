import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCoded } from '../../../src/base/errors.ts';
import { filesOf, never, WorkspaceFixture } from './workspaceFixture.ts';

describe('ignored files taken into the copy', function () {
  this.timeout(60_000);
  let fixture: WorkspaceFixture;
  beforeEach(() => {
    fixture = new WorkspaceFixture();
    fixture.files({ '.gitignore': 'dist/\n.env\nlink\nnode_modules/\n', 'a.js': '1\n' }).repository();
    fixture.files({
      '.env': 'KEY=1\r\n',
      'dist/index.js': Uint8Array.of(0, 255, 13, 10),
      'dist/bin/tool': { executable: '#!/bin/sh\n' },
      'dist/inside': { link: 'index.js' },
      'dist/outside': { link: '../../home/secret' },
      'dist/nested/.git/config': 'x',
      'dist/node_modules/lib/package.json': '{}',
      link: { link: 'dist' },
    });
  });
  afterEach(() => fixture.remove());

  it('has them byte for byte, links as links, and none of them in the proposal', async () => {
    const workspace = fixture.workspace();
    const opened = await workspace.openCopy('run1', never);
    const copy = await workspace.include(opened, ['./dist/', '.env', 'a.js', 'link'], never);
    assert.deepEqual(copy.included, [
      '.env',
      'dist/bin/tool',
      'dist/index.js',
      'dist/inside',
      'dist/node_modules/lib/package.json',
      'link',
    ]);
    assert.deepEqual(readFileSync(join(copy.hostPath, 'dist/index.js')), Buffer.from([0, 255, 13, 10]));
    assert.equal(readlinkSync(join(copy.hostPath, 'dist/inside')), 'index.js');
    assert.equal(readlinkSync(join(copy.hostPath, 'link')), 'dist');
    assert.equal(statSync(join(copy.hostPath, 'dist/bin/tool')).mode & 0o111, 0o111);
    assert.ok(!existsSync(join(copy.hostPath, 'dist/nested/.git')));
    assert.deepEqual(
      (copy.skipped ?? []).map(({ path }) => path),
      ['dist/nested/.git', 'dist/outside'],
    );
    writeFileSync(join(copy.hostPath, '.env'), 'KEY=2\n');
    rmSync(join(copy.hostPath, 'dist/inside'));
    writeFileSync(join(copy.hostPath, 'a.js'), '2\n');
    const { proposal } = await workspace.collect(copy, never);
    assert.deepEqual([proposal.files.map(({ path }) => path), proposal.refused], [['a.js'], []]);
  });

  it('has them as they were at first after the copy was made clean, whatever the workspace holds by then', async () => {
    const workspace = fixture.workspace();
    const copy = await workspace.include(await workspace.openCopy('run1', never), ['dist', '.env'], never);
    const before = filesOf(copy.hostPath);
    writeFileSync(join(copy.hostPath, '.env'), 'changed');
    writeFileSync(join(fixture.path, '.env'), 'changed too');
    rmSync(join(copy.hostPath, 'dist'), { recursive: true });
    await workspace.renew(copy, never);
    assert.deepEqual(filesOf(copy.hostPath), before);
    assert.equal(readFileSync(join(copy.hostPath, '.env'), 'utf8'), 'KEY=1\r\n');
  });

  it('takes one file alone', async () => {
    const workspace = fixture.workspace();
    const copy = await workspace.include(await workspace.openCopy('run1', never), ['.env'], never);
    assert.deepEqual(copy.included, ['.env']);
  });

  for (const [name, path, code] of [
    ['a path above the workspace', '../home', 'include.unsafePath'],
    ['an absolute path', '/etc/hosts', 'include.unsafePath'],
    ['a path through a link', 'link/index.js', 'include.unsafePath'],
    ['the git folder', '.git/config', 'include.unsafePath'],
    ['the workspace itself', '.', 'include.unsafePath'],
    ['what is not there', 'build', 'include.missing'],
  ] as const)
    it(`refuses ${name}`, async () => {
      const workspace = fixture.workspace();
      const copy = await workspace.openCopy('run1', never);
      await assert.rejects(workspace.include(copy, [path], never), (error) => isCoded(error, code));
    });

  it('keeps to the limits of a copy', async () => {
    const workspace = fixture.workspace({ copyLimits: { files: 3 } });
    const copy = await workspace.openCopy('run1', never);
    await assert.rejects(workspace.include(copy, ['dist'], never), (error) => isCoded(error, 'workspace.tooLarge'));
  });

  it('lists a file that cannot be read', async function () {
    if (process.getuid?.() === 0) {
      console.log('      (skipped: root reads everything)');
      this.skip();
    }
    chmodSync(join(fixture.path, '.env'), 0);
    const workspace = fixture.workspace();
    const copy = await workspace.include(await workspace.openCopy('run1', never), ['.env'], never);
    assert.deepEqual(copy.skipped, [{ path: '.env', why: 'it cannot be read' }]);
  });
});
