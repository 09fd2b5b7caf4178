import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSafeGit } from '../../../src/adapters/workspace/safeGit.ts';
import { isCoded } from '../../../src/base/errors.ts';
import { workspaceCases } from './workspaceCases.ts';
import { describeTree, filesOf, never, WorkspaceFixture } from './workspaceFixture.ts';

describe('an isolated copy', function () {
  this.timeout(60_000);
  let fixture: WorkspaceFixture;
  beforeEach(() => {
    fixture = new WorkspaceFixture();
  });
  afterEach(() => fixture.remove());

  for (const { name, make, files, open = '.', skipped = [] } of workspaceCases) {
    it(`holds ${name} byte for byte, writes nothing, and collects nothing`, async () => {
      make(fixture);
      const before = describeTree(fixture.root);
      const path = join(fixture.path, open);
      const workspace = fixture.workspace({ path });
      const copy = await workspace.openCopy('run1', never);
      assert.deepEqual(filesOf(copy.hostPath), [...files].sort());
      assert.equal(copy.files, files.length);
      assert.equal(copy.originalPath, realpathSync(path));
      assert.deepEqual((copy.skipped ?? []).map((entry) => entry.path).sort(), skipped);
      for (const file of files) assertSame(join(path, file), join(copy.hostPath, file));
      assert.ok(!existsSync(join(copy.hostPath, '.git')));
      const { proposal } = await workspace.collect(copy, never);
      assert.deepEqual(proposal, { files: [], refused: [] });
      // A second copy starts from the cached index and must be the same.
      const second = await workspace.openCopy('run2', never);
      assert.equal(second.baseTree, copy.baseTree);
      assert.deepEqual(describeTree(second.hostPath), describeTree(copy.hostPath));
      for (const run of ['run1', 'run2']) await workspace.dispose(run, never);
      assert.deepEqual(await workspace.leftovers(never), []);
      const omit = (entry: string) => entry === 'data';
      assert.deepEqual(describeTree(fixture.root, omit), before, 'nothing outside the data folder has changed');
    });
  }

  it('sees a change of the same size and moment that the cached index could miss', async () => {
    fixture.files({ 'a.txt': 'one' }).repository();
    const workspace = fixture.workspace();
    for (let i = 0; i < 20; i++) {
      writeFileSync(join(fixture.path, 'a.txt'), String(100 + i));
      const copy = await workspace.openCopy(`run${i}`, never);
      assert.equal(readFileSync(join(copy.hostPath, 'a.txt'), 'utf8'), String(100 + i));
      await workspace.dispose(`run${i}`, never);
    }
  });

  it('lets two runs at once have their own copies', async () => {
    fixture
      .files(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i % 7}/f${i}.txt`, `${i}\n`])))
      .repository();
    const workspaces = Array.from({ length: 6 }, () => fixture.workspace());
    const copies = await Promise.all(workspaces.map((workspace, i) => workspace.openCopy(`run${i}`, never)));
    const expected = describeTree(copies[0]!.hostPath);
    assert.equal(expected.filter((line) => !line.endsWith('/')).length, 300);
    for (const copy of copies) assert.deepEqual(describeTree(copy.hostPath), expected);
    writeFileSync(join(copies[0]!.hostPath, 'd0/f0.txt'), 'mine');
    const results = await Promise.all(copies.map((copy, i) => workspaces[i]!.collect(copy, never)));
    assert.deepEqual(
      results.map(({ proposal }) => proposal.files.length),
      [1, 0, 0, 0, 0, 0],
    );
  });

  it('survives files that change while it looks', async () => {
    fixture
      .files(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`f${i}.txt`, 'x'.repeat(2000)])))
      .repository();
    let writing = true;
    const busy = (async () => {
      for (let i = 0; writing; i++) {
        const path = join(fixture.path, `f${i % 400}.txt`);
        rmSync(path, { recursive: true, force: true });
        if (i % 3 === 0) mkdirSync(path);
        else writeFileSync(path, 'y'.repeat(i % 5000));
        if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    try {
      const workspace = fixture.workspace();
      for (let i = 0; i < 3; i++) {
        const copy = await workspace.openCopy(`run${i}`, never);
        assert.ok(copy.files > 100, `only ${copy.files} files`);
        assert.equal(filesOf(copy.hostPath).length, copy.files);
      }
    } finally {
      writing = false;
      await busy;
    }
  });

  it('leaves nothing of a run that is cancelled or too large', async () => {
    fixture.files({ 'a.txt': 'a', 'b.txt': 'b' }).repository();
    const cancelled = new AbortController();
    cancelled.abort();
    await assert.rejects(fixture.workspace().openCopy('run1', cancelled.signal), { name: 'AbortError' });
    for (const copyLimits of [{ files: 1 }, { bytes: 1 }]) {
      const workspace = fixture.workspace({ copyLimits });
      await assert.rejects(workspace.openCopy('run1', never), (error) => isCoded(error, 'workspace.tooLarge'));
      assert.deepEqual(await workspace.leftovers(never), []);
    }
  });

  it('refuses a data folder in the workspace, a missing folder, a missing git and a run id that is a path', async () => {
    const inside = join(fixture.path, 'x', 'data');
    assert.throws(
      () => fixture.workspace({ dataFolder: inside }),
      (error) => isCoded(error, 'data.insideWorkspace'),
    );
    assert.ok(!existsSync(join(fixture.path, 'x')));
    assert.throws(
      () => fixture.workspace({ path: '/nowhere' }),
      (error) => isCoded(error, 'workspace.missing'),
    );
    const without = fixture.workspace({ git: createSafeGit('/nowhere:.:relative') });
    await assert.rejects(
      without.openCopy('run1', never),
      (error) => isCoded(error, 'git.missing') && error.hint !== undefined,
    );
    await assert.rejects(fixture.workspace().openCopy('../run', never), /not a run id/);
  });

  it('keeps its data private, and a second copy of the same name out', async () => {
    fixture.files({ 'a.txt': 'a' });
    const workspace = fixture.workspace();
    const copy = await workspace.openCopy('run1', never);
    assert.equal(statSync(fixture.dataFolder).mode & 0o777, 0o700);
    assert.equal(statSync(copy.hostPath).mode & 0o777, 0o700);
    await assert.rejects(workspace.openCopy('run1', never), (error) => isCoded(error, 'workspace.copyExists'));
    const [left] = await workspace.leftovers(never);
    assert.equal(left?.ownerPid, process.pid);
    assert.ok((left?.bytes ?? 0) > 0);
    writeFileSync(
      join(workspace.folders.runs, 'run1', 'owner.json'),
      JSON.stringify({ pid: process.pid, startTime: 'earlier' }),
    );
    assert.equal(
      (await workspace.leftovers(never))[0]?.ownerPid,
      undefined,
      'a process number used again is another process',
    );
  });

  it('is renewed: what was changed, added, deleted or left in the scratch folder is gone', async () => {
    fixture.files({ 'a.txt': 'a', 'd/b.txt': 'b', 'run.sh': { executable: '#!/bin/sh\n' } });
    const workspace = fixture.workspace();
    const copy = await workspace.openCopy('run1', never);
    const fresh = describeTree(copy.hostPath);
    writeFileSync(join(copy.hostPath, 'a.txt'), 'changed');
    writeFileSync(join(copy.hostPath, 'new.txt'), 'new');
    rmSync(join(copy.hostPath, 'run.sh'));
    writeFileSync(join(copy.scratchPath, 'left'), '');
    chmodSync(join(copy.hostPath, 'd'), 0o500);
    // The person goes on working meanwhile: the copy stays what it was at the start.
    writeFileSync(join(fixture.path, 'a.txt'), 'mine');
    await workspace.renew(copy, never);
    assert.deepEqual(describeTree(copy.hostPath), fresh);
    assert.ok(!existsSync(join(copy.scratchPath, 'left')));
    assert.deepEqual((await workspace.collect(copy, never)).proposal, { files: [], refused: [] });
  });

  it('disposes of folders that a run made read-only', async () => {
    fixture.files({ 'd/a.txt': 'a' });
    const workspace = fixture.workspace();
    const copy = await workspace.openCopy('run1', never);
    mkdirSync(join(copy.scratchPath, 'work', 'work'), { recursive: true });
    chmodSync(join(copy.scratchPath, 'work', 'work'), 0);
    chmodSync(join(copy.hostPath, 'd'), 0o500);
    await workspace.dispose('run1', never);
    await workspace.dispose('run1', never);
    assert.ok(!existsSync(copy.hostPath));
  });

  it('makes a copy anew from the snapshot of a run, whatever the workspace has become, until that is forgotten', async () => {
    fixture.files({ 'a.txt': 'one', 'b.txt': 'b' });
    const workspace = fixture.workspace();
    const first = await workspace.openCopy('run1', never);
    writeFileSync(join(first.hostPath, 'a.txt'), 'changed by the run');
    fixture.files({ 'a.txt': 'two', 'c.txt': 'new' });
    const again = await workspace.reopenCopy('run1', first.baseTree, never);
    assert.equal(again.baseTree, first.baseTree);
    assert.equal(readFileSync(join(again.hostPath, 'a.txt'), 'utf8'), 'one');
    assert.ok(!existsSync(join(again.hostPath, 'c.txt')));
    await workspace.dispose('run1', never);
    const other = await workspace.reopenCopy('run2', first.baseTree, never);
    writeFileSync(join(other.hostPath, 'b.txt'), 'B');
    assert.deepEqual(
      (await workspace.collect(other, never)).proposal.files.map(({ path }) => path),
      ['b.txt'],
    );
    await workspace.forget('run2', never);
    await workspace.forget('run1', never);
    assert.deepEqual(await workspace.leftovers(never), []);
    await assert.rejects(workspace.reopenCopy('run3', '0'.repeat(40), never), { code: 'workspace.baseGone' });
    assert.deepEqual(await workspace.leftovers(never), []);
  });
});

function assertSame(original: string, copied: string): void {
  if (!existsSync(original)) return;
  assert.deepEqual(readFileSync(copied), readFileSync(original));
  assert.equal(statSync(copied).mode & 0o111, statSync(original).mode & 0o111);
}
