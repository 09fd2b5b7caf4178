import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { never, WorkspaceFixture } from '../workspace/workspaceFixture.ts';

/** The rules of the host that close what an attack may leave in the copy; `attackTable.ts` names them. */
describe('host rules', () => {
  let fixture: WorkspaceFixture;
  beforeEach(() => {
    fixture = new WorkspaceFixture();
  });
  afterEach(() => fixture.remove());

  it('a copy shares no file with the workspace', async () => {
    fixture
      .files({
        'a.js': 'a',
        'deep/b.js': 'b',
        'node_modules/dep/package.json': '{}',
        'node_modules/dep/index.js': 'd',
        'ignored.txt': 'i',
        '.gitignore': 'node_modules\nignored.txt\n',
      })
      .repository();
    const copy = await fixture.workspace().openCopy('run', never);
    const inodes = (root: string) =>
      new Map(
        readdirSync(root, { recursive: true, encoding: 'utf8' })
          .map((name) => [join(root, name), lstatSync(join(root, name))] as const)
          .filter(([, stat]) => stat.isFile())
          .map(([path, stat]) => [`${stat.dev}:${stat.ino}`, path]),
      );
    const originals = inodes(fixture.path);
    const shared = [...inodes(copy.hostPath)].filter(([inode]) => originals.has(inode)).map(([, path]) => path);
    assert.deepEqual(shared, []);
    // What is mounted is the original itself, and then behind an overlay or read-only.
    assert.ok(copy.dependencies.length > 0);
    assert.ok(copy.dependencies.every(({ mode }) => mode === 'overlay' || mode === 'readonly'));
  });

  it('a repository that was left in the copy is obeyed by no git of ours', async () => {
    fixture.files({ 'a.txt': 'a' }).repository();
    const mark = join(fixture.root, 'mark');
    const workspace = fixture.workspace();
    const copy = await workspace.openCopy('run', never);
    const sub = join(copy.hostPath, 'sub');
    for (const folder of ['hooks', 'objects', 'refs']) mkdirSync(join(sub, folder), { recursive: true });
    writeFileSync(join(sub, 'HEAD'), 'ref: refs/heads/main\n');
    const command = JSON.stringify(`touch ${JSON.stringify(mark)}; false`);
    writeFileSync(
      join(sub, 'config'),
      `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ${JSON.stringify(sub)}\n\tfsmonitor = ${command}\n`,
    );
    mkdirSync(join(copy.hostPath, '.git'));
    for (const name of ['HEAD', 'config']) writeFileSync(join(copy.hostPath, '.git', name), 'x');
    spawnSync('git', ['status'], { cwd: sub, env: fixture.gitEnv(), stdio: 'ignore' });
    assert.ok(existsSync(mark), 'control: a plain git obeys it');
    rmSync(mark);
    const { proposal } = await workspace.collect(copy, never);
    assert.ok(proposal.refused.some(({ path }) => path === '.git'));
    await workspace.renew(copy, never);
    await workspace.dispose('run', never);
    assert.ok(!existsSync(mark), 'a git of ours obeyed it');
  });
});
