import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../../../src/adapters/workspace/collectProposal.ts';
import type { ShadowWorkspace } from '../../../src/adapters/workspace/shadowWorkspace.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { FileState, FileWrite } from '../../../src/core/workspace/workspace.ts';
import { describeTree, never, WorkspaceFixture } from './workspaceFixture.ts';

const missing: FileState = { hash: undefined, executable: false };
const state = (text: string, executable = false): FileState => ({ hash: hashOf(Buffer.from(text)), executable });
const put = (path: string, expected: FileState, text: string | undefined, executable = false): FileWrite => ({
  path,
  expected,
  content: text === undefined ? undefined : Buffer.from(text),
  executable,
});
/** Changes one file, adds one in new folders, deletes one, and turns a file into a folder. */
const writes: readonly FileWrite[] = [
  put('a.txt', state('a'), 'A'),
  put('new/deep/n.txt', missing, 'n'),
  put('gone.txt', state('g'), undefined),
  put('thing', state('t'), undefined),
  put('thing/inside', missing, 'i'),
  put('run.sh', state('r', true), 'R', true),
];
const undo: readonly FileWrite[] = [
  put('a.txt', state('A'), 'a'),
  put('new/deep/n.txt', state('n'), undefined),
  put('gone.txt', missing, 'g'),
  put('thing/inside', state('i'), undefined),
  put('thing', missing, 't'),
  put('run.sh', state('R', true), 'r', true),
];
const script = join(import.meta.dirname, 'crashingWrite.ts');

