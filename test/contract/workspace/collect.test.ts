import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { hashOf } from '../../../src/adapters/workspace/collectProposal.ts';
import type { ShadowWorkspace } from '../../../src/adapters/workspace/shadowWorkspace.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { WorkspaceCopy } from '../../../src/core/workspace/workspace.ts';
import { never, WorkspaceFixture } from './workspaceFixture.ts';

describe('collecting a proposal', function () {
  this.timeout(60_000);
  let fixture: WorkspaceFixture;
  let workspace: ShadowWorkspace;
  let copy: WorkspaceCopy;
  const inCopy = (path: string) => join(copy.hostPath, path);
  const collect = async () => {
    const { proposal, blobs } = await workspace.collect(copy, never);
    const changes = proposal.files.map((file) => `${file.kind} ${file.path}`);
    const refused = Object.fromEntries(proposal.refused.map(({ path, why }) => [path, why]));
    return { proposal, blobs, changes, refused };
  };

  beforeEach(async () => {
    fixture = new WorkspaceFixture();
    fixture.files({
      'a.txt': 'a\n',
      'src/b.js': 'b\n',
      'src/c.js': 'c\n',
      'run.sh': 'x',
      '.gitignore': 'build/\n*.log\n',
    });
    fixture.files({ link: { link: 'a.txt' }, 'kept.log': 'tracked', 'node_modules/p/package.json': '{}' });
    fixture.git(['init', '-q']);
    fixture.git(['add', '-f', 'kept.log']);
    fixture.commit();
    fixture.files({ 'a.txt': 'not committed\n' });
    workspace = fixture.workspace();
    copy = await workspace.openCopy('run1', never);
  });
  afterEach(() => fixture.remove());

  it('tells what was added, changed, deleted and made executable, with the bytes before and after', async () => {
    fixture.files(
      { 'a.txt': 'agent\n', 'new/n.js': 'n', 'kept.log': 'changed', 'bin.dat': Buffer.from([0, 1]) },
      copy.hostPath,
    );
    rmSync(inCopy('src/b.js'));
    chmodSync(inCopy('run.sh'), 0o755);
    const { proposal, blobs, changes, refused } = await collect();
    assert.deepEqual(refused, {});
    assert.deepEqual(changes, [
      'modified a.txt',
      'added bin.dat',
      'modified kept.log',
      'added new/n.js',
      'modified run.sh',
      'deleted src/b.js',
    ]);
    const text = (hash: Parameters<typeof blobs.get>[0] | undefined) =>
      hash && Buffer.from(blobs.get(hash) ?? []).toString();
    const byPath = new Map(proposal.files.map((file) => [file.path, file]));
    assert.equal(text(byPath.get('a.txt')?.base.hash), 'not committed\n');
    assert.equal(text(byPath.get('a.txt')?.result.hash), 'agent\n');
    assert.equal(text(byPath.get('src/b.js')?.base.hash), 'b\n');
    assert.equal(byPath.get('src/b.js')?.result.hash, undefined);
    assert.deepEqual(byPath.get('run.sh')?.result, { hash: hashOf(Buffer.from('x')), executable: true });
    assert.equal(byPath.get('run.sh')?.base.executable, false);
    assert.deepEqual(
      proposal.files.filter((file) => file.binary).map((file) => file.path),
      ['bin.dat'],
    );
    for (const [hash, bytes] of blobs) assert.equal(hashOf(bytes), hash);
  });

  it('gives the base as it was when the run began, whatever the workspace has become', async () => {
    writeFileSync(join(fixture.path, 'a.txt'), 'changed since\n');
    writeFileSync(inCopy('a.txt'), 'agent\n');
    const { proposal, blobs } = await collect();
    assert.equal(Buffer.from(blobs.get(proposal.files[0]!.base.hash!) ?? []).toString(), 'not committed\n');
  });

  it('leaves out what the base ignores, and is not told otherwise by the copy', async () => {
    fixture.files(
      { 'build/out.js': 'o', 'x.log': 'l', 'node_modules/p/index.js': 'i', 'src/node_modules/q/i.js': 'q' },
      copy.hostPath,
    );
    fixture.files(
      { '.gitignore': '*.js\n', 'src/.gitignore': '*\n', 'src/hidden.js': 'h', 'odd/:(top)x': 'm' },
      copy.hostPath,
    );
    const { changes } = await collect();
    assert.deepEqual(changes, [
      'modified .gitignore',
      'added odd/:(top)x',
      'added src/.gitignore',
      'added src/hidden.js',
    ]);
  });

  it('refuses everything that is not a plain file of the tree', async () => {
    fixture.files(
      { 'out.txt': { link: '/etc/passwd' }, 'in.txt': { link: 'a.txt' }, 'bad\nname': 'x', 'esc\u001b[2J/f': 'y' },
      copy.hostPath,
    );
    fixture.files(
      { '.git/config': '[core]\nfsmonitor = touch RAN\n', 'sub/.GIT/hooks/x': 'x', 'git~1/y': 'y' },
      copy.hostPath,
    );
    rmSync(inCopy('link'));
    symlinkSync('src', inCopy('link'));
    execFileSync('mkfifo', [inCopy('pipe')]);
    const server = createServer().listen(inCopy('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    writeFileSync(Buffer.concat([Buffer.from(`${copy.hostPath}/`), Buffer.from([0x66, 0xff])]), 'latin');
    const { changes, refused } = await collect();
    server.close();
    assert.deepEqual(changes, []);
    assert.deepEqual(Object.keys(refused).sort(), [
      '.git',
      'bad\nname',
      'esc\u001b[2J',
      'f\ufffd',
      'git~1',
      'in.txt',
      'link',
      'out.txt',
      'pipe',
      'socket',
      'sub/.GIT',
    ]);
  });

  it('follows no link: a folder exchanged for one is refused, and its files are not deleted', async () => {
    const outside = join(fixture.root, 'outside');
    fixture.files({ 'b.js': 'secret', 'c.js': 'secret' }, outside);
    rmSync(inCopy('src'), { recursive: true });
    symlinkSync(outside, inCopy('src'));
    const { changes, refused, blobs } = await collect();
    assert.deepEqual(changes, []);
    assert.deepEqual(Object.keys(refused), ['src']);
    assert.equal(blobs.size, 0);
  });

  it('never reads outside while a folder flips between a folder and a link', async () => {
    const outside = join(fixture.root, 'outside');
    fixture.files({ 'b.js': 'SECRET', 'c.js': 'SECRET', 'd.js': 'SECRET' }, outside);
    const script = `const fs=require('fs');const [src,away,out]=process.argv.slice(1);const end=Date.now()+2500;
      while(Date.now()<end){try{fs.renameSync(src,away);fs.symlinkSync(out,src);fs.unlinkSync(src);fs.renameSync(away,src)}catch{}}`;
    const { spawn } = await import('node:child_process');
    const attacker = spawn(process.execPath, ['-e', script, inCopy('src'), inCopy('away'), outside]);
    const over = new Promise((resolve) => attacker.once('close', resolve));
    let rounds = 0;
    for (let running = true; running; rounds++) {
      const { blobs } = await collect();
      for (const bytes of blobs.values()) assert.ok(!Buffer.from(bytes).includes('SECRET'));
      running = attacker.exitCode === null && attacker.signalCode === null;
    }
    await over;
    assert.ok(rounds > 5, `${rounds} rounds`);
  });

  it('does not believe times: a change with the old size and time is seen', async () => {
    writeFileSync(inCopy('src/b.js'), 'B\n');
    execFileSync('touch', ['-r', inCopy('src/c.js'), inCopy('src/b.js')]);
    assert.deepEqual((await collect()).changes, ['modified src/b.js']);
  });

  it('caps the bytes and the number of files', async () => {
    fixture.files({ 'big.txt': 'x'.repeat(2000), 'n1.txt': '1', 'n2.txt': '2', 'n3.txt': '3' }, copy.hostPath);
    workspace = fixture.workspace({ collectLimits: { fileBytes: 1000, files: 2 } });
    const { changes, refused } = await collect();
    assert.deepEqual(changes, ['added n1.txt', 'added n2.txt']);
    assert.deepEqual(Object.keys(refused), ['big.txt', 'n3.txt']);
    workspace = fixture.workspace({ collectLimits: { entries: 3 } });
    await assert.rejects(collect(), (error) => isCoded(error, 'workspace.tooLarge'));
  });

  it('tells a file that became a folder, and a folder that became a file', async () => {
    rmSync(inCopy('a.txt'));
    rmSync(inCopy('src'), { recursive: true });
    fixture.files({ 'a.txt/inner': 'i', src: 's' }, copy.hostPath);
    assert.deepEqual((await collect()).changes, [
      'deleted a.txt',
      'added a.txt/inner',
      'added src',
      'deleted src/b.js',
      'deleted src/c.js',
    ]);
  });

  it('reads a renamed file and a hard link as what they hold', async () => {
    renameSync(inCopy('src/b.js'), inCopy('src/d.js'));
    linkSync(inCopy('a.txt'), inCopy('copy.txt'));
    assert.deepEqual((await collect()).changes, ['added copy.txt', 'deleted src/b.js', 'added src/d.js']);
  });

  it('says so when the copy is gone', async () => {
    await workspace.dispose('run1', never);
    await assert.rejects(collect(), (error) => isCoded(error, 'workspace.copyGone'));
    mkdirSync(join(fixture.root, 'else', 'copy'), { recursive: true });
    await assert.rejects(
      workspace.collect({ ...copy, hostPath: join(fixture.root, 'else', 'copy') }, never),
      /not a copy/,
    );
  });
});