describe('writing into the workspace', function () {
  this.timeout(60_000);
  let fixture: WorkspaceFixture;
  let workspace: ShadowWorkspace;
  let before: string[];
  beforeEach(() => {
    fixture = new WorkspaceFixture();
    fixture.files({ 'a.txt': 'a', 'gone.txt': 'g', thing: 't', 'run.sh': { executable: 'r' }, 'other/o.txt': 'o' });
    mkdirSync(join(fixture.path, 'empty'));
    chmodSync(join(fixture.path, 'a.txt'), 0o640);
    before = describeTree(fixture.path);
    workspace = fixture.workspace();
  });
  afterEach(() => fixture.remove());

  it('writes all, keeps modes, leaves no traces, and an undo gives the same tree', async () => {
    assert.deepEqual(await workspace.write(writes, never), { kind: 'written' });
    assert.equal(readFileSync(join(fixture.path, 'a.txt'), 'utf8'), 'A');
    assert.equal(statSync(join(fixture.path, 'a.txt')).mode & 0o777, 0o640);
    assert.equal(statSync(join(fixture.path, 'run.sh')).mode & 0o111, 0o111);
    assert.equal(readFileSync(join(fixture.path, 'thing/inside'), 'utf8'), 'i');
    assert.ok(!existsSync(join(fixture.path, 'gone.txt')));
    assert.deepEqual(
      describeTree(fixture.path).filter((line) => line.includes('.tmp')),
      [],
    );
    assert.deepEqual(readdirSync(workspace.folders.journal), ['folders.json']);
    chmodSync(join(fixture.path, 'a.txt'), 0o640);
    assert.deepEqual(await workspace.write(undo, never), { kind: 'written' });
    const modes = (lines: string[]) => lines.filter((line) => !/^(gone\.txt|thing) /.test(line));
    assert.deepEqual(modes(describeTree(fixture.path)), modes(before));
    for (const [path, text] of [
      ['gone.txt', 'g'],
      ['thing', 't'],
    ] as const) {
      assert.equal(readFileSync(join(fixture.path, path), 'utf8'), text);
    }
  });

  it('keeps a folder that the person made, even when an undo empties it', async () => {
    await workspace.write([put('empty/n.txt', missing, 'n')], never);
    await workspace.write([put('empty/n.txt', state('n'), undefined)], never);
    assert.deepEqual(describeTree(fixture.path), before);
  });

  it('names every file that changed since, and writes none', async () => {
    writeFileSync(join(fixture.path, 'a.txt'), 'person');
    writeFileSync(join(fixture.path, 'gone.txt'), 'person');
    chmodSync(join(fixture.path, 'run.sh'), 0o644);
    const now = describeTree(fixture.path);
    assert.deepEqual(await workspace.write(writes, never), {
      kind: 'changed-since',
      paths: ['a.txt', 'gone.txt', 'run.sh'],
    });
    assert.deepEqual(describeTree(fixture.path), now);
  });

  for (const step of ['checked', 'journalled', 'staged', 'placed']) {
    it(`rolls back when the person saves a file after the step ${step}`, async () => {
      let done = false;
      const onStep = (name: string) => {
        if (name !== step || done) return;
        done = true;
        writeFileSync(join(fixture.path, 'run.sh'), 'person saved');
      };
      const outcome = await fixture.workspace({ onStep }).write(writes, never);
      assert.deepEqual(outcome, { kind: 'changed-since', paths: ['run.sh'] });
      assert.equal(readFileSync(join(fixture.path, 'run.sh'), 'utf8'), 'person saved');
      const others = (lines: string[]) => lines.filter((line) => !line.startsWith('run.sh'));
      assert.deepEqual(others(describeTree(fixture.path)), others(before));
    });
  }

  it('rolls back when a step fails, and when something appears where a file is to be added', async () => {
    for (const name of ['journalled', 'staged', 'placed']) {
      const onStep = (step: string) => {
        if (step === name) throw new Error('the disk is on fire');
      };
      await assert.rejects(fixture.workspace({ onStep }).write(writes, never), /on fire/);
      assert.deepEqual(describeTree(fixture.path), before);
    }
    const onStep = (step: string) => {
      if (step === 'staged') writeFileSync(join(fixture.path, 'new/deep/n.txt'), 'theirs');
    };
    assert.deepEqual(await fixture.workspace({ onStep }).write(writes, never), {
      kind: 'changed-since',
      paths: ['new/deep/n.txt'],
    });
    assert.equal(readFileSync(join(fixture.path, 'new/deep/n.txt'), 'utf8'), 'theirs');
    rmSync(join(fixture.path, 'new'), { recursive: true });
    assert.deepEqual(describeTree(fixture.path), before);
  });

  it('refuses paths that are not plain files of the workspace', async () => {
    fixture.files({ 'o.txt': 'o' }, join(fixture.root, 'outside'));
    symlinkSync(join(fixture.root, 'outside'), join(fixture.path, 'far'));
    symlinkSync('a.txt', join(fixture.path, 'near'));
    const now = describeTree(fixture.root, (path) => path === 'data');
    const bad = [
      'far/o.txt',
      'far/new.txt',
      'near',
      '../x',
      '/etc/x',
      '.git/config',
      'sub/.GIT/x',
      'a/../b',
      'x\ny',
      '',
      'other',
      'a.txt/b',
      'C:x',
    ];
    for (const path of bad) {
      const outcome = await workspace.write([put('fine.txt', missing, 'f'), put(path, missing, 'x')], never);
      assert.equal(outcome.kind, 'refused', `${JSON.stringify(path)}: ${JSON.stringify(outcome)}`);
    }
    const twice = [put('a.txt', state('a'), '1'), put('a.txt', state('a'), '2')];
    assert.equal((await workspace.write(twice, never)).kind, 'refused');
    assert.deepEqual(
      describeTree(fixture.root, (path) => path === 'data'),
      now,
    );
  });

  it('refuses to write through a folder that becomes a link in between', async () => {
    const outside = join(fixture.root, 'outside');
    mkdirSync(outside);
    const onStep = (step: string) => {
      if (step !== 'staged') return;
      rmSync(join(fixture.path, 'other'), { recursive: true });
      symlinkSync(outside, join(fixture.path, 'other'));
    };
    const outcome = await fixture.workspace({ onStep }).write([put('other/o.txt', state('o'), 'x')], never);
    assert.equal(outcome.kind, 'refused');
    assert.deepEqual(readdirSync(outside), []);
  });

  it('recovers from a kill at every step: as before, or complete once it was committed', async () => {
    const steps = 3 + writes.length + 1;
    const text = JSON.stringify(
      writes.map((write) => ({
        ...write,
        content: write.content ? Buffer.from(write.content).toString('base64') : null,
      })),
    );
    for (let step = 1; step <= steps; step++) {
      const child = spawnSync(process.execPath, [script, fixture.path, fixture.dataFolder, String(step), text]);
      assert.equal(child.signal, 'SIGKILL', `step ${step}: ${child.stderr}`);
      const recovery = await workspace.recover(never);
      assert.deepEqual(recovery.kept, []);
      if (step < steps) assert.deepEqual(describeTree(fixture.path), before, `step ${step}`);
      else assert.equal(readFileSync(join(fixture.path, 'a.txt'), 'utf8'), 'A');
    }
    assert.deepEqual(await workspace.write(undo, never), { kind: 'written' });
    assert.ok(!existsSync(join(fixture.path, 'new')), 'folders made by an interrupted write are known');
  });

  it('does not touch what the person changed after a crash, and keeps what it was', async () => {
    const text = JSON.stringify([{ ...writes[0], content: Buffer.from('A').toString('base64') }]);
    spawnSync(process.execPath, [script, fixture.path, fixture.dataFolder, '4', text]);
    assert.equal(readFileSync(join(fixture.path, 'a.txt'), 'utf8'), 'A');
    writeFileSync(join(fixture.path, 'a.txt'), 'person');
    const { rolledBack, kept } = await workspace.recover(never);
    assert.equal(rolledBack, 1);
    assert.deepEqual(
      kept.map(({ path }) => path),
      ['a.txt'],
    );
    assert.equal(readFileSync(join(kept[0]!.savedIn, 'old-0'), 'utf8'), 'a');
    assert.equal(readFileSync(join(fixture.path, 'a.txt'), 'utf8'), 'person');
    assert.deepEqual(await workspace.recover(never), { rolledBack: 0, kept: [] });
  });

  it('lets one of many processes win, and never mixes two', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const own = [put('a.txt', state('a'), `by ${i}`), put('gone.txt', state('g'), `by ${i}`)];
        const text = JSON.stringify(
          own.map((write) => ({ ...write, content: Buffer.from(write.content ?? []).toString('base64') })),
        );
        const child = spawn(process.execPath, [script, fixture.path, fixture.dataFolder, '0', text]);
        let out = '';
        child.stdout.on('data', (chunk) => {
          out += chunk;
        });
        await new Promise((resolve) => child.once('close', resolve));
        return (JSON.parse(out) as { kind: string }).kind;
      }),
    );
    assert.deepEqual(outcomes.sort(), [...Array(5).fill('changed-since'), 'written']);
    assert.equal(
      readFileSync(join(fixture.path, 'a.txt'), 'utf8'),
      readFileSync(join(fixture.path, 'gone.txt'), 'utf8'),
    );
  });

  it('waits for another writer, and gives up with a code', async () => {
    const { promise: gate, resolve: release } = promiseWithResolvers();
    const checked = promiseWithResolvers();
    const onStep = () => {
      checked.resolve();
      return gate;
    };
    const slow = fixture.workspace({ onStep }).write([writes[0]!], never);
    await checked.promise;
    const hurried = fixture.workspace({ writeWaitMs: 100 });
    await assert.rejects(hurried.write([writes[1]!], never), (error) => isCoded(error, 'workspace.writeBusy'));
    release();
    assert.deepEqual(await slow, { kind: 'written' });
    assert.deepEqual(await hurried.write([writes[1]!], never), { kind: 'written' });
  });

  it('reads files, and none through a link that leaves the workspace', async () => {
    symlinkSync('a.txt', join(fixture.path, 'near'));
    symlinkSync('/etc', join(fixture.path, 'far'));
    const file = await workspace.readFile('run.sh', never);
    assert.deepEqual(file?.state, state('r', true));
    assert.equal(Buffer.from((await workspace.readFile('near', never))?.content ?? []).toString(), 'a');
    assert.equal(await workspace.readFile('none/at/all', never), undefined);
    for (const path of ['far/passwd', '../home', '.git/config', 'other']) {
      await assert.rejects(workspace.readFile(path, never), (error) => isCoded(error, 'workspace.unsafePath'), path);
    }
  });
});

function promiseWithResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = assert.fail;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
